import { holdsRoleAnywhere } from '../domain/rights.ts'
import type { Role } from '../domain/role.ts'
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

/** Whether the person may use a command at all; the command checks the unit itself. */
export function mayUse(turn: Turn, command: Command): boolean {
  return command.roles === null || holdsRoleAnywhere(turn.actor, command.roles)
}
