import type { Deps, Settings } from '../deps.ts'
import { PRIORITY } from '../domain/delivery.ts'
import type { BroadcastId } from '../domain/id.ts'
import { noticeCode, type Notice } from '../domain/notice.ts'
import { isQuiet } from '../domain/quiet-hours.ts'
import { vi, type Texts } from '../i18n/vi.ts'
import { pressWith } from '../messages/action.ts'
import { settledCard, takenBackCard } from '../messages/approval-messages.ts'
import type { Message } from '../messages/message.ts'
import { noticeMessage } from '../messages/notice-message.ts'
import { heldMessage, lastProgress, progressMessage } from '../messages/sending-messages.ts'
import { formatMoment } from '../domain/time/format.ts'
import { cardAbout } from '../storage/cards.ts'
import { unheardIn, type Held } from '../storage/sending/broadcast-holds.ts'
import { findBroadcast, type Broadcast } from '../storage/sending/broadcasts.ts'
import {
  followIn,
  hasEndedUnasked,
  lockProgress,
  setProgressMessage,
} from '../storage/sending/progress-message.ts'
import { findNoticeVersion } from '../storage/notices.ts'
import { nameOf } from '../storage/people.ts'
import type { Store } from '../storage/store.ts'
import { broadcastProgress, paceOf } from './broadcast-progress.ts'
import { planBroadcastCard } from './plan-broadcast-card.ts'
import { offerMessage } from './remember-menu.ts'
import { changeProgress, planProgress } from './sending/change-progress.ts'
import { settleKind } from './settle-kind.ts'
import type { Barred, ProgressDeps, SendingDeps } from './sending/sending-deps.ts'
import { tellLaneStopped } from './tell-lane-stopped.ts'
import { whomToAsk, whomToAskNow } from './whom-to-ask.ts'

/** Broadcasts whose text is kept in memory: of more that take turns each would be made anew for every copy. */
const REMEMBERED = 128

/** What copies, progress and questions about a broadcast say: the engine that sends them is given it. */
export function broadcastTexts({
  store,
  clock,
  settings,
  log,
}: Pick<Deps, 'store' | 'clock' | 'settings' | 'log'>): Pick<
  SendingDeps,
  'messageFor' | 'onLaneStopped' | 'onHeld' | 'onUnheard' | 'onTakenBack'
> &
  Pick<ProgressDeps, 'progressMessage' | 'onFinished'> {
  return {
    messageFor: rememberLast((broadcastId) => noticeOf(store, broadcastId)),
    progressMessage: async (id, standing) => {
      const progress = await broadcastProgress(store, id, paceOf(standing))
      return progress && progressMessage(progress, vi, pressWith(store.keys))
    },
    onFinished: (tx, id) => showFinished(tx, id, clock.now()),
    onHeld: (tx, id, held) => askSender(tx, id, held, { settings, now: clock.now() }),
    onUnheard: (tx, id) => askSender(tx, id, null, { settings, now: clock.now() }),
    onTakenBack: (tx, id, barred) => tellBarred(tx, id, barred, clock.now()),
    onLaneStopped: (tx, instanceId, why) => tellLaneStopped({ log }, tx, instanceId, why),
  }
}

/** The message that all copies of a broadcast are. */
export async function noticeOf(store: Store, id: BroadcastId): Promise<Message> {
  const broadcast = await findBroadcast(store, id)
  const notice = broadcast && (await findNoticeVersion(store, broadcast.versionId))
  if (!notice) throw new Error('a delivery without its notice')
  return noticeMessage(notice, vi, pressWith(store.keys))
}

/** One text for all copies of a broadcast: the same object, so that it is rendered once. */
function rememberLast(
  load: (id: BroadcastId) => Promise<Message>,
): (id: BroadcastId) => Promise<Message> {
  const kept = new Map<BroadcastId, Promise<Message>>()
  return (id) => {
    const known = kept.get(id)
    const loading = known ?? load(id)
    // Entered anew, so that what was not asked for longest stands first and is forgotten first.
    kept.delete(id)
    kept.set(id, loading)
    if (known) return known
    loading.catch(() => {
      if (kept.get(id) === loading) kept.delete(id)
    })
    const [oldest] = kept.keys()
    if (kept.size > REMEMBERED && oldest) kept.delete(oldest)
    return loading
  }
}

/**
 * The finished card comes as a message of its own: the notice itself has often pushed the progress message up, and
 * a change makes no sound. The progress message keeps its last bar; from now on the card is what is kept up to date, also
 * when a copy that waited for its person goes after all: nobody is called at night because somebody else wrote.
 */
async function showFinished(tx: Store, id: BroadcastId, now: Date): Promise<void> {
  const broadcast = await findBroadcast(tx, id)
  const progress = await broadcastProgress(tx, id, null)
  if (!broadcast || !progress) return
  // Held, it ends by itself when all that was left is gone: nobody has to decide any more.
  const { notice } = progress
  await settleKind(tx, 'held-card', notice.id, ({ settled }) =>
    settledCard(notice, `✅ ${settled.finished({ code: noticeCode(notice.code) })}`),
  )
  const message = progressMessage(progress, vi, pressWith(tx.keys))
  if (!broadcast.progressChatId) return offerEnd(tx, broadcast, { notice, message }, now)
  const { progressChatId: chatId } = broadcast
  const { isEnded, card } = await lockProgress(tx, id, now)
  if (card && (await hasEndedUnasked(tx, id))) {
    await changeProgress(tx, id, card, message, { now, isEnded })
    return
  }
  if (card) await planProgress(tx, card.deliveryId, lastProgress(progress, vi))
  await setProgressMessage(tx, id, await planBroadcastCard(tx, { id, chatId, message }, now))
}

/**
 * Nobody follows it, because its sender may not any more or has sent it from the command line: the card comes to whoever
 * would be asked about it, and is kept up to date in the first of these chats.
 */
async function offerEnd(
  tx: Store,
  broadcast: Broadcast,
  { notice, message }: { readonly notice: Notice; readonly message: Message },
  now: Date,
): Promise<void> {
  const { id } = broadcast
  const { chats } = await whomToAsk(tx, broadcast, notice)
  for (const chatId of chats.toReversed())
    await followIn(tx, id, chatId, await planBroadcastCard(tx, { id, chatId, message }, now))
}

/** Whoever started the sending is asked, or others where they cannot decide any more, or have not heard it: `held` is null. */
async function askSender(
  tx: Store,
  id: BroadcastId,
  held: Held | null,
  { settings, now }: { settings: Settings; now: Date },
): Promise<void> {
  const broadcast = await findBroadcast(tx, id)
  const notice = broadcast && (await findNoticeVersion(tx, broadcast.versionId))
  if (!notice) return
  const reason = held?.reason ?? broadcast.heldFor
  if (!reason) return
  const { chats, isSender } = held
    ? await whomToAsk(tx, broadcast, notice)
    : await whomToAskNow(tx, broadcast, notice, await unheardIn(tx, id))
  const sender = isSender ? null : ((await nameOf(tx, broadcast.startedBy)) ?? '?')
  const canUndo = reason === 'late'
  const why = held ? whyHeld(held, settings.timeZone) : vi.send.pausedBecause[reason]
  const isAtNight = !broadcast.urgent && isQuiet(now, settings.timeZone)
  const asked = { notice, broadcastId: id, sender, why, canUndo, isAtNight }
  const message = heldMessage(asked, vi, pressWith(tx.keys))
  const card = { message, priority: PRIORITY.answer, ...cardAbout('held-card', notice.id) }
  for (const chatId of chats) await offerMessage(tx, { chatId, ...card }, now)
}

const TAKEN_BACK = {
  'own-approval': 'takenBackAsOwn',
  'not-let-out': 'takenBackAsNotLetOut',
  'not-approved': 'takenBackAsNotApproved',
} as const satisfies Record<Barred, string>

/**
 * The message with `Hoàn tác` says it too; the card has what sends the notice once that is put right. It comes to others where
 * the sender may not send any more.
 */
async function tellBarred(tx: Store, id: BroadcastId, barred: Barred, now: Date): Promise<void> {
  const broadcast = await findBroadcast(tx, id)
  const notice = broadcast && (await findNoticeVersion(tx, broadcast.versionId))
  if (!notice) return
  const code = noticeCode(notice.code)
  const whyIn = ({ send }: Texts) => send[TAKEN_BACK[barred]]({ code })
  const why = whyIn(vi)
  const settled = (texts: Texts) => settledCard(notice, whyIn(texts))
  await settleKind(tx, 'sent-card', notice.id, settled, 'taken-back-card')
  const { progressDeliveryId } = broadcast
  if (progressDeliveryId) await planProgress(tx, progressDeliveryId, settledCard(notice, why))
  const message = takenBackCard({ notice, why }, vi, pressWith(tx.keys))
  const card = { message, priority: PRIORITY.answer, ...cardAbout('ready-card', notice.id) }
  const { chats } = await whomToAsk(tx, broadcast, notice)
  for (const chatId of chats) await offerMessage(tx, { chatId, ...card }, now)
}

function whyHeld(held: Held, timeZone: string): string {
  switch (held.reason) {
    case 'failures':
      return vi.send.held[held.isMore ? 'moreFailures' : 'failures']({
        ...held,
        why: vi.reason[held.why],
      })
    case 'unknowns':
      return vi.send.held.unknowns(held)
    case 'late':
    case 'interrupted':
      return vi.send.held[held.reason]({ at: formatMoment(held.since, timeZone) })
  }
}
