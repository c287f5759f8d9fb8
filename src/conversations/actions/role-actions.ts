import { readId, type AccountId, type PersonId, type PostId, type UnitId } from '../../domain/id.ts'
import { isOwner } from '../../domain/rights.ts'
import { ROLES } from '../../domain/role.ts'
import type { Unit } from '../../domain/unit.ts'
import { GIVE_VERBS } from '../../messages/role-messages.ts'
import { findPost } from '../../storage/officers.ts'
import { findUnit } from '../../storage/units.ts'
import type { ActionTable, PressedAction } from '../action-table.ts'
import {
  giveRoleHere,
  linkOfficerHere,
  replaceAccountHere,
  switchApprovalHere,
  takeRoleHere,
} from '../change-role.ts'
import { closeDialogue, openDialogue } from '../dialogue.ts'
import { nameOfficer } from '../dialogues/name-officer.ts'
import { candidatesView, nameApart, officersView, unitOfficersView } from '../role-view.ts'
import { showInPlace } from '../show-in-place.ts'
import { say, sayNoRight, sayStale, type Turn } from '../turn.ts'

/** The buttons with which owners say who does what. */
export const roleActions: ActionTable = {
  'o-tree': async (turn, { arg }) => {
    if (!isOwner(turn.actor)) return sayNoRight(turn)
    await closeDialogue(turn)
    await showInPlace(turn, await officersView(turn, Number(arg) || 0))
  },
  'o-unit': async (turn, { id }) => {
    const unit = await ownersUnit(turn, id)
    if (!unit) return
    await closeDialogue(turn)
    await say(turn, await unitOfficersView(turn, unit))
  },
  'o-role': async (turn, { id, arg }) => {
    const unit = await ownersUnit(turn, id)
    if (!unit) return
    const role = ROLES.find((one) => one === arg)
    if (!role) return sayStale(turn)
    await openDialogue(turn, nameOfficer, { unitId: unit.id, role })
    await say(turn, await candidatesView(turn, unit, role))
  },
  'o-rem': async (turn, { id }) => {
    const { texts } = turn
    if (!isOwner(turn.actor)) return sayNoRight(turn)
    const post = await findPost(turn.tx, id as PostId)
    const unit = post && (await findUnit(turn.tx, post.unitId))
    if (!post || !unit) return sayStale(turn)
    await closeDialogue(turn)
    const words = {
      name: await nameApart(turn, post),
      role: texts.role[post.role],
      unit: unit.name,
    }
    await say(turn, {
      blocks: [{ kind: 'text', text: texts.officer.confirmTake(words) }],
      buttons: [
        [
          { label: texts.button.takeRole, action: turn.press({ verb: 'o-end', id }) },
          { label: texts.button.back, action: turn.press({ verb: 'o-unit', id: unit.id }) },
        ],
      ],
    })
  },
  'o-end': (turn, { id }) => takeRoleHere(turn, id as PostId),
  'o-same': (turn, { id, arg }) => linkOfficerHere(turn, id as AccountId, readId<PersonId>(arg)),
  'o-new': (turn, { id, arg }) => replaceAccountHere(turn, id as AccountId, readId<PersonId>(arg)),
  'o-appr': async (turn, { id, arg }) => {
    if (isOwner(turn.actor)) await closeDialogue(turn)
    await switchApprovalHere(turn, id as UnitId, arg !== 'off')
  },
  ...Object.fromEntries(
    ROLES.map((role) => [
      GIVE_VERBS[role],
      async (turn: Turn, { id, arg }: PressedAction) => {
        if (isOwner(turn.actor)) await closeDialogue(turn)
        await giveRoleHere(turn, { unitId: id as UnitId, personId: readId<PersonId>(arg), role })
      },
    ]),
  ),
}

/** The unit behind a button, for owners; says why not to the others. */
async function ownersUnit(turn: Turn, id: string): Promise<Unit | undefined> {
  if (!isOwner(turn.actor)) return sayNoRight(turn)
  return (await findUnit(turn.tx, id as UnitId)) ?? sayStale(turn)
}
