import { clip } from './clip.ts'

/** Characters that show nothing and that PostgreSQL or a terminal chokes on; tab and line ends stay. */
const CONTROLS = /(?![\t\n])\p{Cc}/gu
/** Half of a character that needs two: no text of any encoding. */
const LONE_SURROGATES = /\p{Cs}/gu
/** Marks that turn the reading direction round, and so make a name read as another one. */
const DIRECTION_MARKS = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu
/** A text from outside as it can be stored: everything that can be seen stays as it is. */
export function storableText(text: string): string {
  return text.replace(/\r\n?/gu, '\n').replace(CONTROLS, '').replace(LONE_SURROGATES, '\uFFFD')
}

/** A name or title from outside: one line that reads as it is written, of at most `max` characters. */
export function oneLine(text: string, max: number): string {
  const line = storableText(text).replace(DIRECTION_MARKS, '').replace(/\s+/gu, ' ').trim()
  return clip(line, max)
}
