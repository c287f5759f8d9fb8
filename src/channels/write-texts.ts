import { vi } from '../i18n/vi.ts'
import type { MessageFileRef } from '../domain/file.ts'
import type { Message } from '../messages/message.ts'
import type { ChatType } from './channel.ts'
import { writeChoices } from './numbered-choices.ts'
import { splitText } from './split-text.ts'
import { cleanText, composeBlocks } from './styled-text.ts'

const MEGABYTE = 1024 * 1024

/** What a platform is like that shows words without formatting. */
export interface PlainPlatform {
  /** The longest text of one part. */
  readonly maxText: number
  /** Where one is cut: below it, if the platform does not say exactly how it counts. */
  readonly goodText: number
  readonly count: (text: string) => number
  /** As people call the app. */
  readonly app: string
}

export interface TextRules extends PlainPlatform {
  readonly chat: ChatType
  readonly neutralise: (text: string) => string
  /** Files that this platform does not take: they are named, so that nobody thinks there were none. */
  readonly refusedFiles: readonly RefusedFile[]
  /** The platform does not tell what a message replies to. */
  readonly repliesUntold?: boolean
}

export interface RefusedFile extends Pick<MessageFileRef, 'name' | 'link'> {
  /** The most that the platform takes of this kind, where size is the reason; null: it takes no such files. */
  readonly maxBytes: number | null
}

export interface WrittenTexts {
  /** The words alone, for a platform with buttons; empty for a message without words. */
  readonly texts: readonly string[]
  /** The words with the buttons as numbered choices under the last part. */
  readonly withChoices: readonly string[]
}

/** The texts of a message on a platform without formatting. */
export function writeTexts(message: Message, rules: TextRules): WrittenTexts {
  const { neutralise } = rules
  const words = composeBlocks(message.blocks, neutralise).text
  const files = rules.refusedFiles.map((file) => neutralise(refusedFileLine(file, rules.app)))
  const body = [words, files.join('\n')].filter((text) => text.trim() !== '').join('\n\n')
  const choices = writeChoices(message.buttons, rules.chat, message, rules)
  return joinChoices(body, neutralise(choices), rules)
}

function joinChoices(
  body: string,
  choices: string,
  { maxText, goodText, count }: PlainPlatform,
): WrittenTexts {
  const split = (text: string, max: number): string[] =>
    splitText({ text, spans: [] }, { max, count }).map((part) => part.text)
  const room = choices === '' ? maxText : maxText - count(choices) - 2
  // Choices longer than half a part are split with the text instead of being kept together under the last part.
  const isTight = room < maxText / 2
  const texts = split(body, isTight ? goodText : Math.min(goodText, room))
  if (choices === '') return { texts, withChoices: texts }
  if (texts.length === 0) return { texts, withChoices: split(choices, goodText) }
  if (isTight) return { texts, withChoices: split(`${body}\n\n${choices}`, goodText) }
  return {
    texts,
    withChoices: [...texts.slice(0, -1), `${texts.at(-1) ?? ''}\n\n${choices}`],
  }
}

/** Where there is a link, the file is behind it; otherwise why it did not come. */
function refusedFileLine({ name, maxBytes, link }: RefusedFile, app: string): string {
  if (link) return `📎 ${vi.file.link({ name: cleanText(name), day: link.until })}\n${link.url}`
  const why =
    maxBytes === null
      ? vi.file.notTaken({ app })
      : vi.file.tooLarge({ app, megabytes: Math.floor(maxBytes / MEGABYTE) })
  return `📎 ${cleanText(name)} (${why})`
}
