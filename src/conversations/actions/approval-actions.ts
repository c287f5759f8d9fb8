import type { NoticeId, NoticeVersionId, PersonId } from '../../domain/id.ts'
import { isEditable, noticeCode, type Notice } from '../../domain/notice.ts'
import { holdsRoleAnywhere } from '../../domain/rights.ts'
import type { Texts } from '../../i18n/vi.ts'
import { notEditable } from '../../messages/draft-messages.ts'
import { paragraph } from '../../messages/message.ts'
import { cardAbout } from '../../storage/cards.ts'
import { peopleWithRole } from '../../storage/people.ts'
import { unitsAbove } from '../../storage/units.ts'
import { decideApproval, findJudgeable } from '../../usecases/decide-approval.ts'
import { nameBeyond } from '../../usecases/find-approval-scope.ts'
import { standIns, submitNotice, whyUntold } from '../../usecases/submit-notice.ts'
import type { ActionTable } from '../action-table.ts'
import { closeDialogue, openDialogue } from '../dialogue.ts'
import { approvalView, refusal } from '../approval-view.ts'
import { showPending } from '../pending-notices.ts'
import { returnNotice } from '../dialogues/return-notice.ts'
import { ownNotice } from '../draft-view.ts'
import { readyView, sayReady } from '../ready-view.ts'
import { actorName, settleApprovals, settleDrafts } from '../settle-cards.ts'
import { ask, remark, respond, say, sayNoRight, tellPerson, type Turn } from '../turn.ts'

/** Handing a notice to its approvers, and their judgement. */
export const approvalActions: ActionTable = {
  'n-sub': async (turn, { id }) => {
    const own = await ownNotice(turn, id)
    const by = turn.actor.personId
    if (!own || !by) return
    if (isEditable(own.state)) await closeDialogue(turn)
    const result = await submitNotice(turn.tx, { noticeId: own.id, by, now: turn.now })
    const { texts } = turn
    switch (result.kind) {
      case 'submitted': {
        const { notice, approvers } = result
        const { unreached, owners } = await tellApprovers(turn, notice, approvers)
        const code = noticeCode(notice.code)
        const count = approvers.length - unreached.length
        const { submitted, nobodyTold, notTold, asksAbove } = texts.approval
        const text = count > 0 ? submitted({ code, count }) : nobodyTold({ code, owners })
        const list = { kind: 'list', items: unreached } as const
        const beyond = await nameBeyond(turn.tx, notice, texts)
        await say(turn, {
          blocks: [
            { kind: 'text', text },
            ...paragraph('note', beyond !== null && asksAbove({ units: beyond })),
            ...paragraph('text', count > 0 && unreached.length > 0 && notTold),
            ...(unreached.length > 0 ? [list] : []),
          ],
        })
        return settleDrafts(
          turn,
          notice,
          ({ settled }, at) => `📨 ${settled.submitted({ code, at })}`,
        )
      }
      case 'ready': {
        const { notice } = result
        const code = noticeCode(notice.code)
        await sayReady(turn, notice, texts.approval.notNeeded({ code }))
        return settleDrafts(turn, notice, ({ send }) => `✅ ${send.readyTitle({ code })}`)
      }
      case 'no-audience':
        return remark(turn, texts.draft.needsAudience)
      case 'nobody-reached':
        return remark(turn, texts.draft.nobodyReached)
      case 'no-approver':
        return remark(turn, await noApprover(turn, own))
      case 'not-editable':
        return respond(turn, notEditable(result.state, texts))
    }
  },
  'n-ok': async (turn, { id, arg }) => {
    const result = await decideApproval(turn.tx, {
      noticeId: id as NoticeId,
      ...(arg && { versionId: arg as NoticeVersionId }),
      actor: turn.actor,
      decision: 'approved',
      reason: null,
      now: turn.now,
    })
    if (result.kind !== 'decided') return respond(turn, refusal(turn, result), true)
    await announceApproval(turn, result.notice)
  },
  'n-pend': async (turn, { arg }) => {
    if (!holdsRoleAnywhere(turn.actor, ['approver'])) return sayNoRight(turn)
    await showPending(turn, { page: Number(arg) || 0 })
  },
  'n-ret': async (turn, { id, arg }) => {
    const version = { noticeId: id as NoticeId, versionId: arg as NoticeVersionId }
    const judged = await findJudgeable(turn.tx, { ...version, actor: turn.actor })
    if (judged.kind !== 'judgeable') return respond(turn, refusal(turn, judged), true)
    await openDialogue(turn, returnNotice, version)
    await ask(turn, turn.texts.approval.askReason)
  },
}

/** Whom to ask where nobody may judge it but its author. */
async function noApprover({ tx, texts }: Turn, notice: Notice): Promise<string> {
  const units = await nameBeyond(tx, notice, texts)
  return units === null ? texts.approval.noApprover : texts.approval.noApproverBeyond({ units })
}

/**
 * Gives a line for each who cannot be told, with the reason, and how many owners were told because none of them can.
 */
async function tellApprovers(
  turn: Turn,
  notice: Notice,
  approvers: readonly PersonId[],
): Promise<{ unreached: string[]; owners: number }> {
  const card = (texts: Texts) => approvalView({ ...turn, texts }, notice)
  const { subject } = cardAbout('approval-card', notice.id)
  const unreached: PersonId[] = []
  for (const approver of approvers)
    if (!(await tellPerson(turn, approver, card, subject))) unreached.push(approver)
  let owners = 0
  if (unreached.length === approvers.length)
    for (const owner of await standIns(turn.tx, notice, approvers))
      if (await tellPerson(turn, owner, card, subject)) owners += 1
  return { unreached: await whyUntold(turn.tx, unreached, turn.texts), owners }
}

/** The author, the unit's publishers and the approver get the card to send it with; the cards to judge it by are settled. */
async function announceApproval(turn: Turn, notice: Notice): Promise<void> {
  const by = turn.actor.personId
  const name = await actorName(turn)
  const code = noticeCode(notice.code)
  const card = (texts: Texts) =>
    readyView({ ...turn, texts }, notice, texts.approval.approvedBy({ code, name }))
  const lineage = await unitsAbove(turn.tx, notice.unitId)
  const publishers = await peopleWithRole(turn.tx, lineage, ['publisher'])
  const others = new Set([notice.authorId, ...publishers])
  const { subject } = cardAbout('ready-card', notice.id)
  for (const person of others) if (person !== by) await tellPerson(turn, person, card, subject)
  await sayReady(turn, notice, turn.texts.approval.youApproved({ code }))
  await settleApprovals(
    turn,
    notice,
    ({ settled }, at) => `✅ ${settled.approved({ code, name, at })}`,
  )
}
