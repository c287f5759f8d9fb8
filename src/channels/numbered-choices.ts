import type { Button } from '../messages/message.ts'
import { cleanText } from './styled-text.ts'

export interface NumberedChoice {
  /** What the person types: 1, 2, 3 … */
  readonly number: number
  readonly label: string
  readonly action: string
}

/** The lines above the choices; the words may be typed too, with or without diacritics. */
const LEAD = 'Trả lời bằng số hoặc bằng chữ:'

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

/** The buttons as words under a message: numbered choices, then links. Empty without buttons. */
export function writeChoices(buttons: readonly (readonly Button[])[] | undefined): string {
  const choices = numberedChoices(buttons).map(({ number, label }) => `${number}. ${label}`)
  const links = (buttons ?? [])
    .flat()
    .flatMap(({ label, url }) => (url === undefined ? [] : [`${oneLine(label)}: ${url}`]))
  return [choices.length > 0 ? [LEAD, ...choices].join('\n') : '', links.join('\n')]
    .filter((paragraph) => paragraph !== '')
    .join('\n\n')
}

function oneLine(text: string): string {
  return cleanText(text).replace(/\s+/gu, ' ').trim()
}
