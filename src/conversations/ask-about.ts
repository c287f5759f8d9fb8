import type { NoticeId } from '../domain/id.ts'
import { noticeCode, type Notice } from '../domain/notice.ts'
import { clip } from '../domain/text/clip.ts'
import { vi } from '../i18n/vi.ts'
import { findNotice, findNoticeByCode } from '../storage/notices.ts'
import { broadcastInChat, codeInGroupsOf } from '../storage/notices-in-chat.ts'
import { beginQuestion } from './begin-question.ts'
import { respond, type Turn } from './turn.ts'

/** Of its title in a question: the words below are what the office is to read. */
const TITLE_MAX = 60

/** Begins a question about the notice that `Hỏi thêm` stands under; in a group, says by which words it is asked in private. */
export async function askAbout(turn: Turn, id: NoticeId): Promise<void> {
  const notice = await findNotice(turn.tx, id)
  if (turn.chat.type === 'private')
    return beginQuestion(turn, '', notice && (await nameNotice(turn, notice.code, notice)))
  const { privateOnly, privateAbout } = turn.texts.question
  const text = notice ? privateAbout({ code: noticeCode(notice.code) }) : privateOnly
  await respond(turn, text, true)
}

/** The same by the code that was typed. */
export async function askAboutCode(turn: Turn, code: number): Promise<void> {
  if (turn.chat.type === 'private')
    return beginQuestion(
      turn,
      '',
      await nameNotice(turn, code, await findNoticeByCode(turn.tx, code)),
    )
  await respond(turn, turn.texts.question.privateAbout({ code: noticeCode(code) }), true)
}

/** Knowing a code gives no right to see: the title is shown to whom, or to whose group, the notice came. Not in their language, which would say who asks. */
async function nameNotice(turn: Turn, number: number, notice: Notice | undefined): Promise<string> {
  const title = notice && (await cameToThem(turn, notice.id)) ? clip(notice.title, TITLE_MAX) : ''
  return vi.question.about({ code: noticeCode(number), title })
}

async function cameToThem({ tx, chat, actor }: Turn, id: NoticeId): Promise<boolean> {
  if (await broadcastInChat(tx, chat.id, id)) return true
  return actor.personId !== null && (await codeInGroupsOf(tx, actor.personId, id)) !== null
}
