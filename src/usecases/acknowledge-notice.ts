import type { AccountId, BroadcastId, ChatId, NoticeId } from '../domain/id.ts'
import type { Notice } from '../domain/notice.ts'
import { accountsBeside } from '../storage/account-links.ts'
import {
  acknowledgedBy,
  addAcknowledgement,
  type AcknowledgementKind,
} from '../storage/acknowledgements.ts'
import { broadcastInChat, noticesInChat } from '../storage/notices-in-chat.ts'
import { findNotice } from '../storage/notices.ts'
import { endReminders } from '../storage/sending/end-reminders.ts'
import type { Store } from '../storage/store.ts'

/** How long after a notice a bare "ok" in its chat still means it, in days. */
const OPEN_DAYS = 30

export type AcknowledgeResult =
  | { readonly kind: 'recorded'; readonly notice: Notice; readonly broadcastId: BroadcastId }
  | { readonly kind: 'again'; readonly notice: Notice; readonly broadcastId: BroadcastId }
  /** The notice never came to this chat, so its code gives no right here. */
  | { readonly kind: 'not-here' }
  | { readonly kind: 'withdrawn'; readonly notice: Notice }

/**
 * Keeps that a person has received or understood a notice; understanding it includes receiving it. What still waits to remind
 * them of it does not go any more.
 */
export async function acknowledgeNotice(
  tx: Store,
  input: {
    noticeId: NoticeId
    kind: AcknowledgementKind
    accountId: AccountId
    chatId: ChatId
    now: Date
  },
): Promise<AcknowledgeResult> {
  const notice = await findNotice(tx, input.noticeId)
  if (!notice) return { kind: 'not-here' }
  if (notice.state === 'withdrawn') return { kind: 'withdrawn', notice }
  const broadcastId = await broadcastInChat(tx, input.chatId, notice.id)
  if (!broadcastId) return { kind: 'not-here' }
  const entry = {
    noticeId: notice.id,
    broadcastId,
    accountId: input.accountId,
    chatId: input.chatId,
    at: input.now,
  }
  const accounts = await accountsBeside(tx, input.accountId)
  const before = await acknowledgedBy(tx, accounts, input.kind, [notice.id])
  await addAcknowledgement(tx, { ...entry, kind: 'received' })
  if (input.kind === 'understood') await addAcknowledgement(tx, { ...entry, kind: 'understood' })
  if (before.has(notice.id)) return { kind: 'again', notice, broadcastId }
  // Who is reminded in private may acknowledge in the group, weeks before their own chat takes something again.
  await endReminders(tx, { noticeId: notice.id, accounts }, input.now)
  return { kind: 'recorded', notice, broadcastId }
}

/** The notices of a chat that a bare "ok" may mean, newest first; `pending` are those still to be acknowledged so. */
export async function openNoticesIn(
  store: Store,
  where: {
    chatId: ChatId
    accountId: AccountId
    kind: AcknowledgementKind
    now: Date
    /** What came later does not count; null: all does. */
    until: Date | null
    /** How old a notice may be. */
    days?: number
  },
): Promise<{ open: OpenNotice[]; pending: OpenNotice[] }> {
  const since = new Date(where.now.getTime() - (where.days ?? OPEN_DAYS) * 86_400_000)
  const open = await noticesInChat(store, where.chatId, { since, until: where.until })
  const ids = open.map(({ noticeId }) => noticeId)
  const accounts = await accountsBeside(store, where.accountId)
  const done = await acknowledgedBy(store, accounts, where.kind, ids)
  return { open, pending: open.filter(({ noticeId }) => !done.has(noticeId)) }
}

export type OpenNotice = Awaited<ReturnType<typeof noticesInChat>>[number]
