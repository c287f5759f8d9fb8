import type { ChannelInstanceId } from '../../domain/id.ts'
import type { ChatState, Platform } from '../../domain/platform.ts'

/** What an import depends on besides the file and the database. */
export interface ImportContext {
  readonly now: Date
  /** IANA name; versions and posts begin on the day it is there. */
  readonly timeZone: string
  /** The bot or OA of each platform that ids are of; unset: the one that came last. */
  readonly instances?: ReadonlyMap<Platform, ChannelInstanceId>
  /**
   * How the private chat of an account that nobody has seen yet stands. `never-started` unless it is known
   * that the person has opened it: a bot cannot write first
   * (https://core.telegram.org/bots#how-are-bots-different-from-users).
   */
  readonly privateChats?: Extract<ChatState, 'never-started' | 'active'>
}
