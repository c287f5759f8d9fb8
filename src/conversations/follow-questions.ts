import { questionCode } from '../domain/question.ts'
import { clip } from '../domain/text/clip.ts'
import { isCourtesy, leadingCode, NOTHING_MORE } from '../domain/text/leading-code.ts'
import { formatDay } from '../domain/time/format.ts'
import type { Message } from '../messages/message.ts'
import { moreButton, onPage } from '../messages/pages.ts'
import { answersTo, findOwnQuestion, questionsOf, type Question } from '../storage/questions.ts'
import { showInPlace } from './show-in-place.ts'
import { confide, remarkInConfidence, type Turn } from './turn.ts'

const PER_PAGE = 10

/** “Câu hỏi” before a code. */
export const OF_QUESTIONS = /^(?:câu hỏi|cau hoi)(?:\s+|$)/iu

/** How one's own questions stand. Knowing a code gives no right to see: only the asker's account does. */
export async function follow(turn: Turn, argument: string): Promise<void> {
  const { texts } = turn
  const words = argument.normalize('NFC').replace(OF_QUESTIONS, '')
  const code = leadingCode(words, 'H')?.number ?? null
  if (code === null && !isCourtesy(words) && !NOTHING_MORE.test(words)) {
    const text = texts.question.notYours({ code: clip(argument, 20) })
    return remarkInConfidence(turn, text)
  }
  if (code !== null) {
    const question = await findOwnQuestion(turn.tx, turn.account.id, code)
    if (question) return showQuestion(turn, question)
    const text = texts.question.notYours({ code: questionCode(code) })
    return remarkInConfidence(turn, text)
  }
  const own = await questionsOf(turn.tx, turn.account.id)
  if (own.length === 0) return remarkInConfidence(turn, texts.question.noneOfYours)
  await confide(turn, listOf(turn, own, 0))
}

/** Another page of the same, in place of the one that is shown. */
export async function turnOwnQuestions(turn: Turn, page: string): Promise<void> {
  const own = await questionsOf(turn.tx, turn.account.id)
  if (own.length === 0) return remarkInConfidence(turn, turn.texts.question.noneOfYours)
  await showInPlace(turn, listOf(turn, own, Number(page) || 0), { traceless: true })
}

/** Those that wait for an answer come first, then the others; the newest of each first. */
function listOf(turn: Turn, own: readonly Question[], wanted: number): Message {
  const { texts } = turn
  const waits = ({ state }: Question) => state === 'received'
  const inOrder = [...own.filter(waits), ...own.filter((question) => !waits(question))]
  const { shown, ...pages } = onPage(inOrder, wanted, PER_PAGE)
  const more = moreButton(pages, { verb: 'q-mine' }, texts, turn.press)
  return {
    blocks: [
      { kind: 'title', text: texts.question.yourQuestions },
      { kind: 'list', items: shown.map((question) => statusLine(turn, question)) },
    ],
    ...(more.length > 0 && { buttons: more }),
  }
}

async function showQuestion(turn: Turn, question: Question): Promise<void> {
  const answers = await answersTo(turn.tx, question.id)
  const code = questionCode(question.code)
  await confide(turn, {
    blocks: [
      { kind: 'text', text: statusLine(turn, question) },
      { kind: 'quote', text: question.text },
      ...answers.map(({ text }) => ({
        kind: 'text' as const,
        text: turn.texts.question.answer({ code, text }),
      })),
    ],
  })
}

function statusLine({ texts }: Turn, question: Question): string {
  const due = formatDay(question.dueOn)
  return texts.question.status[question.state]({ code: questionCode(question.code), due })
}
