import type { Notice } from '../domain/notice.ts'
import { noticeCode } from '../domain/notice.ts'
import { costBlocks } from '../messages/approval-messages.ts'
import type { Message } from '../messages/message.ts'
import { cardAbout } from '../storage/cards.ts'
import { costView } from './cost-view.ts'
import { countReach } from './draft-view.ts'
import { say, type Turn } from './turn.ts'

/** Asks once before an urgent sending, which cannot be taken back: says what it will do, to how many, and what it uses. */
export async function askUrgent(turn: Turn, notice: Notice): Promise<void> {
  const { texts, settings } = turn
  const { groups, people, unreached } = await countReach(turn.tx, notice)
  const code = noticeCode(notice.code)
  const seconds = Math.round(settings.undoMs / 1000)
  const question: Message = {
    blocks: [
      { kind: 'title', text: `⚡ ${texts.send.urgentTitle({ code })}` },
      { kind: 'text', text: texts.send.askUrgent({ code, groups, people, unreached, seconds }) },
      ...costBlocks(await costView(turn, notice), texts),
    ],
    buttons: [
      [
        {
          label: texts.button.confirmUrgent,
          action: turn.press({ verb: 'n-urg', id: notice.id }),
        },
      ],
      [{ label: texts.button.back, action: turn.press({ verb: 'n-ready', id: notice.id }) }],
    ],
  }
  await say(turn, question, cardAbout('ready-card', notice.id))
}
