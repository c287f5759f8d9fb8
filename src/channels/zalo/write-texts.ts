import type { Message, MessageFile } from '../../messages/message.ts'
import { writeChoices } from '../numbered-choices.ts'
import { countUtf16, splitText } from '../split-text.ts'
import { cleanText, composeBlocks } from '../styled-text.ts'

/** Zalo takes 2,000 characters and does not say which; parts stay well below. */
export const MAX_TEXT = 2_000
const GOOD_LENGTH = 1_800
/** Choices longer than this are split with the text instead of being kept together under the last part. */
const LEAST_ROOM = 1_000

export interface TextRules {
  readonly neutralise: (text: string) => string
  /** Whether the buttons become numbered choices under the last part. */
  readonly choices: boolean
  /** Files that this platform does not take: they are named, so that nobody thinks there were none. */
  readonly refusedFiles: readonly MessageFile[]
}

/** The texts of a message on a platform without formatting; empty for a message without words. */
export function writeTexts(message: Message, rules: TextRules): string[] {
  const { neutralise } = rules
  const words = composeBlocks(message.blocks, neutralise).text
  const files = rules.refusedFiles.map((file) => neutralise(refusedFileLine(file)))
  const body = [words, files.join('\n')].filter((text) => text.trim() !== '').join('\n\n')
  const choices = rules.choices ? neutralise(writeChoices(message.buttons)) : ''
  return joinChoices(body, choices)
}

function joinChoices(body: string, choices: string): string[] {
  if (choices === '') return split(body, GOOD_LENGTH)
  const room = MAX_TEXT - choices.length - 2
  if (room < LEAST_ROOM) return split(body === '' ? choices : `${body}\n\n${choices}`, GOOD_LENGTH)
  const parts = split(body, Math.min(GOOD_LENGTH, room))
  const last = parts.pop()
  return [...parts, last === undefined ? choices : `${last}\n\n${choices}`]
}

function split(text: string, max: number): string[] {
  return splitText({ text, spans: [] }, { max, count: countUtf16 }).map((part) => part.text)
}

function refusedFileLine(file: MessageFile): string {
  return `📎 ${cleanText(file.name)} (Zalo không nhận tệp này; xin liên hệ nơi gửi để nhận bản đầy đủ.)`
}
