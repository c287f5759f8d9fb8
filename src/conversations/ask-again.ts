import type { Inbound } from '../channels/channel.ts'
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

/**
 * The words behind a command that are asked. “Lại”, “thêm” alone are none; with others they are no question without the “hỏi”
 * before them, if that is what was typed: “/kiennghi thêm đèn đường” and “ask them why …” want nothing before theirs.
 */
export function wordsToAsk({ event }: Inbound, argument: string): string {
  if (!AGAIN.test(argument)) return argument
  if (!/\s/u.test(argument.trim())) return ''
  const caption = event.kind === 'file' || event.kind === 'unsupported' ? event.caption : ''
  const said = (event.kind === 'text' ? event.text : (caption ?? '')).normalize('NFC').trim()
  const [, slash, verb = ''] = /^([/#.]?)(hỏi|hoi)\s/iu.exec(said) ?? []
  if (verb === '') return argument
  const asTyped = `${verb.charAt(0).toUpperCase()}${verb.slice(1)}`
  return `${slash === '' ? asTyped : 'Hỏi'} ${argument}`
}
