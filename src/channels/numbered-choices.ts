import { textsFor } from '../i18n/texts-for.ts'
import type { Texts } from '../i18n/vi.ts'
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
 * count and talk, and beside something else that is to be chosen, a number means something only in reply to the message;
 * `repliesUntold`: where the platform does not tell what is replied to, only the words with the code do.
 */
export function writeChoices(
  buttons: readonly (readonly Button[])[] | undefined,
  chat: ChatType,
  { inReply, code, locale = 'vi' }: Pick<Message, 'inReply' | 'code' | 'locale'> = {},
  { repliesUntold = false }: { readonly repliesUntold?: boolean } = {},
): string {
  const numbered = numberedChoices(buttons)
  const links = (buttons ?? [])
    .flat()
    .flatMap(({ label, url }) => (url === undefined ? [] : [`${oneLine(label)}: ${url}`]))
  const { choices: leads } = textsFor(locale)
  const needsReply = chat === 'group' || inReply === true
  const choices =
    repliesUntold && needsReply && code
      ? byCode(numbered, code, leads)
      : byNumber(numbered, needsReply, inReply ? code : undefined, leads)
  return [numbered.length > 0 ? choices.join('\n') : '', links.join('\n')]
    .filter((paragraph) => paragraph !== '')
    .join('\n\n')
}

function byNumber(
  choices: readonly NumberedChoice[],
  needsReply: boolean,
  code: string | undefined,
  leads: Texts['choices'],
): string[] {
  const lead = code
    ? leads.withCode({ words: wordsWith(code, choices) })
    : leads[needsReply ? 'inReply' : 'inPrivate']
  return [lead, ...choices.map(({ number, label }) => `${number}. ${label}`)]
}

function byCode(
  choices: readonly NumberedChoice[],
  code: string,
  leads: Texts['choices'],
): string[] {
  const lead = leads.byCode({ words: wordsWith(code, choices) })
  return [lead, ...choices.map(({ label }) => `– ${wordsOf(label)} ${code}`)]
}

function wordsWith(code: string, [first]: readonly NumberedChoice[]): string {
  return `${wordsOf(first?.label ?? '').toLowerCase()} ${code}`
}

/** What is typed of a label: without the emoji before it. */
function wordsOf(label: string): string {
  return label.replace(/^[^\p{L}\p{N}]+/u, '')
}

function oneLine(text: string): string {
  return cleanText(text).replace(/\s+/gu, ' ').trim()
}
