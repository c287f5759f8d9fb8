import { vi } from '../../i18n/vi.ts'
import type { MessageFileRef } from '../../domain/file.ts'
import type { Message } from '../../messages/message.ts'
import type { ChatType } from '../channel.ts'
import { writeChoices } from '../numbered-choices.ts'
import { countUtf16, splitText } from '../split-text.ts'
import { cleanText, composeBlocks } from '../styled-text.ts'

/** Zalo takes 2,000 characters and does not say which; parts stay well below. */
export const MAX_TEXT = 2_000
const GOOD_LENGTH = 1_800
/** Choices longer than this are split with the text instead of being kept together under the last part. */
const LEAST_ROOM = 1_000
/** OA and bot are in the same one. */
const APP = vi.app['zalo-oa']
const MEGABYTE = 1024 * 1024

export interface TextRules {
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
  const files = rules.refusedFiles.map((file) => neutralise(refusedFileLine(file)))
  const body = [words, files.join('\n')].filter((text) => text.trim() !== '').join('\n\n')
  const choices = writeChoices(message.buttons, rules.chat, message, rules)
  return joinChoices(body, neutralise(choices))
}

function joinChoices(body: string, choices: string): WrittenTexts {
  const room = choices === '' ? MAX_TEXT : MAX_TEXT - choices.length - 2
  const texts = split(body, room < LEAST_ROOM ? GOOD_LENGTH : Math.min(GOOD_LENGTH, room))
  if (choices === '') return { texts, withChoices: texts }
  if (texts.length === 0) return { texts, withChoices: split(choices, GOOD_LENGTH) }
  if (room < LEAST_ROOM) return { texts, withChoices: split(`${body}\n\n${choices}`, GOOD_LENGTH) }
  return {
    texts,
    withChoices: [...texts.slice(0, -1), `${texts.at(-1) ?? ''}\n\n${choices}`],
  }
}

function split(text: string, max: number): string[] {
  return splitText({ text, spans: [] }, { max, count: countUtf16 }).map((part) => part.text)
}

/** Where there is a link, the file is behind it; otherwise why it did not come. */
function refusedFileLine({ name, maxBytes, link }: RefusedFile): string {
  if (link) return `📎 ${vi.file.link({ name: cleanText(name), day: link.until })}\n${link.url}`
  const why =
    maxBytes === null
      ? vi.file.notTaken({ app: APP })
      : vi.file.tooLarge({ app: APP, megabytes: Math.floor(maxBytes / MEGABYTE) })
  return `📎 ${cleanText(name)} (${why})`
}
