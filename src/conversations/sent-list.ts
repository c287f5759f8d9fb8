import { noticeCode } from '../domain/notice.ts'
import { clip } from '../domain/text/clip.ts'
import { moreButton, pageOf } from '../messages/pages.ts'
import { countSentNotices, sentNotices } from '../storage/sending/sent-notices.ts'
import { sendableOf } from '../usecases/may-send.ts'
import { showInPlace } from './show-in-place.ts'
import { remark, type Turn } from './turn.ts'

const PER_PAGE = 10

/** A page of the notices that were sent and that this person may see the reports of, the newest first. */
export async function showSent(turn: Turn, wanted: number): Promise<void> {
  const { tx, texts } = turn
  const seen = await sendableOf(tx, turn.actor)
  const count = await countSentNotices(tx, seen)
  const { none, noneOfYours } = texts.report
  if (count === 0) return remark(turn, seen === 'everything' ? none : noneOfYours)
  const pages = pageOf(wanted, count, PER_PAGE)
  const shown = { limit: PER_PAGE, offset: pages.page * PER_PAGE }
  const sent = await sentNotices(tx, shown, seen)
  const text = pages.pages > 1 ? texts.report.chooseOrCode : texts.report.choose
  await showInPlace(turn, {
    blocks: [{ kind: 'text', text }],
    buttons: [
      ...sent.map(({ noticeId, code, title }) => [
        {
          label: clip(`${noticeCode(code)} – ${title}`, 60),
          action: turn.press({ verb: 'r-show', id: noticeId }),
        },
      ]),
      ...moreButton(pages, { verb: 'r-list' }, texts, turn.press),
    ],
  })
}
