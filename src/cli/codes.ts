import { InvalidArgumentError } from 'commander'

/** The number of a notice's code as people type it: `T12`, `t 12`, `12`. */
export function parseNoticeCode(text: string): number {
  return numberOf(text, /^t?\s*/i, 'Cần mã tin như T12. / A code such as T12 is needed.')
}

/** The number of a question's code, `H12`. A second one is refused: it would silently win. */
export function parseQuestionCode(text: string, previous?: number): number {
  if (previous !== undefined)
    throw new InvalidArgumentError('Chỉ nêu một câu hỏi mỗi lần. / Give one question at a time.')
  return numberOf(text, /^h?\s*/i, 'Cần mã câu hỏi như H12. / A code such as H12 is needed.')
}

function numberOf(text: string, letter: RegExp, needed: string): number {
  const digits = /^0*(\d{1,9})$/.exec(text.trim().replace(letter, ''))?.[1]
  if (digits === undefined) throw new InvalidArgumentError(needed)
  return Number(digits)
}
