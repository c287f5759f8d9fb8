import type { Texts } from '../i18n/vi.ts'
import type { Message } from './message.ts'

/** Something said in a group that asks for a command there; where not every message reaches the bot, with how to type it. */
export function askInGroup(text: string, texts: Texts): Message {
  return { blocks: [{ kind: 'text', text, whereAddressed: `${text} ${texts.group.typedInReply}` }] }
}
