import type { HoldReason } from '../../domain/delivery.ts'
import type { BroadcastId } from '../../domain/id.ts'
import { appendAudit } from '../../storage/audit.ts'
import { findUnheardHolds, holdDue, type Held } from '../../storage/sending/broadcast-holds.ts'
import { lockBroadcast } from '../../storage/sending/broadcasts.ts'
import { inTransaction, type Store } from '../../storage/store.ts'
import type { HoldDeps } from './sending-deps.ts'

/**
 * Holds a broadcast that should not go on without somebody's word, and asks for it: once, because what is held
 * already is not held again. False when it was not there to be held.
 */
export async function holdBroadcast(deps: HoldDeps, id: BroadcastId, held: Held): Promise<boolean> {
  const isHeld = await inTransaction(deps.store, (tx) => hold(deps, tx, id, held))
  if (isHeld) {
    deps.log.warn({ broadcast: id, ...held }, 'a broadcast is held until somebody decides')
    await deps.enqueue({ name: 'update-progress', data: { broadcastId: id } })
  }
  return isHeld
}

async function hold(deps: HoldDeps, tx: Store, id: BroadcastId, held: Held): Promise<boolean> {
  const now = deps.clock.now()
  const { timeZone } = deps.settings
  if (!(await holdDue(tx, id, held, { now, timeZone }))) return false
  await appendAudit(tx, {
    at: now,
    actor: null,
    action: 'pause-broadcast',
    subject: { kind: 'broadcast', id },
    detail: { reason: held.reason satisfies HoldReason },
  })
  await deps.onHeld(tx, id, held)
  return true
}

/** Asks others about what is held where whoever was asked takes nothing any more, so that it does not wait for ever. */
export async function askOthers({
  store,
  onUnheard,
}: Pick<HoldDeps, 'store' | 'onUnheard'>): Promise<void> {
  for (const id of await findUnheardHolds(store))
    await inTransaction(store, async (tx) => {
      await lockBroadcast(tx, id)
      // Another process may have asked meanwhile, or somebody decided.
      if ((await findUnheardHolds(tx)).includes(id)) await onUnheard(tx, id)
    })
}
