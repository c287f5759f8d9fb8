import { foldKey } from '../domain/text/fold-key.ts'
import { isGreeting } from '../domain/text/is-greeting.ts'
import { toneLast } from '../domain/text/tone-last.ts'
import { wordsAsWritten } from '../domain/text/words-as-written.ts'
import type { Command } from './command.ts'
import { commands } from './commands.ts'

/** Which command a text means, and what stands after it. */
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
export function matchSlash(text: string): MatchedCommand | null {
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
export function matchKeyword(text: string): MatchedCommand | null {
  const key = foldKey(text.replace(/^[/#.]\s*/u, '')).replace(/(?<=[\p{L}\p{N}])[!…]+$/u, '')
  const greeting = isGreeting(text) ? commands.find(({ greets }) => greets) : undefined
  if (greeting)
    return {
      command: greeting,
      argument: '',
      isGreeting: true,
      ...(greeting.keywords.some((word) => foldKey(word) === key) && { isKeyword: true }),
    }
  const named = matchName(text)
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
function matchName(text: string): MatchedCommand | null {
  const matched = matchSlash(`/${text.trim()}`)
  if (
    !matched ||
    matched.command.keywords.map(foldKey).includes(text.trim().split(/\s/u)[0]?.toLowerCase() ?? '')
  )
    return null
  return /^(?:|[thd]?\s*\d{1,9})$/iu.test(matched.argument) ? matched : null
}
