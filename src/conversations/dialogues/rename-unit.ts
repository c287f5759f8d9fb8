import type { UnitId } from '../../domain/id.ts'
import { clip } from '../../domain/text/clip.ts'
import { isNoUnitName } from '../../domain/unit-name.ts'
import { renameUnitHere } from '../change-unit.ts'
import type { Dialogue, Step } from '../dialogue.ts'
import { remark } from '../turn.ts'

interface State {
  readonly unitId: UnitId
}

/** The new name of a unit, typed. */
export const renameUnitDialogue: Dialogue<State> = {
  id: 'rename-unit',
  version: 1,
  async answer(turn, state, answer): Promise<Step<State>> {
    if (answer.kind !== 'text') return { kind: 'pass' }
    if (isNoUnitName(answer.text)) {
      await remark(turn, turn.texts.unit.noName({ typed: clip(answer.text.trim(), 60) }))
      return { kind: 'ask', state }
    }
    const result = await renameUnitHere(turn, state.unitId, answer.text)
    return result === 'bad-name' ? { kind: 'ask', state } : { kind: 'done' }
  },
}
