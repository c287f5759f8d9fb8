import type { UnitId } from '../domain/id.ts'
import type { Notice } from '../domain/notice.ts'
import { clip } from '../domain/text/clip.ts'
import { approvalCard, changedFields } from '../messages/approval-messages.ts'
import type { Message } from '../messages/message.ts'
import { previousVersion, type PreviousVersion } from '../storage/notices.ts'
import { nameOf } from '../storage/people.ts'
import { namesOfUnits } from '../storage/units.ts'
import type { DecisionResult } from '../usecases/decide-approval.ts'
import { nameBeyond } from '../usecases/find-approval-scope.ts'
import { costView } from './cost-view.ts'
import { countReach } from './draft-view.ts'
import type { Turn } from './turn.ts'

/** The names of the units that were added or left out, in characters together. */
const NAMED_MAX = 300

/** The approver's card of a notice, with what changed since it was given back, and with the decision once there is one. */
export async function approvalView(
  turn: Turn,
  notice: Notice,
  decision?: string,
): Promise<Message> {
  const [author, before, reach, costs, beyond] = await Promise.all([
    nameOf(turn.tx, notice.authorId),
    previousVersion(turn.tx, notice),
    countReach(turn.tx, notice),
    // Once it is decided, its other cards say what it uses.
    decision === undefined ? costView(turn, notice) : [],
    nameBeyond(turn.tx, notice, turn.texts),
  ])
  return approvalCard(
    {
      notice,
      author: author ?? '?',
      reach,
      costs,
      beyond,
      ...(decision !== undefined && { decision }),
      ...(before && {
        changes: {
          lines: [
            ...changedFields(before.content, notice, turn.texts),
            ...(await changedAudience(turn, before, notice)),
          ],
          reason: before.reason,
        },
      }),
    },
    turn.texts,
    turn.press,
  )
}

/** To which units it goes now and did not, or did and does not; that it is not known is said as well. */
async function changedAudience(
  { tx, texts: { draft } }: Turn,
  { audience: before }: PreviousVersion,
  { audience: now }: Notice,
): Promise<string[]> {
  if (!before) return [draft.audienceNotCompared]
  const added = now.filter((unit) => !before.includes(unit))
  const leftOut = before.filter((unit) => !now.includes(unit))
  const names = await namesOfUnits(tx, [...added, ...leftOut])
  const named = (units: readonly UnitId[]) => ({
    units: clip(units.map((unit) => names.get(unit) ?? '?').join(', '), NAMED_MAX),
  })
  return [
    ...(added.length > 0 ? [draft.audienceAdded(named(added))] : []),
    ...(leftOut.length > 0 ? [draft.audienceLeftOut(named(leftOut))] : []),
  ]
}

/** Why a judgement was not taken, as a sentence. */
export function refusal(
  { texts }: Turn,
  result: Exclude<DecisionResult, { kind: 'decided' }>,
): string {
  switch (result.kind) {
    case 'own-notice':
      return texts.approval.ownNotice
    case 'not-pending':
      return texts.approval.notPending({ state: texts.noticeState[result.state] })
    case 'older-card':
      return texts.approval.olderCard
    case 'goes-beyond':
      return texts.approval.goesBeyond
    case 'no-right':
      return texts.common.noRight
  }
}
