import type { Role } from '../domain/role.ts'
import { foldKey } from '../domain/text/fold-key.ts'
import { isGreeting } from '../domain/text/is-greeting.ts'
import { toneLast } from '../domain/text/tone-last.ts'
import { wordsAsWritten } from '../domain/text/words-as-written.ts'
import type { Texts } from '../i18n/vi.ts'
import type { Turn } from './turn.ts'

/** Something a person can ask for by a slash command or, on Zalo, by a keyword. */
export interface Command {
  /** Telegram's name: `a-z0-9_`, at most 32. */
  readonly name: string
  readonly aliases?: readonly string[]
  /** Whole words at the start of a message, as they are written; typed without marks they mean it too. */
  readonly keywords: readonly string[]
  /** A greeting means it, as the whole message: one also begins sentences. */
  readonly greets?: true
  /** The same as the help writes it, where the platform shows no menu of slash commands. */
  readonly spoken: string
  /** What English help writes in its place; one of the keywords. */
  readonly spokenInEnglish?: string
  /** Who may; null: anybody. Members include every role. */
  readonly roles: readonly Role[] | null
  readonly where: 'private' | 'anywhere'
  /** Its keywords begin many a sentence of a notice: they mean it before a number only; the spoken one also alone. */
  readonly takesCode?: true
  /** What may stand after its keywords; with other words after them they are no command, but a sentence. */
  readonly takes?: { test(words: string, keyword: string): boolean }
  /** The same, but other words after its keywords are politeness and are left out. */
  readonly ignores?: true
  /** What stands after it may be a text of any length. */
  readonly takesText?: true
  /** Left out of the welcome, which somebody reads who writes for the first time. */
  readonly isRare?: true
  /** Left out of the help of who is on no roll: what needs it is told where it is needed. */
  readonly isUntold?: true
  /** Shown only where some bot of the installation makes groups itself. */
  readonly makesGroups?: true
  /** With this argument it ends nothing that was begun: it only says something, or what was begun goes on afterwards. */
  readonly endsNothing?: (argument: string) => boolean
  /** With this argument it changes nothing: to somebody without an office it is answered so many times a day (`answersIdly`). */
  readonly isIdle?: (argument: string) => boolean
  readonly describe: (texts: Texts) => string
  /** `argument` is what stood after the command, as typed. */
  readonly run: (turn: Turn, argument: string) => Promise<void>
}

export interface MatchedCommand {
  readonly command: Command
  readonly argument: string
  /** By a greeting: where words are asked for, it may begin an answer that comes in several messages. */
  readonly isGreeting?: true
  /** By its keyword and nothing else. */
  readonly isKeyword?: true
  /** The words after its keyword were left out: with them it is a sentence, which may be an answer. */
  readonly leavesOut?: true
}

/** A command written with a leading `/`, `#` or `.`, which always means a command. */
export function matchSlash(text: string, commands: readonly Command[]): MatchedCommand | null {
  const match = /^[/#.]([A-Za-z0-9_]{1,32})(?:@\w+)?(?:\s+([\s\S]*))?$/u.exec(text.trim())
  if (!match) return null
  const name = match[1]?.toLowerCase() ?? ''
  const command = commands.find((one) => one.name === name || one.aliases?.includes(name))
  return command ? { command, argument: match[2]?.trim() ?? '' } : null
}

/** Whether the text is a slash command of some kind, known or not. */
export function isSlash(text: string): boolean {
  return /^\/[A-Za-z0-9_]/u.test(text.trim())
}

/** Whether a text is a slash command and nothing else: its name, and at most a few words behind it. */
export function isSlashAlone(text: string): boolean {
  return /^\/[\p{L}\d_]{1,32}(?:@\w+)?(?:[ \t,.!:]+[^\n]{0,60})?$/u.test(text.trim())
}

/**
 * A command by its keyword: the whole text, or the start of a text whose rest is a code or a short
 * argument. The longest keyword wins, so that "theo dõi" is not taken for a shorter one.
 */
export function matchKeyword(text: string, commands: readonly Command[]): MatchedCommand | null {
  const key = foldKey(text.replace(/^[/#.]\s*/u, '')).replace(/(?<=[\p{L}\p{N}])[!…]+$/u, '')
  const greeting = isGreeting(text) ? commands.find(({ greets }) => greets) : undefined
  if (greeting)
    return {
      command: greeting,
      argument: '',
      isGreeting: true,
      ...(greeting.keywords.some((word) => foldKey(word) === key) && { isKeyword: true }),
    }
  const named = matchName(text, commands)
  if (named) return named
  const found = commands
    .flatMap((command) => command.keywords.map((keyword) => ({ command, keyword })))
    .filter(({ keyword }) => beginsWith(text, key, keyword))
    .toSorted((a, b) => b.keyword.length - a.keyword.length)[0]
  if (!found) return null
  const words = found.keyword.split(' ').length
  const argument = text
    .replace(/^[/#.]\s*/u, '')
    .trim()
    // “hỏi:bao giờ”
    .replace(new RegExp(`^((?:\\S+\\s+){${words - 1}}[^\\s:]+):(?=\\S)`, 'u'), '$1 ')
    .split(/\s+/u)
    .slice(words)
    .join(' ')
  const { takes, ignores, takesCode, spoken } = found.command
  if (takes && !takes.test(argument.normalize('NFC'), found.keyword))
    return ignores ? { command: found.command, argument: '', leavesOut: true } : null
  const isAlone = argument === '' && foldKey(found.keyword) === foldKey(spoken)
  const isMeant = !takesCode || isAlone || /^T?\s*\d/iu.test(argument)
  return isMeant ? { command: found.command, argument } : null
}

/**
 * Whether a text begins with a keyword. With other words behind it than a code it may be a sentence: who writes tones means
 * them (“Hội phụ nữ” asks nothing, “Mà cho tôi” has no code).
 */
function beginsWith(text: string, key: string, keyword: string): boolean {
  const words = foldKey(keyword)
  if (key === words) return true
  if (!key.startsWith(`${words} `)) return false
  if (/^(?:[thd] ?\d{1,9}(?: |$)|\d{1,9}$)/u.test(key.slice(words.length + 1))) return true
  const typed = wordsAsWritten(text)
  return keyword
    .split(' ')
    .every((word, place) => [toneLast(word), foldKey(word)].includes(typed[place] ?? ''))
}

/** A command by its name as the list of commands writes it, without the slash (“thongke T1”); other words after it are a sentence. */
function matchName(text: string, commands: readonly Command[]): MatchedCommand | null {
  const matched = matchSlash(`/${text.trim()}`, commands)
  if (
    !matched ||
    matched.command.keywords.map(foldKey).includes(text.trim().split(/\s/u)[0]?.toLowerCase() ?? '')
  )
    return null
  return /^(?:|[thd]?\s*\d{1,9})$/iu.test(matched.argument) ? matched : null
}

/** `T12`, `t 12` or `12` as the number of a code with that letter; null for anything else. */
function parseCode(text: string, letter: 'T' | 'H' | 'D'): number | null {
  const match = new RegExp(`^${letter}?\\s*(\\d{1,9})$`, 'iu').exec(text.trim())
  return match ? Number(match[1]) : null
}

/** Nothing but politeness, after the keywords of a command that takes no words. */
export const NOTHING_MORE =
  /^(?:(?:ạ|a|nhé|nhe|nha|đi|di|với|voi|giúp|giup|của|cua|tôi|toi|mình|minh|em|cháu|chau)[\s,.!…]*(?: |$))*$/iu
/** What people add to a command out of politeness or haste, folded. */
const COURTESY = /^(?:(?:a|nhe|nha|di|ngay|luon|giup|gium|voi)(?: |$))*$/u
/** What folds to the polite "ạ", and asks. */
const ASKING = /(?<!\p{L})[àá](?!\p{L})/iu

/**
 * The code that a text begins with, of a notice or of a question, whatever comes after it ("T12 nhé", "T12, gửi nhầm rồi");
 * `isAlone` where that is nothing, or courtesy. A number without its letter has no words after it: "2 ngày nữa" begins with no code.
 */
export function leadingCode(
  text: string,
  letter: 'T' | 'H' = 'T',
): { readonly number: number; readonly isAlone: boolean } | null {
  const bare = parseCode(text.replace(/(?<![\s!….])[\s!….]+$/u, ''), letter)
  if (bare !== null) return { number: bare, isAlone: true }
  const match = new RegExp(`^${letter}\\s*(\\d{1,9})(?![\\p{L}\\p{N}])(.*)$`, 'isu').exec(
    text.trim(),
  )
  if (!match) return null
  return { number: Number(match[1]), isAlone: isCourtesy(match[2] ?? '') }
}

/** Whether words after a command change nothing of it: there are none, or only such as are added out of politeness or haste. */
export function isCourtesy(words: string): boolean {
  const rest = words.replace(/[!;…]+/gu, ' ')
  return COURTESY.test(foldKey(rest)) && !ASKING.test(rest.normalize('NFC'))
}
