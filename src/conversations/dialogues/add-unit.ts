import type { UnitId } from '../../domain/id.ts'
import { clip } from '../../domain/text/clip.ts'
import { shortReply } from '../../domain/text/short-reply.ts'
import { isNoUnitName, proposeUnitCode, readUnitName } from '../../domain/unit-name.ts'
import { plainMessage } from '../../messages/message.ts'
import { currentUnits } from '../../storage/units.ts'
import { addUnitHere } from '../change-unit.ts'
import { openState, type Dialogue, type Step } from '../dialogue.ts'
import { remark, say, type Turn } from '../turn.ts'

interface Proposed {
  readonly stage: 'code'
  readonly parentId: UnitId
  readonly name: string
  readonly code: string
}

type State = { readonly stage: 'name'; readonly parentId: UnitId } | Proposed

/** A new unit below another: its name, then a short code, which the bot proposes. */
export const addUnitDialogue: Dialogue<State> = {
  id: 'add-unit',
  version: 1,
  async answer(turn, state, answer): Promise<Step<State>> {
    if (answer.kind !== 'text') return { kind: 'pass' }
    if (state.stage === 'name') return proposeCode(turn, state.parentId, answer.text)
    const { name, parentId } = state
    // A code stays for good: “ok” is none, but says that the proposed one is right.
    const reply = shortReply(answer.text)
    if (reply !== null && reply !== 'yes') {
      await askCode(turn, turn.texts.unit.otherCode({ code: state.code }))
      return { kind: 'ask', state }
    }
    const code = reply === 'yes' ? state.code : answer.text
    const result = await addUnitHere(turn, { code, name, parentId })
    const isToRetype = result === 'bad-code' || result === 'code-taken'
    return isToRetype ? { kind: 'ask', state } : { kind: 'done' }
  },
}

/** What stands to be confirmed in the open dialogue of this chat. */
export async function proposedUnit(turn: Turn): Promise<Proposed | undefined> {
  const state = await openState(turn, addUnitDialogue)
  return state?.stage === 'code' ? state : undefined
}

async function proposeCode(turn: Turn, parentId: UnitId, typed: string): Promise<Step<State>> {
  const name = readUnitName(typed)
  if (name === null || isNoUnitName(name)) {
    const { badName, noName } = turn.texts.unit
    await remark(turn, name === null ? badName : noName({ typed: clip(name, 60) }))
    return { kind: 'ask', state: { stage: 'name', parentId } }
  }
  const taken = (await currentUnits(turn.tx)).map((unit) => unit.code)
  const code = proposeUnitCode(name, taken)
  const state: Proposed = { stage: 'code', parentId, name, code }
  await askCode(turn, turn.texts.unit.askCode({ unit: name, code }))
  return { kind: 'ask', state }
}

async function askCode(turn: Turn, question: string): Promise<void> {
  await say(turn, {
    ...plainMessage(question),
    buttons: [[{ label: turn.texts.button.yes, action: turn.press({ verb: 'u-code' }) }]],
  })
}
