import { detectClassified } from '../../domain/document/detect-classified.ts'
import type { NoticeId, NoticeVersionId } from '../../domain/id.ts'
import { noticeCode } from '../../domain/notice.ts'
import { clip } from '../../domain/text/clip.ts'
import type { Texts } from '../../i18n/vi.ts'
import { plainMessage } from '../../messages/message.ts'
import { cardAbout } from '../../storage/cards.ts'
import { decideApproval } from '../../usecases/decide-approval.ts'
import { refusal } from '../approval-view.ts'
import { authorUnit } from '../author-unit.ts'
import type { Dialogue, Step } from '../dialogue.ts'
import { draftView } from '../draft-view.ts'
import { isPicture, sayOfFile } from '../say-of-file.ts'
import { actorName, settleApprovals } from '../settle-cards.ts'
import { remark, say, tellPerson, type Turn } from '../turn.ts'

interface State {
  readonly noticeId: NoticeId
  readonly versionId: NoticeVersionId
}

const REASON_MAX = 1_000

/** Why an approver gives a notice back; nothing is decided before the reason has come. */
export const returnNotice: Dialogue<State> = {
  id: 'return-notice',
  version: 1,
  async answer(turn, state, answer): Promise<Step<State>> {
    // A document that an author sends is a draft; what else comes here was meant for the reason.
    if (answer.kind === 'file' && (isPicture(turn) || !authorUnit(turn))) {
      await sayOfFile(turn, turn.texts.approval.reasonInWords)
      return { kind: 'ask', state }
    }
    if (answer.kind !== 'text' || answer.text.trim() === '') return { kind: 'pass' }
    const marking = detectClassified(answer.text)
    if (marking) {
      await remark(turn, turn.texts.draft.classified({ marking: marking.text }))
      return { kind: 'ask', state }
    }
    const reason = clip(answer.text.trim(), REASON_MAX)
    await giveBack(turn, state, reason)
    return { kind: 'done' }
  },
}

async function giveBack(turn: Turn, state: State, reason: string): Promise<void> {
  const result = await decideApproval(turn.tx, {
    noticeId: state.noticeId,
    versionId: state.versionId,
    actor: turn.actor,
    decision: 'returned',
    reason,
    now: turn.now,
  })
  if (result.kind !== 'decided') return say(turn, plainMessage(refusal(turn, result)))
  const { notice } = result
  const code = noticeCode(notice.code)
  const name = await actorName(turn)
  await say(turn, plainMessage(turn.texts.approval.returned({ code })))
  await tellPerson(turn, notice.authorId, ({ approval }) =>
    plainMessage(approval.returnedBy({ code, name, reason })),
  )
  const { subject } = cardAbout('draft-card', notice.id)
  const draft = (texts: Texts) => draftView({ ...turn, texts }, notice)
  await tellPerson(turn, notice.authorId, draft, subject)
  await settleApprovals(
    turn,
    notice,
    ({ settled }, at) => `↩️ ${settled.returned({ code, name, at, reason: clip(reason, 120) })}`,
  )
}
