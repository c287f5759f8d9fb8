import { createHash } from 'node:crypto'
import { type BotEvent, parseBotEvent } from 'zalo-api-sdk-node'
import { foldKey } from '../../domain/text/fold-key.ts'
import { lookForPhrases } from '../../domain/text/phrases.ts'
import { codeAskedAbout, parseAcknowledgement, typedPlace } from '../../domain/text/typed-words.ts'
import { en } from '../../i18n/en.ts'
import { vi } from '../../i18n/vi.ts'
import type { Inbound, InboundEvent, UpdateKey } from '../channel.ts'
import { stripMention } from '../strip-mention.ts'

/** Pure: the events of one update, flat or wrapped; `names`: what people mention the bot by. */
export function parseZaloBot(
  update: unknown,
  names: readonly string[],
  receivedAt: Date,
): Inbound[] {
  const event = parseBotEvent(update)
  if (event === null || event.kind === 'unknown') return []
  if (event.from.isBot || event.from.id === '') return []
  return [
    {
      chat: { externalId: event.chat.id, type: event.chat.type },
      from: { externalId: event.from.id, name: event.from.name.normalize('NFC') },
      // The epoch stands for no time, and what is that old would never be done at once.
      at: event.at.getTime() === 0 ? receivedAt : event.at,
      event: readEvent(event, names),
    },
  ]
}

/** Messages by event and message id; what is no message that we know is kept by its content, to be looked at. */
export function keyOfZaloBot(update: unknown): UpdateKey | null {
  const event = parseBotEvent(update)
  if (event === null) return null
  const message = event.kind === 'unknown' ? event.message : event
  if (message === null) return { dedupKey: `unknown:${hashOf(update)}`, orderKey: 'bot' }
  return { dedupKey: `${message.name}:${message.messageId}`, orderKey: message.chat.id }
}

function readEvent(
  event: Exclude<BotEvent, { kind: 'unknown' }>,
  names: readonly string[],
): InboundEvent {
  const { messageId } = event
  const isGroup = event.chat.type === 'group'
  const unnamed = isGroup ? withoutMention(event.text, names) : null
  const text = unnamed ?? event.text.normalize('NFC')
  const quote = event.replyToMessageId === null ? {} : { replyTo: event.replyToMessageId }
  // In a group nothing else is told than what mentions the bot or replies to it.
  const isMeant = isGroup ? { isAddressed: true as const } : {}
  const caption = text === '' ? {} : { caption: text, ...isMeant }
  switch (event.kind) {
    case 'text':
      return { kind: 'text', text, messageId, ...quote, ...isMeant }
    case 'image':
      if (event.photoUrl === null) return { kind: 'unsupported', what: 'image', ...caption }
      return {
        kind: 'file',
        file: { ref: event.photoUrl, name: 'anh.jpg', mime: 'image/jpeg', size: null },
        messageId,
        ...caption,
        ...quote,
      }
    case 'sticker':
    case 'voice':
      return { kind: 'unsupported', what: event.kind }
    case 'unsupported':
      // Zalo withholds what specially protected people write (children, people who cannot read …).
      return { kind: 'unsupported', what: 'withheld' }
  }
}

/**
 * The mention of a bot whose shown name Zalo does not tell, or that was renamed: "Bot", and offices write the rest with
 * capitals. Of twelve words at most, which no name has more of: a whole notice in capitals is no name, and each word more
 * is one more end that has to be tried, in the process that answers the webhooks.
 */
const ANY_BOT =
  /(?<![\p{L}\p{N}_])@(Bot(?:[ \t]{1,4}\p{Lu}[\p{L}\p{N}]{0,19}){0,12})(?![\p{L}\p{N}_])/u

function withoutMention(text: string, names: readonly string[]): string | null {
  return stripMention(text, names) ?? stripMention(text, [nameOfAnyBot(text.normalize('NFC'))])
}

/** What one does with a notice or a draft. */
const DEED = 'nh[ậa]n|qu[áa]n tri[ệe]t|g[ửu]i|duy[ệe]t|xong'
const NO_OR_WHO = 'ch[ưu]a|kh[ôo]ng|ko?|ch[ẳa]ng|ch[ảa]|đừng|ai'
/**
 * What says no, asks or puts off, and a code: no part of the name, which in taking it would turn “Chưa nhận T12” into an
 * acknowledgement and “T12 đã nhận” into one of another notice. Mai and Dung are names as well, but not before a deed.
 */
const NOT_NAME = new RegExp(
  `[ \\t]+(?:${NO_OR_WHO}|[thd]\\d{1,9}|(?:mai|dung)(?=[ \\t]+(?:${DEED})))(?![\\p{L}\\p{N}_])`,
  'iu',
)

/** In UTF-16 units: no button and no acknowledgement is longer, and what is need not be looked at. */
const LONGEST_MEANT = 120

/**
 * What is said may begin with a capital too ("@Bot Xã Như Xuân Đã nhận T12"): the name ends where all that is left means
 * something. Where nothing does, the name takes what it can: who is not understood says it again, and that harms less
 * than an acknowledgement nobody gave.
 */
function nameOfAnyBot(text: string): string {
  const found = ANY_BOT.exec(text)
  if (!found) return ''
  const start = found.index + 1
  const capitals = found[1] ?? ''
  // A little more than the capitals: what stands behind them says what the last of them is.
  const around = text.slice(start, start + capitals.length + LONGEST_MEANT)
  const end = NOT_NAME.exec(around)?.index ?? capitals.length
  const longest = capitals.slice(0, end)
  const shorter = [...longest.matchAll(/[ \t]+/gu)].map(({ index }) => longest.slice(0, index))
  return (
    shorter.find((name) => {
      const isShort = text.length - name.length <= LONGEST_MEANT
      return isShort && meansSomething(stripMention(text, [name]) ?? '')
    }) ?? longest
  )
}

const BUTTONS = [vi, en].flatMap(({ button }) =>
  Object.values(button).map((label) => label.toLowerCase()),
)
const BUTTON_KEYS: ReadonlySet<string> = new Set(BUTTONS.map(foldKey))
/** With their tones, where one writes tones: “Nhân” and “Đống Đa” are names. */
const MEANT = [...BUTTONS, 'nhận', 'đã rõ', 'quán triệt', 'chưa rõ', 'dạ', 'vâng', 'ok', 'oke']

/** What stands behind an acknowledgement, or the words of a button. */
const BEHIND = /(?: (?:tin|[thd] ?\d{1,9}|a|roi|nhe|nha))+$/u

/** A number, a code, or an acknowledgement or the words of a button, with or without a code behind them. */
function meansSomething(words: string): boolean {
  const key = foldKey(words)
  if (typedPlace(words) !== null || /^[thd] ?\d{1,9}$/u.test(key)) return true
  const isKnown =
    parseAcknowledgement(words) !== null ||
    codeAskedAbout(words) !== null ||
    BUTTON_KEYS.has(key.replace(/ [thd] ?\d{1,9}$/u, ''))
  return isKnown && !mayEndName(words) && lookForPhrases(words)(MEANT)
}

/** One word without tones that would have some: “Thôn Vang”, “Lê Dung”, “Anh Huy”. */
function mayEndName(words: string): boolean {
  const said = foldKey(words).replace(BEHIND, '')
  return /^\p{ASCII}*$/u.test(words) && !said.includes(' ') && !MEANT.includes(said)
}

function hashOf(update: unknown): string {
  return createHash('sha256').update(JSON.stringify(update)).digest('base64url').slice(0, 22)
}
