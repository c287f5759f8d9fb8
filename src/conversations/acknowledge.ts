import { noticeCode } from '../domain/notice.ts'
import { idOfWords, type NoticeId } from '../domain/id.ts'
import type { TypedAcknowledgement } from '../domain/text/typed-words.ts'
import { clip } from '../domain/text/clip.ts'
import { paragraph, type Block } from '../messages/message.ts'
import { accountsBeside } from '../storage/account-links.ts'
import { acknowledgedBy, type AcknowledgementKind } from '../storage/acknowledgements.ts'
import { findNoticeByCode } from '../storage/notices.ts'
import { latestAbout } from '../storage/sending/find-delivery.ts'
import { findMenu } from '../storage/conversations.ts'
import { codeInGroupsOf, latestNoticeIn } from '../storage/notices-in-chat.ts'
import {
  acknowledgeNotice,
  openNoticesIn,
  type OpenNotice,
} from '../usecases/acknowledge-notice.ts'
import { nothingToAcknowledge, ownAnsweredAt } from './answer-about-own.ts'
import { remarkIdly, respondsIdly } from './answer-idly.ts'
import { isTypedOn } from './join.ts'
import { isAddressed, repliedDelivery, repliedNotice, repliesToOther } from './replied-to.ts'
import { thankInGroup } from './thank-in-group.ts'
import { seenUntil } from './seen-until.ts'
import { momentIn, remark, remarkInConfidence, respond, say, type Turn } from './turn.ts'

/** The sender's card counts those who acknowledge in these milliseconds by one edit. */
const COUNTED_WITHIN_MS = 2_000

/** What became of an acknowledgement; `in-group`: it counts only in the group to which the notice came. */
type Outcome = 'recorded' | 'again' | 'withdrawn' | 'in-group' | 'not-here'

/** Records an acknowledgement of one notice and tells the person, in a group by toast where there is one. */
export async function acknowledge(
  turn: Turn,
  noticeId: NoticeId,
  kind: AcknowledgementKind,
  /** What is said where the notice never came to this chat. */
  notHere = turn.texts.common.stale,
): Promise<void> {
  const { ack } = turn.texts
  const { outcome, code } = await record(turn, noticeId, kind)
  switch (outcome) {
    case 'not-here':
      if (await respondsIdly(turn)) await respond(turn, notHere)
      return
    case 'in-group':
      return respond(turn, ack.inGroup({ code }))
    case 'withdrawn':
      return respond(turn, ack.withdrawn, true)
    case 'again':
      return respond(turn, ack.again)
    case 'recorded': {
      const answer = thanksFor(turn, kind, ack.received, ack.understood)
      if (turn.chat.type === 'group' && !turn.channel.capabilities.toast)
        return thankInGroup(turn, { id: noticeId, codes: code }, answer)
      return respond(turn, answer)
    }
  }
}

/** Acknowledges several notices that were named at once, and answers them together. */
async function acknowledgeSeveral(
  turn: Turn,
  kind: AcknowledgementKind,
  numbers: readonly number[],
): Promise<void> {
  const { tx, chat, texts } = turn
  const { ack } = texts
  const codesOf = new Map<Outcome, string[]>()
  // Whoever names them in another order is thanked together with the others.
  for (const number of numbers.toSorted((one, other) => one - other)) {
    const notice = await findNoticeByCode(tx, number)
    const { outcome } = notice
      ? await record(turn, notice.id, kind)
      : { outcome: 'not-here' as const }
    codesOf.set(outcome, [...(codesOf.get(outcome) ?? []), noticeCode(number)])
  }
  const sentenceOf = (
    outcome: Outcome,
    sentence: (codes: { code: string }) => string,
  ): string[] => {
    const codes = codesOf.get(outcome)
    return codes ? [sentence({ code: codes.join(', ') })] : []
  }
  const sentences = [
    ...sentenceOf('recorded', ({ code }) =>
      thanksFor(turn, kind, ack.receivedSeveral({ code }), ({ at }) =>
        ack.understoodSeveral({ code, at }),
      ),
    ),
    ...sentenceOf('again', ack.againSeveral),
    ...sentenceOf('withdrawn', ack.withdrawnSeveral),
    ...sentenceOf('in-group', ack.inGroup),
    ...sentenceOf('not-here', ack.noSuchNotice),
  ]
  const recorded = codesOf.get('recorded')?.join(', ')
  if (recorded !== undefined && chat.type === 'group' && !turn.channel.capabilities.toast)
    return thankInGroup(turn, { id: idOfWords(recorded, chat.id), codes: recorded }, ...sentences)
  // What is said of codes that mean nothing here, nobody needs.
  if (codesOf.size > 1 || !codesOf.has('not-here')) await remark(turn, ...sentences)
  else await remarkIdly(turn, ...sentences)
}

/** What is said to who has acknowledged. A resident or a member not yet on the rolls counts for nobody until the unit knows them. */
function thanksFor(
  turn: Turn,
  kind: AcknowledgementKind,
  received: string,
  understood: (when: { at: string }) => string,
): string {
  const { unknownPerson, unknownPersonTyped } = turn.texts.ack
  if (turn.actor.personId === null)
    return isTypedOn(turn.channel) ? unknownPersonTyped : unknownPerson
  if (kind === 'received') return received
  return understood({ at: momentIn(turn, turn.now) })
}

/** Records an acknowledgement of one notice; says nothing. */
async function record(
  turn: Turn,
  noticeId: NoticeId,
  kind: AcknowledgementKind,
): Promise<{ readonly outcome: Outcome; readonly code: string }> {
  const result = await acknowledgeNotice(turn.tx, {
    noticeId,
    kind,
    accountId: turn.account.id,
    chatId: turn.chat.id,
    now: turn.now,
  })
  if (result.kind === 'not-here') return wayToGroup(turn, noticeId, kind)
  if (result.kind === 'recorded')
    turn.effects.jobs.push({
      name: 'update-progress',
      data: { broadcastId: result.broadcastId },
      delayMs: COUNTED_WITHIN_MS,
    })
  return { outcome: result.kind, code: noticeCode(result.notice.code) }
}

/**
 * To who types in private: whether a notice is acknowledged in a group of theirs, to which it came and not to them, unless they
 * have done so. A button of it was never shown here.
 */
async function wayToGroup(
  turn: Turn,
  noticeId: NoticeId,
  kind: AcknowledgementKind,
): Promise<{ readonly outcome: Outcome; readonly code: string }> {
  const { tx, chat, account, actor, inbound } = turn
  const isTyped = chat.type === 'private' && inbound.event.kind !== 'press'
  const number = isTyped && actor.personId && (await codeInGroupsOf(tx, actor.personId, noticeId))
  if (typeof number !== 'number') return { outcome: 'not-here', code: '' }
  const done = await acknowledgedBy(tx, await accountsBeside(tx, account.id), kind, [noticeId])
  return { outcome: done.has(noticeId) ? 'again' : 'in-group', code: noticeCode(number) }
}

/**
 * A typed acknowledgement: `nhan T12`, `nhan T7, T8`, `da nhan`, `ok`, `quan triet T12`. Without a code it means the
 * notice that is replied to, or the only one of the chat that this person has still to acknowledge; with
 * several it asks which.
 */
export async function acknowledgeTyped(
  turn: Turn,
  typed: Pick<TypedAcknowledgement, 'kind' | 'codes'> & Partial<TypedAcknowledgement>,
  repliedTo: NoticeId | null,
): Promise<void> {
  const { texts } = turn
  const [code, ...more] = typed.codes
  if (more.length > 0) return acknowledgeSeveral(turn, typed.kind, typed.codes)
  if (code !== undefined) {
    const notice = await findNoticeByCode(turn.tx, code)
    const unknown = texts.ack.noSuchNotice({ code: noticeCode(code) })
    if (!notice) return remarkIdly(turn, unknown)
    return acknowledge(turn, notice.id, typed.kind, unknown)
  }
  if (repliedTo) return acknowledge(turn, repliedTo, typed.kind, texts.ack.nothing)
  const { open, pending } = await openNoticesHere(turn, typed.kind)
  // Where no notice waits, “ok” may still be meant for one that came to a group, and is led there.
  const mayAnswer = pending.length > 0 || typed.isAgreement === true
  const answered = typed.isYes ? await saidYesTo(turn, mayAnswer ? open : null) : null
  if (answered) return askWhatYesMeans(turn, answered, pending)
  const [only, ...others] = pending
  if (!only) {
    // “Ok” is said to whatever the bot has shown, and takes nothing of it away.
    if (open.length === 0) return remarkIdly(turn, await nothingToAcknowledge(turn))
    return remark(turn, texts.ack.again)
  }
  if (others.length === 0) return acknowledge(turn, only.noticeId, typed.kind)
  return askWhich(turn, typed.kind, only, pending)
}

/** So many notices are listed to be chosen from, the newest; in a group everybody has to read past them. */
const LISTED = { group: 5, private: 10 } as const
const TITLE_MAX = 60
/** Whom the same long list would answer within this time in a group has it above them. */
const ABOVE_MS = 10 * 60_000

async function askWhich(
  turn: Turn,
  kind: AcknowledgementKind,
  newest: OpenNotice,
  pending: readonly OpenNotice[],
): Promise<void> {
  const { tx, chat } = turn
  const { which, whichInReply, whichLine, whichMore } = turn.texts.ack
  const listed = pending.slice(0, LISTED[chat.type])
  const isCut = listed.length < pending.length
  // Another has acknowledged others, and a notice may have come since: then the list above is not theirs.
  const codes = listed.map(({ code }) => code).join(' ')
  const subject = isCut &&
    chat.type === 'group' && { kind: 'which-notice', id: idOfWords(codes, chat.id) }
  if (subject && (await latestAbout(tx, chat.id, subject, ABOVE_MS)))
    return pointAbove(turn, kind, noticeCode(newest.code))
  const items = listed.map(({ code, title }) =>
    whichLine[kind]({ code: noticeCode(code), title: clip(title, TITLE_MAX) }),
  )
  const more = paragraph('text', isCut && whichMore)
  const ask: Block = { kind: 'text', text: which, whereAddressed: whichInReply }
  await say(turn, { blocks: [ask, { kind: 'list', items }, ...more] }, subject ? { subject } : {})
}

async function pointAbove(turn: Turn, kind: AcknowledgementKind, code: string): Promise<void> {
  const { whichAbove, whichAboveInReply } = turn.texts.ack
  const text = whichAbove[kind]({ code })
  const whereAddressed = whichAboveInReply[kind]({ code })
  await say(turn, { blocks: [{ kind: 'text', text, whereAddressed }] }, { keepsChoices: true })
}

/**
 * What “ok” answers where that is no notice: the message it replies to, choices that were shown since the last notice came, or
 * the answer to a question of theirs that came since. Who types it at “Gửi?” believes it sent. In a group it is said among
 * people (`acknowledgeInGroup`).
 */
async function saidYesTo(
  turn: Turn,
  /** The notices after which such an answer came, if it is one; null: it is no word about an answer. */
  open: readonly OpenNotice[] | null,
): Promise<'choices' | 'message' | 'answer' | null> {
  const { tx, chat } = turn
  if (chat.type === 'group') return null
  const menu = await findMenu(tx, chat.id)
  const reply = await repliedDelivery(turn)
  if (reply) return menu.some(({ delivery }) => delivery === reply.original) ? 'choices' : 'message'
  const notice = menu.length > 0 && (await latestNoticeIn(tx, chat.id, seenUntil(turn)))
  const isNewest =
    notice && !menu.some(({ isAside, at = 0 }) => isAside && at > notice.at.getTime())
  if (menu.length > 0 && !isNewest) return 'choices'
  if (open === null) return null
  const newest = Math.max(...open.map(({ at }) => at.getTime()))
  return (await ownAnsweredAt(turn)) > newest ? 'answer' : null
}

/** Does nothing by “ok”: choices are chosen from, a notice is named. Who said it may be asking the office. */
async function askWhatYesMeans(
  turn: Turn,
  answered: 'choices' | 'message' | 'answer',
  [newest]: readonly OpenNotice[],
): Promise<void> {
  const { ack, question } = turn.texts
  if (answered === 'answer' && !newest) return remarkIdly(turn, question.thanked)
  const sentences = [
    ...(answered === 'choices' ? [ack.yesChooses] : []),
    ...(answered === 'answer' ? [question.thanked] : []),
    ...(newest ? [ack.yesNamesNotice({ code: noticeCode(newest.code) })] : []),
  ]
  const said = sentences.length > 0 ? sentences : [await nothingToAcknowledge(turn)]
  await remarkInConfidence(turn, ...said)
}

/** What a bare acknowledgement of this person may mean in this chat. */
export function openNoticesHere(turn: Turn, kind: AcknowledgementKind, days?: number) {
  const { chat, account, now } = turn
  const where = { chatId: chat.id, accountId: account.id, kind, now, until: seenUntil(turn) }
  return openNoticesIn(turn.tx, { ...where, ...(days !== undefined && { days }) })
}

/** How long after a notice a short word in its group ("ok", "vâng") is taken for an answer to it. */
const SHORT_WORD_DAYS = 1

/**
 * The same in a group, where people talk with one another: what replies to somebody else acknowledges nothing, nor does
 * a word where nothing waits for this person. A short word, which people say to all and sundry, means the only notice of
 * the last day; where it could mean several, nobody is asked. With what agrees (“nhất trí”) nothing is meant that is not said to the bot.
 */
export async function acknowledgeInGroup(turn: Turn, typed: TypedAcknowledgement): Promise<void> {
  const repliedTo = await repliedNotice(turn)
  if (typed.mayMeanDays && !repliedTo && !isAddressed(turn.inbound)) return
  if (typed.codes.length > 0 || repliedTo) return acknowledgeTyped(turn, typed, repliedTo)
  if (await repliesToOther(turn)) return
  const isTalk = typed.isShort && !isAddressed(turn.inbound)
  if (isTalk && typed.isAgreement) return
  const days = isTalk ? SHORT_WORD_DAYS : undefined
  const [only, ...others] = (await openNoticesHere(turn, typed.kind, days)).pending
  if (!only) return
  if (!isTalk) return acknowledgeTyped(turn, typed, null)
  if (others.length === 0) await acknowledge(turn, only.noticeId, typed.kind)
}
