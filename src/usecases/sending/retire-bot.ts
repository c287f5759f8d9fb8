import { newId, type ChannelInstanceId } from '../../domain/id.ts'
import { appendAudit } from '../../storage/audit.ts'
import { acquireLane, releaseLane, whileAlive } from '../../storage/sending/lanes.ts'
import { restartLane } from '../../storage/sending/lane-stops.ts'
import { endForBot, type RetiredWork } from '../../storage/sending/retire-bot.ts'
import { takeOverLane } from '../../storage/sending/take-over-lane.ts'
import { isLockFree, receiveLock } from '../../storage/settings.ts'
import { inTransaction, type Store } from '../../storage/store.ts'
import { LEASE_MS } from './run-lane.ts'

export type Retirement =
  | ({ readonly kind: 'retired' } & RetiredWork)
  /** A process of the service has it open. */
  | { readonly kind: 'in-use' }

/**
 * Ends what waits for a bot or OA that is not configured any more, by a person's word: a process that starts without it
 * loses nothing. Takes its lane first, as an owner would, so that nobody sends meanwhile and the calls that a dead owner
 * left are judged. Doing it again ends what has come since.
 */
export async function retireBot(
  store: Store,
  instanceId: ChannelInstanceId,
  now: Date,
): Promise<Retirement> {
  if (!(await isLockFree(store, receiveLock(instanceId)))) return { kind: 'in-use' }
  // A refused token has often stopped it before.
  await restartLane(store, instanceId)
  const owner = newId<string>()
  return whileAlive(store, owner, async (own) => {
    const answer = await acquireLane(own, instanceId, owner, LEASE_MS)
    if (answer.kind !== 'held') return { kind: 'in-use' }
    let isCleared = false
    try {
      // Its edits are dropped below, in place or not.
      await takeOverLane(store, answer.lease, { now, canEdit: false })
      isCleared = true
      const work = await inTransaction(store, (tx) => end(tx, instanceId, now))
      return { kind: 'retired', ...work }
    } finally {
      await releaseLane(store, answer.lease, { isCleared })
    }
  })
}

async function end(tx: Store, instanceId: ChannelInstanceId, now: Date): Promise<RetiredWork> {
  const work = await endForBot(tx, instanceId, now)
  await appendAudit(tx, {
    at: now,
    actor: null,
    action: 'retire-bot',
    subject: { kind: 'channel-instance', id: instanceId },
    detail: { copies: work.copies, messages: work.messages },
  })
  return work
}
