import type { UnitId } from '../../domain/id.ts'
import { renameUnitHere } from '../change-unit.ts'
import type { Dialogue, Step } from '../dialogue.ts'

interface State {
  readonly unitId: UnitId
}

/** The new name of a unit, typed. */
export const renameUnitDialogue: Dialogue<State> = {
  id: 'rename-unit',
  version: 1,
  async answer(turn, state, answer): Promise<Step<State>> {
    if (answer.kind !== 'text') return { kind: 'pass' }
    const result = await renameUnitHere(turn, state.unitId, answer.text)
    return result === 'bad-name' ? { kind: 'ask', state } : { kind: 'done' }
  },
}
