import { noticeCode } from '../../domain/notice.ts'
import { questionCode } from '../../domain/question.ts'
import { SENDERS } from '../../domain/role.ts'
import { clip } from '../../domain/text/clip.ts'
import { isCourtesy, leadingCode } from '../../domain/text/leading-code.ts'
import { plainMessage } from '../../messages/message.ts'
import { findNoticeByCode } from '../../storage/notices.ts'
import { findQuestionByCode } from '../../storage/questions.ts'
import type { Command } from '../command.ts'
import { proposeAnswer } from '../answer-from-officer.ts'
import { authorUnit } from '../author-unit.ts'
import { openDialogue } from '../dialogue.ts'
import { leaveDialogue } from '../leave-dialogue.ts'
import { openNotice } from '../open-notice.ts'
import { collectDraft, startDraft } from '../dialogues/collect-draft.ts'
import { showReportOf } from '../show-report.ts'
import { showPending } from '../pending-notices.ts'
import { showSent } from '../sent-list.ts'
import { showCodeToOfficer, showQueue, showToOfficer } from '../question-queue.ts'
import { textBehindDraftCommand } from '../text-behind-command.ts'
import { ask, say, type Turn } from '../turn.ts'
import { OFFERED, waysToOwn } from '../way-back.ts'

/** What officers ask for; each checks the unit besides the role. */
export const officerCommands: readonly Command[] = [
  {
    name: 'soan',
    keywords: ['soạn'],
    spoken: 'soạn',
    roles: ['author'],
    where: 'private',
    takesText: true,
    describe: (texts) => texts.command.draft,
    run: async (turn, argument) => {
      const asked = leadingCode(argument)
      if (asked?.isAlone) return openNotice(turn, asked.number)
      const unitId = authorUnit(turn)
      if (!unitId) return say(turn, plainMessage(turn.texts.draft.noOffice))
      const text = textBehindDraftCommand(turn)
      if (text !== null) return startDraft(turn, unitId, { kind: 'text', text })
      await openDialogue(turn, collectDraft, { noticeId: null, unitId })
      const own = await waysToOwn(turn)
      const { draft } = turn.texts
      const invite = plainMessage(
        ...(isCourtesy(argument) ? [] : [draft.wordsLeft({ words: clip(argument, 60) })]),
        draft.invite,
        ...(own.length > 0 ? [own.length < OFFERED ? draft.orOpen : draft.orOpenByCode] : []),
      )
      await say(turn, own.length > 0 ? { ...invite, buttons: own.map((way) => [way]) } : invite)
    },
  },
  {
    name: 'duyet',
    keywords: ['duyệt'],
    spoken: 'duyệt',
    roles: ['approver'],
    where: 'private',
    describe: (texts) => texts.command.approve,
    run: (turn, argument) => {
      const asked = leadingCode(argument)
      return showPending(turn, asked ? { code: asked.number } : {})
    },
  },
  {
    name: 'thongke',
    aliases: ['baocao_xacnhan'],
    keywords: ['thống kê'],
    spoken: 'thống kê',
    roles: SENDERS,
    where: 'private',
    describe: (texts) => texts.command.report,
    run: showReports,
  },
  {
    name: 'cauhoi',
    keywords: ['câu hỏi chờ', 'hàng đợi'],
    spoken: 'hàng đợi',
    roles: ['clerk', 'responder'],
    where: 'private',
    describe: (texts) => texts.command.questions,
    run: async (turn, argument) => {
      if (!(await showCodeToOfficer(turn, argument))) await showQueue(turn, 0)
    },
  },
  {
    name: 'traloi',
    keywords: ['trả lời'],
    spoken: 'trả lời',
    roles: ['clerk', 'responder'],
    where: 'private',
    // What was being written goes on after the answer.
    endsNothing: (argument) => Boolean(codeAndWords(argument)?.words),
    describe: (texts) => texts.command.answer,
    run: async (turn, argument) => {
      if (argument === '') return ask(turn, turn.texts.question.giveCode)
      const { code, words } = codeAndWords(argument) ?? {}
      const question = code === undefined ? undefined : await findQuestionByCode(turn.tx, code)
      if (!question) {
        // The right code comes next, and is no part of what was being written.
        await leaveDialogue(turn)
        const typed =
          code === undefined ? clip(argument.split(/\s/u)[0] ?? '', 20) : questionCode(code)
        return ask(turn, turn.texts.question.noSuchQuestion({ code: typed }))
      }
      if (!words) return showToOfficer(turn, question)
      await proposeAnswer(turn, question.id, words)
    },
  },
]

/** The code of a question and what stands after it, if that is more than courtesy (“H12: Tuần sau sửa”). */
function codeAndWords(argument: string): { code: number; words: string } | null {
  const match = /^H?\s*(\d{1,9})(?::|[.,;!–-]*(?=\s|$))\s*([\s\S]*)$/iu.exec(argument)
  if (!match) return null
  const words = match[2] ?? ''
  return { code: Number(match[1]), words: isCourtesy(words) ? '' : words }
}

async function showReports(turn: Turn, argument: string): Promise<void> {
  const { texts } = turn
  const asked = leadingCode(argument)
  if (asked) {
    const notice = await findNoticeByCode(turn.tx, asked.number)
    if (notice) return showReportOf(turn, notice.id)
    const text = texts.ack.noSuchNotice({ code: noticeCode(asked.number) })
    return ask(turn, text)
  }
  await showSent(turn, 0)
}
