import { vi } from '../i18n/vi.ts'
import type { Button, Message } from '../messages/message.ts'
import type { ChatType } from './channel.ts'
import { cleanText } from './styled-text.ts'

export interface NumberedChoice {
  /** What the person types: 1, 2, 3 … */
  readonly number: number
  readonly label: string
  readonly action: string
}

/**
 * The choices that a person without buttons types, in reading order. Only buttons with an action have
 * a number: a link opens by itself.
 */
export function numberedChoices(
  buttons: readonly (readonly Button[])[] | undefined,
): NumberedChoice[] {
  return (buttons ?? [])
    .flat()
    .filter((button) => button.action !== undefined)
    .map((button, index) => ({
      number: index + 1,
      label: oneLine(button.label),
      action: button.action ?? '',
    }))
}

/**
 * The buttons as words under a message: numbered choices, then links. Empty without buttons. In a group, where people
 * count and talk, and beside something else that is to be chosen, a number means something only in reply to the message.
 */
export function writeChoices(
  buttons: readonly (readonly Button[])[] | undefined,
  chat: ChatType,
  { inReply, code }: Pick<Message, 'inReply' | 'code'> = {},
): string {
  const choices = numberedChoices(buttons).map(({ number, label }) => `${number}. ${label}`)
  const links = (buttons ?? [])
    .flat()
    .flatMap(({ label, url }) => (url === undefined ? [] : [`${oneLine(label)}: ${url}`]))
  const [first] = numberedChoices(buttons)
  const lead =
    inReply && code && first
      ? vi.choices.withCode({ words: `${first.label.toLowerCase()} ${code}` })
      : vi.choices[chat === 'group' || inReply ? 'inReply' : 'inPrivate']
  return [choices.length > 0 ? [lead, ...choices].join('\n') : '', links.join('\n')]
    .filter((paragraph) => paragraph !== '')
    .join('\n\n')
}

function oneLine(text: string): string {
  return cleanText(text).replace(/\s+/gu, ' ').trim()
}
