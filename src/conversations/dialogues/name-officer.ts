import type { UnitId } from '../../domain/id.ts'
import type { Role } from '../../domain/role.ts'
import { clip } from '../../domain/text/clip.ts'
import { findNamed, giveRoleHere } from '../change-role.ts'
import type { Dialogue, Step } from '../dialogue.ts'

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
    const personId = await findNamed(turn, name, state.unitId)
    if (!personId) return { kind: 'ask', state }
    await giveRoleHere(turn, { personId, ...state })
    return { kind: 'done' }
  },
}
