import type { NoticeId } from '../domain/id.ts'
import { needsApproval } from '../domain/approval-scope.ts'
import { isEditable, type Notice } from '../domain/notice.ts'
import { holdsRole } from '../domain/rights.ts'
import { draftCard, notEditable } from '../messages/draft-messages.ts'
import type { Message } from '../messages/message.ts'
import type { ChosenReach } from '../messages/name-units.ts'
import { cardAbout } from '../storage/cards.ts'
import { findNotice } from '../storage/notices.ts'
import type { Store } from '../storage/store.ts'
import { findUnit, nameChosenUnits, unitsAbove } from '../storage/units.ts'
import { reachOfAudience } from '../storage/audience-reach.ts'
import { findApprovalScope } from '../usecases/find-approval-scope.ts'
import { respond, say, sayNoRight, sayStale, type Turn } from './turn.ts'

/** Shows the draft's card again, with everything as it now is. */
export async function showDraft(
  turn: Turn,
  notice: Notice,
  collecting = false,
  keepsFiles = false,
): Promise<void> {
  const card = await draftView(turn, notice, { collecting, keepsFiles })
  await say(turn, card, cardAbout('draft-card', notice.id))
}

/** The draft's card; with an outcome, as it stands when nothing can be done with it any more. */
export async function draftView(
  turn: Turn,
  notice: Notice,
  {
    collecting = false,
    keepsFiles = false,
    outcome,
  }: { collecting?: boolean; keepsFiles?: boolean; outcome?: string } = {},
): Promise<Message> {
  const unit = await findUnit(turn.tx, notice.unitId)
  const scope = await findApprovalScope(turn.tx, notice)
  return draftCard(
    {
      notice,
      collecting,
      keepsFiles,
      ...(outcome !== undefined && { outcome }),
      needsApproval: needsApproval(scope, unit?.approvalRequired !== false),
      reach: await countReach(turn.tx, notice),
    },
    turn.texts,
    turn.press,
  )
}

/** How many units, groups and people the chosen audience comes to, and its units by name. */
export async function countReach(store: Store, notice: Notice): Promise<Required<ChosenReach>> {
  const { units, groups, people, unreached } = await reachOfAudience(store, notice.audience)
  const names = await nameChosenUnits(store, notice.audience)
  return { units, groups, people, unreached: unreached.length, names }
}

/**
 * The notice behind a button, for its author (or an owner) while it may still be changed. Says why when
 * it may not, and gives undefined.
 */
export async function editableNotice(turn: Turn, id: string): Promise<Notice | undefined> {
  const notice = await ownNotice(turn, id)
  if (!notice) return undefined
  if (isEditable(notice.state)) return notice
  return respond(turn, notEditable(notice.state, turn.texts))
}

/** The notice behind a button, for its author only. */
export async function ownNotice(turn: Turn, id: string): Promise<Notice | undefined> {
  const notice = await findNotice(turn.tx, id as NoticeId)
  if (!notice) return sayStale(turn)
  if (await isOwn(turn, notice)) return notice
  return sayNoRight(turn)
}

/** Whether the actor wrote the notice and is still author where it belongs. */
export async function isOwn(
  { tx, actor }: Turn,
  notice: Pick<Notice, 'authorId' | 'unitId'>,
): Promise<boolean> {
  if (notice.authorId !== actor.personId) return false
  return holdsRole(actor, ['author'], await unitsAbove(tx, notice.unitId))
}
