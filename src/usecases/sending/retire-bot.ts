import { newId, type BroadcastId, type ChannelInstanceId } from '../../domain/id.ts'
import { instanceOfChat } from '../../storage/chats.ts'
import { appendAudit } from '../../storage/audit.ts'
import {
  acquireLane,
  releaseLane,
  renewLane,
  whileAlive,
  type Lease,
} from '../../storage/sending/lanes.ts'
import { restartLane } from '../../storage/sending/lane-stops.ts'
import { findBroadcast } from '../../storage/sending/broadcasts.ts'
import { endForBot, type RetiredWork } from '../../storage/sending/retire-bot.ts'
import { takeOverLane } from '../../storage/sending/take-over-lane.ts'
import { isLockFree, receiveLock } from '../../storage/advisory-locks.ts'
import { inRetriedTransaction, type Store } from '../../storage/store.ts'
import { showEnded } from '../show-ended.ts'
import { LEASE_MS } from './run-lane.ts'

export type Retirement =
  | ({ readonly kind: 'retired' } & Pick<RetiredWork, 'copies' | 'messages' | 'updates'>)
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
  const owner = newId<string>()
  return whileAlive(store, owner, async (own) => {
    let answer = await acquireLane(own.store, instanceId, owner, LEASE_MS)
    if (answer.kind === 'stopped') {
      // By a refused token, often; nobody sends on it.
      await restartLane(store, instanceId)
      answer = await acquireLane(own.store, instanceId, owner, LEASE_MS)
    }
    if (answer.kind !== 'held') return { kind: 'in-use' }
    const { lease } = answer
    let isCleared = false
    try {
      // Its edits are dropped below, in place or not.
      await takeOverLane(store, lease, { now, canEdit: false })
      isCleared = true
      const work = await inRetriedTransaction(store, (tx) => end(tx, lease, now))
      if (!work) return { kind: 'in-use' }
      const { copies, messages, updates, changed } = work
      await showChanged(store, lease, changed, now)
      return { kind: 'retired', copies, messages, updates }
    } finally {
      await releaseLane(store, lease, { isCleared })
    }
  })
}

/** Null: a process of the service has it open. */
async function end(tx: Store, lease: Lease, now: Date): Promise<RetiredWork | null> {
  const { instanceId } = lease
  // Both held until all is written. A service that was started since the first look has the bot again, or takes it back
  // when it gets this lock.
  if (!(await isLockFree(tx, receiveLock(instanceId)))) return null
  if (!(await renewLane(tx, lease, LEASE_MS))) return null
  const work = await endForBot(tx, instanceId, now)
  await appendAudit(tx, {
    at: now,
    actor: null,
    action: 'retire-bot',
    subject: { kind: 'channel-instance', id: instanceId },
    detail: { copies: work.copies, messages: work.messages, updates: work.updates },
  })
  return work
}

/** The cards of those that had ended already; their lanes are woken by the sweeper. What the bot itself has shown stays. */
async function showChanged(
  store: Store,
  { instanceId }: Lease,
  ids: readonly BroadcastId[],
  now: Date,
) {
  for (const id of ids) {
    const chatId = (await findBroadcast(store, id))?.progressChatId
    if (!chatId || (await instanceOfChat(store, chatId)) === instanceId) continue
    // Each by itself: whoever holds a broadcast may wait for what this transaction would hold.
    await inRetriedTransaction(store, (tx) => showEnded(tx, id, now))
  }
}
