import type { UnitId } from '../../domain/id.ts'
import type { Role } from '../../domain/role.ts'
import { clip } from '../../domain/text/clip.ts'
import { findUnit } from '../../storage/units.ts'
import { giveRoleByName } from '../change-role.ts'
import type { Dialogue, Step } from '../dialogue.ts'
import { remark } from '../turn.ts'

interface State {
  readonly unitId: UnitId
  readonly role: Role
}

const NAME_MAX = 100

/** The full name of whoever is to have a role, typed. */
export const nameOfficer: Dialogue<State> = {
  id: 'name-officer',
  version: 1,
  async answer(turn, state, answer): Promise<Step<State>> {
    if (answer.kind !== 'text') return { kind: 'pass' }
    const name = clip(answer.text.trim(), NAME_MAX)
    const unit = await findUnit(turn.tx, state.unitId)
    if (!unit) {
      await remark(turn, turn.texts.common.stale)
      return { kind: 'done' }
    }
    const isDone = await giveRoleByName(turn, { name, unit, role: state.role })
    return isDone ? { kind: 'done' } : { kind: 'ask', state }
  },
}
