import { InvalidArgumentError } from 'commander'

/** The number of a question's code as people type it: `H12`, `h12`, `12`. A second one is refused: it would silently win. */
export function parseQuestionCode(text: string, previous?: number): number {
  if (previous !== undefined)
    throw new InvalidArgumentError('Chỉ nêu một câu hỏi mỗi lần. / Give one question at a time.')
  const digits = /^h?\s*0*(\d{1,9})$/i.exec(text.trim())?.[1]
  if (digits === undefined)
    throw new InvalidArgumentError('Cần mã câu hỏi như H12. / A code such as H12 is needed.')
  return Number(digits)
}
