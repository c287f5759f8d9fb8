import type { NoticeId } from '../domain/id.ts'
import { isEditable, noticeCode } from '../domain/notice.ts'
import { clip } from '../domain/text/clip.ts'
import type { Button } from '../messages/message.ts'
import { begunBy, findNotice, type ListedNotice } from '../storage/notices.ts'
import { findJudgeable } from '../usecases/decide-approval.ts'
import { findSendable } from '../usecases/find-sendable.ts'
import { isOwn } from './draft-view.ts'
import type { Turn } from './turn.ts'

/** The newest of somebody's notices that may be offered, and how many are. */
const LOOKED_AT = 50
export const OFFERED = 3

type NoticeToReturnTo = Pick<ListedNotice, 'id' | 'unitId' | 'authorId' | 'state'>

/** To what this person was doing with the notice; null: there is nothing to be done. */
export async function wayBack(
  turn: Turn,
  notice: NoticeToReturnTo,
  label = turn.texts.button.back,
): Promise<Button | null> {
  const verb = await nextVerb(turn, notice)
  if (verb === null) return null
  return { label, action: turn.press({ verb, id: notice.id }) }
}

/** The same for a conversation that was about a notice, by its state. */
export async function wayBackFrom(turn: Turn, state: unknown): Promise<Button | null> {
  const { noticeId } = (state ?? {}) as { readonly noticeId?: NoticeId | null }
  const notice = noticeId ? await findNotice(turn.tx, noticeId) : undefined
  return notice ? wayBack(turn, notice) : null
}

/** To the notices that this person has begun: cards of them cannot be pressed again where there are no buttons. */
export async function waysToOwn(turn: Turn): Promise<Button[]> {
  const { personId } = turn.actor
  const ways: Button[] = []
  for (const notice of personId ? await begunBy(turn.tx, personId, LOOKED_AT) : []) {
    if (ways.length === OFFERED) break
    const state = turn.texts.noticeState[notice.state]
    const label = `${noticeCode(notice.code)} – ${clip(notice.title, 40)} (${state})`
    const way = await wayBack(turn, notice, label)
    if (way) ways.push(way)
  }
  return ways
}

async function nextVerb(turn: Turn, notice: NoticeToReturnTo): Promise<string | null> {
  const wish = { noticeId: notice.id, actor: turn.actor }
  if (isEditable(notice.state)) return (await isOwn(turn, notice)) ? 'n-card' : null
  if (notice.state === 'pending')
    return (await findJudgeable(turn.tx, wish)).kind === 'judgeable' ? 'n-judge' : null
  return (await findSendable(turn.tx, wish)).kind === 'sendable' ? 'n-ready' : null
}
