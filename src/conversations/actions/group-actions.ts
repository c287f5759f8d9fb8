import { readId, type ChatId, type UnitId } from '../../domain/id.ts'
import { holdsRole, holdsRoleAnywhere } from '../../domain/rights.ts'
import { GROUP_KEEPERS } from '../../domain/role.ts'
import { isOutOfGroup } from '../../domain/platform.ts'
import { groupName } from '../../messages/group-name.ts'
import { plainMessage } from '../../messages/message.ts'
import { endBinding, findGroup } from '../../storage/groups.ts'
import { appendAudit } from '../../storage/audit.ts'
import { findUnit, unitsAbove } from '../../storage/units.ts'
import type { ActionTable } from '../action-table.ts'
import { bind, groupList, lostCard, unitChoice } from '../bind-group.ts'
import { showInPlace } from '../show-in-place.ts'
import { say, sayNoRight, sayStale } from '../turn.ts'

/** The groups in which the bot is, and which unit each belongs to. */
export const groupActions: ActionTable = {
  'g-list': async (turn, { arg }) => {
    if (!holdsRoleAnywhere(turn.actor, GROUP_KEEPERS)) return sayNoRight(turn)
    await showInPlace(turn, await groupList(turn, Number(arg) || 0))
  },
  'g-show': async (turn, { id, arg }) => {
    if (!holdsRoleAnywhere(turn.actor, GROUP_KEEPERS)) return sayNoRight(turn)
    const group = await findGroup(turn.tx, id as ChatId)
    if (!group) return sayStale(turn)
    if (isOutOfGroup(group.state)) return say(turn, lostCard(turn, group))
    const choice = await unitChoice(turn, group, Number(arg) || 0)
    await (arg === '' ? say(turn, choice) : showInPlace(turn, choice))
  },
  'g-bind': async (turn, { id, arg }) => {
    const group = await findGroup(turn.tx, id as ChatId)
    const unit = await findUnit(turn.tx, readId<UnitId>(arg))
    if (!group || !unit) return sayStale(turn)
    if (isOutOfGroup(group.state)) return say(turn, lostCard(turn, group))
    await bind(turn, group, unit)
  },
  'g-free': async (turn, { id }) => {
    const group = await findGroup(turn.tx, id as ChatId)
    if (!group?.unitId) return sayStale(turn)
    const lineage = await unitsAbove(turn.tx, group.unitId)
    if (!holdsRole(turn.actor, GROUP_KEEPERS, lineage)) return sayNoRight(turn)
    await endBinding(turn.tx, group.id, turn.now)
    await appendAudit(turn.tx, {
      at: turn.now,
      actor: turn.actor.personId,
      action: 'unbind-group',
      subject: { kind: 'chat', id: group.id },
    })
    await say(turn, plainMessage(turn.texts.group.unbound({ title: groupName(group, turn) })))
  },
}
