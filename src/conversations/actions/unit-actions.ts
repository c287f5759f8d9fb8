import type { UnitId } from '../../domain/id.ts'
import { holdsRoleAnywhere } from '../../domain/rights.ts'
import type { Unit } from '../../domain/unit.ts'
import { findUnit } from '../../storage/units.ts'
import { mayChangeUnit } from '../../usecases/units/may-change-unit.ts'
import type { ActionTable } from '../action-table.ts'
import { addUnitHere, askToCloseHere, closeUnitHere, inviteHere } from '../change-unit.ts'
import { closeDialogue, openDialogue } from '../dialogue.ts'
import { addUnitDialogue, proposedUnit } from '../dialogues/add-unit.ts'
import { renameUnitDialogue } from '../dialogues/rename-unit.ts'
import { showInPlace } from '../show-in-place.ts'
import { ask, sayNoRight, sayStale, type Turn } from '../turn.ts'
import { showUnit, treeView } from '../unit-view.ts'

/** The buttons under the unit tree and under one unit. */
export const unitActions: ActionTable = {
  'u-tree': async (turn, { arg }) => {
    if (!holdsRoleAnywhere(turn.actor, ['publisher'])) return sayNoRight(turn)
    await closeDialogue(turn)
    await showInPlace(turn, await treeView(turn, Number(arg) || 0))
  },
  'u-show': async (turn, { id }) => {
    if (!holdsRoleAnywhere(turn.actor, ['publisher'])) return sayNoRight(turn)
    const unit = await findUnit(turn.tx, id as UnitId)
    if (!unit) return sayStale(turn)
    await closeDialogue(turn)
    await showUnit(turn, unit)
  },
  'u-inv': async (turn, { id }) => {
    const unit = await changeableUnit(turn, id)
    if (!unit) return
    await closeDialogue(turn)
    await inviteHere(turn, unit.id)
  },
  'u-ren': async (turn, { id }) => {
    const unit = await changeableUnit(turn, id)
    if (!unit) return
    await openDialogue(turn, renameUnitDialogue, { unitId: unit.id })
    await ask(turn, turn.texts.unit.askName({ unit: unit.name }))
  },
  'u-add': async (turn, { id }) => {
    const unit = await changeableUnit(turn, id)
    if (!unit) return
    await openDialogue(turn, addUnitDialogue, { stage: 'name', parentId: unit.id })
    await ask(turn, turn.texts.unit.askNewName({ unit: unit.name }))
  },
  'u-code': async (turn) => {
    const proposed = await proposedUnit(turn)
    if (!proposed) return sayStale(turn)
    const { code, name, parentId } = proposed
    const kind = await addUnitHere(turn, { code, name, parentId })
    if (kind === 'created') await closeDialogue(turn)
  },
  'u-close': (turn, { id }) => askToCloseHere(turn, id as UnitId),
  'u-end': (turn, { id }) => closeUnitHere(turn, id as UnitId),
}

/** The unit behind a button, for those who may change it; says why not to the others. */
async function changeableUnit(turn: Turn, id: string): Promise<Unit | undefined> {
  const unit = await findUnit(turn.tx, id as UnitId)
  if (!unit) return sayStale(turn)
  if (await mayChangeUnit(turn.tx, turn.actor, unit.id)) return unit
  return sayNoRight(turn)
}
