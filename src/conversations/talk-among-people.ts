import type { Inbound } from '../channels/channel.ts'
import { codeAskedAbout, parseAcknowledgement } from '../domain/text/typed-words.ts'
import { isSlash, matchSlash } from './match-command.ts'
import { shownLinkCode } from './link-accounts.ts'

/** Whether a group's event is plainly not meant for the bot, which needs no look into the database: most of what a bot hears. */
export function isTalkAmongPeople({ chat, event }: Inbound): boolean {
  if (chat.type !== 'group') return false
  // A cry for help may stand under a picture that is meant for the bot.
  if (event.kind === 'file' || event.kind === 'unsupported') {
    const isReply = event.kind === 'file' && event.replyTo !== undefined
    return !event.caption || (!event.isAddressed && !isReply)
  }
  if (event.kind !== 'text' || event.replyTo !== undefined || event.isAddressed) return false
  const { text } = event
  const isForBot = matchSlash(text) !== null || isSlash(text)
  if (isForBot || shownLinkCode(text) !== null || codeAskedAbout(text) !== null) return false
  const acknowledged = parseAcknowledgement(text)
  // What is said to somebody else, or to nobody, is no word to the bot, unless it names the notice.
  const isTalk = event.repliesToOther === true || acknowledged?.isAgreement === true
  return !acknowledged || acknowledged.mayMeanDays || (isTalk && acknowledged.codes.length === 0)
}
