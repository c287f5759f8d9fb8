import type { Channel, Inbound } from '../channels/channel.ts'
import type { ChannelRegistry } from '../channels/registry.ts'
import type { Deps, Settings } from '../deps.ts'
import { PRIORITY } from '../domain/delivery.ts'
import type { ChatId, DeliveryId, PersonId } from '../domain/id.ts'
import { worksForOffice, type Actor } from '../domain/rights.ts'
import { formatMoment } from '../domain/time/format.ts'
import { textsFor } from '../i18n/texts-for.ts'
import type { Texts } from '../i18n/vi.ts'
import { plainMessage, type Message } from '../messages/message.ts'
import { dutyChat } from '../storage/duty-chats.ts'
import { instanceOfChat, localeOfChat, type Chat } from '../storage/chats.ts'
import type { Account } from '../storage/accounts.ts'
import {
  planEdit,
  planMessage,
  type DeliverySubject,
  type PlannedMessage,
} from '../storage/sending/plan-message.ts'
import type { MenuEntry } from '../storage/conversations.ts'
import { findDeliveryByMessage, type FoundDelivery } from '../storage/sending/find-delivery.ts'
import { findWaitingAnswer } from '../storage/sending/find-waiting-answer.ts'
import type { Store } from '../storage/store.ts'
import type { Press } from '../messages/action.ts'
import { keepWordsOfMenu, offerMessage, rememberMenu } from '../usecases/remember-menu.ts'
import type { PreparedFile } from '../usecases/prepared-file.ts'
import { toWake } from '../usecases/to-wake.ts'
import type { TurnEffects } from './turn-effects.ts'
import { inThread } from './in-thread.ts'
import { findChoice } from './typed-choice.ts'

const ENGLISH = textsFor('en')

/**
 * One event being answered: who, where, and the transaction in which everything about it is written.
 * What must happen outside (waking a lane, a toast) is collected and done after the commit.
 */
export interface Turn {
  readonly tx: Store
  readonly settings: Settings
  readonly log: Deps['log']
  readonly now: Date
  readonly channel: Channel
  readonly channels: ChannelRegistry
  readonly chat: Chat
  readonly account: Account
  readonly actor: Actor
  readonly texts: Texts
  readonly inbound: Inbound
  /** When it was said or done, by our clock and not after now. */
  readonly saidAt: Date
  /** The file that came with the event, fetched and read before the transaction. */
  readonly file: PreparedFile | null
  readonly effects: TurnEffects
  /** What a button holds that means this when it is pressed. */
  readonly press: Press
}

export type SayOptions = Partial<
  Pick<PlannedMessage, 'purpose' | 'priority' | 'subject' | 'traceless' | 'notBefore'>
> & {
  /** What was to be chosen before can still be chosen after this message: as before, or by its words only. */
  readonly keepsChoices?: boolean | 'by-words'
}

/** Answers in the chat where the event came from. */
export async function say(turn: Turn, message: Message, options: SayOptions = {}): Promise<void> {
  await sayTracked(turn, message, options)
}

/** Answers likewise, with a message that is changed later; gives its delivery. */
export function sayTracked(
  turn: Turn,
  message: Message,
  options: SayOptions = {},
): Promise<DeliveryId> {
  return tell(turn, turn.chat.id, inLanguage(message, turn.texts), options)
}

/**
 * Says something beside what is going on: why words or a file were not taken, or a fact that was asked for. It is no step of
 * anything, so what was to be chosen before it can still be chosen. In private nothing stays of it (`leavesNoTrace`); in a group
 * it does, so that a reply to it is known to be for the bot.
 */
export function remark(turn: Turn, ...texts: readonly string[]): Promise<void> {
  return say(turn, plainMessage(...texts), { keepsChoices: true })
}

/**
 * Asks for words. The buttons above the question can still be typed: who types “quay lại” means the one that stands there, and
 * not a new title. A number is an answer.
 */
export function ask(turn: Turn, ...texts: readonly string[]): Promise<void> {
  return say(turn, plainMessage(...texts), { keepsChoices: 'by-words' })
}

/** The same to somebody who asks the office (`confide`). */
export function askInConfidence(turn: Turn, ...texts: readonly string[]): Promise<void> {
  return say(turn, plainMessage(...texts), { keepsChoices: 'by-words', traceless: true })
}

/** A remark to somebody who may be asking the office: in a group nothing stays of it either. */
export function remarkInConfidence(turn: Turn, ...texts: readonly string[]): Promise<void> {
  return say(turn, plainMessage(...texts), { keepsChoices: true, traceless: true })
}

/**
 * Says something to somebody who asks the office. Who reads the database must not see when a question came from
 * this chat, because the question itself has left its traces elsewhere.
 */
export function confide(turn: Turn, message: Message): Promise<void> {
  return say(turn, message, { traceless: true })
}

/** With choices that are typed, the line above them is in the language of the message. */
function inLanguage(message: Message, texts: Texts): Message {
  return message.buttons && texts === ENGLISH ? { ...message, locale: 'en' } : message
}

/** Says something in any chat; its buttons become the choices that can be typed there. */
export async function tell(
  turn: Turn,
  chatId: ChatId,
  message: Message,
  options: SayOptions = {},
): Promise<DeliveryId> {
  const { traceless = leavesNoTrace(turn, chatId, message, options) } = options
  const planned = {
    chatId,
    message: chatId === turn.chat.id ? inThread(turn.inbound, message) : message,
    purpose: options.purpose ?? 'answer',
    priority: options.priority ?? PRIORITY.answer,
    ...(options.subject && { subject: options.subject }),
    ...(traceless && { traceless }),
    ...(options.notBefore && { notBefore: options.notBefore }),
  }
  // Who types nonsense in a group must not keep its notices waiting: there the same remark waits once.
  const isInGroup = chatId === turn.chat.id && turn.chat.type === 'group'
  const isRemark = isInGroup && options.keepsChoices === true
  const waiting = isRemark && (await findWaitingAnswer(turn.tx, chatId, planned.message))
  if (waiting) return waiting
  const isUnasked = chatId !== turn.chat.id && !options.keepsChoices
  const delivery = isUnasked
    ? await offerMessage(turn.tx, planned, turn.now)
    : await planMessage(turn.tx, planned)
  if (chatId === turn.chat.id && options.keepsChoices === 'by-words')
    await keepWordsOfMenu(turn.tx, { chatId, traceless }, await notAbove(turn), turn.now)
  else if (chatId === turn.chat.id && !options.keepsChoices)
    await keepChoices(turn, { message, delivery, traceless })
  await wakeLaneOf(turn, chatId)
  return delivery
}

/**
 * Whether nothing is to stay of an answer in private, not even when it was given: what is said to “cảm ơn” or “huỷ” a moment
 * after a question came in would say from which chat. To who works for the office remarks alone: the rest is looked up.
 */
function leavesNoTrace(
  { chat, actor }: Turn,
  chatId: ChatId,
  { buttons }: Message,
  { purpose, subject, keepsChoices }: SayOptions,
): boolean {
  if (chatId !== chat.id || chat.type === 'group' || purpose || subject || buttons) return false
  return !worksForOffice(actor) || keepsChoices === true
}

/**
 * Says something to a person on the account where they are best reached, in the language of that account: what
 * language somebody else speaks is not theirs to see. Null when no chat reaches them.
 */
export async function tellPerson(
  turn: Turn,
  personId: PersonId,
  message: (texts: Texts) => Message | Promise<Message>,
  subject?: DeliverySubject,
): Promise<DeliveryId | null> {
  const chatId = await dutyChat(turn.tx, personId)
  if (!chatId) return null
  const texts = textsFor(await localeOfChat(turn.tx, chatId))
  return tell(turn, chatId, inLanguage(await message(texts), texts), {
    purpose: 'card',
    ...(subject && { subject }),
  })
}

/** Changes a message said earlier in the turn's chat. */
export async function revise(
  turn: Turn,
  deliveryId: DeliveryId,
  message: Message,
  { traceless = false }: Pick<SayOptions, 'traceless'> = {},
): Promise<void> {
  await planEdit(turn.tx, {
    deliveryId,
    message: inThread(turn.inbound, inLanguage(message, turn.texts)),
    purpose: 'answer',
    priority: PRIORITY.answer,
  })
  await keepChoices(turn, { message, delivery: deliveryId, traceless })
  await wakeLaneOf(turn, turn.chat.id)
}

/**
 * Answers a press with a toast where there is one, with a short message where there is none. Like a toast it takes
 * nothing away: what was to be chosen can still be chosen.
 */
export async function respond(turn: Turn, text: string, alert = false): Promise<undefined> {
  if (!showAsToast(turn, text, alert)) await remark(turn, text)
}

/** Answers who may not do what they pressed or asked for. */
export function sayNoRight(turn: Turn): Promise<undefined> {
  return respond(turn, turn.texts.common.noRight, true)
}

/** Answers a press whose thing is there no more. */
export function sayStale(turn: Turn): Promise<undefined> {
  return respond(turn, turn.texts.common.stale)
}

/** The same to somebody who may be asking the office: like a toast it leaves nothing behind (`confide`). */
export async function respondInConfidence(turn: Turn, text: string): Promise<void> {
  if (!showAsToast(turn, text, false)) await remarkInConfidence(turn, text)
}

/** False where there is none. */
function showAsToast(turn: Turn, text: string, alert: boolean): boolean {
  const { event } = turn.inbound
  if (event.kind !== 'press' || !turn.channel.capabilities.toast) return false
  const chatId = turn.chat.type === 'private' ? turn.chat.id : null
  turn.effects.presses.push({ pressId: event.pressId, text, alert, chatId })
  return true
}

/** A moment on the clocks of the installation, in the language of whoever reads it. */
export function momentIn({ settings, texts }: Pick<Turn, 'settings' | 'texts'>, at: Date): string {
  return formatMoment(at, settings.timeZone, texts.common.onDay)
}

/** Who acts, and when: what a use case asks for of whoever wants something done. */
export function acting({ actor, now, settings: { timeZone } }: Turn) {
  return { actor, now, timeZone }
}

/**
 * A message without buttons that goes on with something (a remark does not) in answer to somebody ends the choices above it: a
 * number typed next is text. Not in a group, where the others have still to choose.
 */
async function keepChoices(
  turn: Turn,
  shown: { message: Message; delivery: DeliveryId; traceless?: boolean },
): Promise<void> {
  if (turn.chat.type === 'group' && !shown.message.buttons) return
  const { event } = turn.inbound
  const words = event.kind === 'text' && !shown.traceless ? { words: event.text } : {}
  await rememberMenu(turn.tx, { chatId: turn.chat.id, ...shown, ...words }, turn.now)
}

/**
 * Which choices are none at a question for words: “Huỷ” leaves the question, and does not drop what the card above it is about;
 * nothing is approved while its fault is asked for; and what stands under another message than the one that was pressed may be
 * the words that are wanted.
 */
async function notAbove(turn: Turn): Promise<(one: MenuEntry) => boolean> {
  const pressed = await pressedDelivery(turn)
  const { cancel, approve } = turn.texts.button
  return (one) =>
    [cancel, approve].some((label) => findChoice(label, [one])) ||
    (pressed !== undefined && pressed.original !== one.delivery)
}

/** The message of ours whose button was pressed. */
export async function pressedDelivery({
  tx,
  chat,
  inbound,
}: Turn): Promise<FoundDelivery | undefined> {
  const { event } = inbound
  return event.kind === 'press' && event.messageId
    ? findDeliveryByMessage(tx, chat.id, event.messageId)
    : undefined
}

async function wakeLaneOf(turn: Turn, chatId: ChatId): Promise<void> {
  const lane =
    chatId === turn.chat.id ? turn.chat.instanceId : await instanceOfChat(turn.tx, chatId)
  turn.effects.jobs.push(...toWake([lane]))
}
