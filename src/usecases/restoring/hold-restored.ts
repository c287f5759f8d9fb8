import type { BroadcastId, PersonId } from '../../domain/id.ts'
import { noticeCode } from '../../domain/notice.ts'
import { formatMoment } from '../../domain/time/format.ts'
import { vi } from '../../i18n/vi.ts'
import { pressWith } from '../../messages/action.ts'
import { plainMessage } from '../../messages/message.ts'
import { progressMessage } from '../../messages/sending-messages.ts'
import { appendAudit } from '../../storage/audit.ts'
import { holdUnfinished } from '../../storage/backup/hold-unfinished.ts'
import { keepRestoredAt } from '../../storage/backup/restored-at.ts'
import { findBroadcast } from '../../storage/sending/broadcasts.ts'
import { setProgressMessage } from '../../storage/sending/progress-message.ts'
import { findNotice } from '../../storage/notices.ts'
import { ownersOf } from '../../storage/people.ts'
import type { Store } from '../../storage/store.ts'
import { broadcastProgress } from '../broadcast-progress.ts'
import { planBroadcastCard } from '../plan-broadcast-card.ts'
import { dutyChats, tellChats } from '../tell-chats.ts'

/** What a restore has held back, by the codes that people know. */
export interface RestoredHold {
  readonly paused: readonly string[]
  readonly cancelled: readonly string[]
  readonly messages: number
  readonly updates: number
}

export interface RestoredBackup {
  /** When it was made. */
  readonly createdAt: Date
  readonly now: Date
}

/**
 * Holds what was unfinished at the backup's moment and tells people, in the transaction of the restore: the
 * owners what is held, the sender of each paused broadcast by a new card with its buttons.
 */
export async function holdRestored(
  tx: Store,
  input: RestoredBackup & { readonly timeZone: string },
): Promise<RestoredHold> {
  const { now } = input
  const held = await holdUnfinished(tx, now)
  await keepRestoredAt(tx, now)
  const result: RestoredHold = {
    paused: await codesOf(tx, held.paused),
    cancelled: await codesOf(tx, held.cancelled),
    messages: held.messages,
    updates: held.updates,
  }
  for (const id of held.paused) await showPaused(tx, id, now)
  await tellPeople(tx, [...held.paused, ...held.cancelled], {
    at: formatMoment(input.createdAt, input.timeZone),
    ...result,
  })
  await writeDown(tx, input, {
    paused: held.paused.length,
    cancelled: held.cancelled.length,
    messages: held.messages,
    updates: held.updates,
  })
  return result
}

/** Lets all of it go on, by an operator's word that nothing has been done since the backup's moment. */
export async function moveRestored(tx: Store, input: RestoredBackup): Promise<RestoredHold> {
  await writeDown(tx, input, { moved: true })
  return { paused: [], cancelled: [], messages: 0, updates: 0 }
}

function writeDown(
  tx: Store,
  { createdAt, now }: RestoredBackup,
  detail: Readonly<Record<string, number | boolean>>,
): Promise<void> {
  return appendAudit(tx, {
    at: now,
    actor: null,
    action: 'restore-backup',
    detail: { created_at: createdAt.toISOString(), ...detail },
  })
}

async function codesOf(tx: Store, ids: readonly BroadcastId[]): Promise<string[]> {
  const codes: number[] = []
  for (const id of ids) {
    const broadcast = await findBroadcast(tx, id)
    const notice = broadcast && (await findNotice(tx, broadcast.noticeId))
    if (notice) codes.push(notice.code)
  }
  return codes.toSorted((one, other) => one - other).map((code) => noticeCode(code))
}

/** The old card shows what has happened since, in the chat; a new one says how the broadcast stands here. */
async function showPaused(tx: Store, id: BroadcastId, now: Date): Promise<void> {
  const broadcast = await findBroadcast(tx, id)
  const progress = await broadcastProgress(tx, id, null)
  if (!broadcast?.progressChatId || !progress) return
  const message = progressMessage(progress, vi, pressWith(tx.keys))
  const chatId = broadcast.progressChatId
  await setProgressMessage(tx, id, await planBroadcastCard(tx, { id, chatId, message }, now))
}

async function tellPeople(
  tx: Store,
  broadcasts: readonly BroadcastId[],
  held: RestoredHold & { readonly at: string },
): Promise<void> {
  const people = new Set<PersonId>(await ownersOf(tx))
  for (const id of broadcasts) {
    const broadcast = await findBroadcast(tx, id)
    if (broadcast) people.add(broadcast.startedBy)
  }
  const [paused, cancelled] = [held.paused.join(', '), held.cancelled.join(', ')]
  const message = plainMessage(`♻️ ${vi.restored.told({ ...held, paused, cancelled })}`)
  await tellChats(tx, await dutyChats(tx, [...people]), message)
}
