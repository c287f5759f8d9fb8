import type { BroadcastId, DeliveryId } from '../../domain/id.ts'
import type { Candidate } from '../../storage/sending/due-deliveries.ts'

/**
 * The copies of a large broadcast that are through leave a trail which the database must walk each time, so a look goes
 * on from the last one; what waits again behind it, such as a chat that was told to wait, is found this often.
 */
const LOOK_AT_ALL_MS = 2_000

/** Where the looks at the copies of each broadcast have come to. */
export interface Rounds {
  /** Where a look at this moment, on the monotonic clock, begins; of what is not named it begins at the first copy. */
  from(now: number): ReadonlyMap<BroadcastId, DeliveryId>
  /** What a look has taken in hand, and the broadcasts of which it has left something. */
  note(taken: Iterable<Candidate>, unfinished: ReadonlySet<BroadcastId | null>): void
  /** The next look is at everything. */
  beginAnew(): void
}

/**
 * A look at everything takes nothing back of the way that is done: where more copies come due again than are sent
 * meanwhile, such as those that were told an hour ago that the month's quota is gone, the last ones would else never
 * have their turn. A broadcast is gone through from its first copy once it was gone through to its last.
 */
export function createRounds(): Rounds {
  const reached = new Map<BroadcastId, DeliveryId>()
  const through = new Set<BroadcastId>()
  let lookedAtAllAt = -Infinity
  return {
    from: (now) => {
      if (now < lookedAtAllAt + LOOK_AT_ALL_MS) return reached
      lookedAtAllAt = now
      for (const id of through) reached.delete(id)
      through.clear()
      return new Map()
    },
    note: (taken, unfinished) => {
      for (const { broadcastId, id } of taken) {
        if (!broadcastId) continue
        const known = reached.get(broadcastId)
        if (known === undefined || id > known) reached.set(broadcastId, id)
      }
      for (const id of reached.keys()) if (!unfinished.has(id)) through.add(id)
    },
    beginAnew: () => {
      lookedAtAllAt = -Infinity
    },
  }
}
