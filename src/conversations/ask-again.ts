import { askedAgain } from '../domain/said-of-answer.ts'
import { vi } from '../i18n/vi.ts'
import { isOwnQuestion } from './answer-about-own.ts'
import { beginQuestion } from './begin-question.ts'
import { follow } from './follow-questions.ts'
import type { Turn } from './turn.ts'

const AGAIN = /^(?:lại|lai|thêm|them)(?:\s|$)/iu

/**
 * “Hỏi lại H1”, “hỏi thêm H1” is about that question, if it is the asker's own: its code gives nobody a part in it, and else the
 * clerk would take whoever names it for its asker. That stands above the words, not in their language, which would say who asks;
 * the code alone asks how the question stands. False: no question of theirs is named, and there are words to be asked.
 */
export async function askAgain(turn: Turn, argument: string): Promise<boolean> {
  const named = turn.chat.type === 'private' ? askedAgain(argument) : null
  if (!named) return false
  const code = `H${named.code}`
  const isAgain = AGAIN.test(argument)
  if ((named.words !== '' || isAgain) && (await isOwnQuestion(turn, named.code))) {
    await beginQuestion(turn, named.words, vi.question.askedAgain({ code }))
    return true
  }
  if (named.words !== '') return false
  await follow(turn, code)
  return true
}

/** The words behind “hỏi” that are asked. “Lại”, “thêm” alone are none; with others they are no question without “hỏi”. */
export function wordsToAsk(argument: string): string {
  if (!AGAIN.test(argument)) return argument
  return /\s/u.test(argument.trim()) ? `Hỏi ${argument}` : ''
}
