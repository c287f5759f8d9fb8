import { isTooLong } from '../domain/text/clip.ts'
import type { UnitId } from '../domain/id.ts'
import { plainMessage } from '../messages/message.ts'
import { correctName, joinUnit } from '../usecases/join-unit.ts'
import { askOwners } from './ask-owners.ts'
import { openDialogue, type Dialogue, type Step } from './dialogue.ts'
import { press, say, type Turn } from './turn.ts'

interface State {
  readonly unitId: UnitId
}

const NAME_MIN = 2
const NAME_MAX = 100

/** The right name of somebody who has just joined: the platform's display name is often a nickname. */
export const nameYourself: Dialogue<State> = {
  id: 'name-yourself',
  version: 1,
  async answer(turn, state, answer): Promise<Step<State>> {
    const { personId } = turn.account
    if (answer.kind !== 'text' || !personId) return { kind: 'pass' }
    const name = answer.text.trim().replace(/\s+/gu, ' ')
    const looksLikeName = /^[\p{L}\p{M}' .-]+$/u.test(name)
    if (!looksLikeName || name.length < NAME_MIN || isTooLong(name, NAME_MAX)) {
      await say(turn, plainMessage(turn.texts.start.nameUnclear))
      return { kind: 'ask', state }
    }
    const namesake = await correctName(turn.tx, { ...state, personId, name })
    await say(turn, plainMessage(turn.texts.start.renamed({ name })))
    if (namesake) await askOwners(turn, namesake, state.unitId)
    return { kind: 'done' }
  },
}

/** Joins the unit of an invitation: the payload of a link or QR code, or the code typed on Zalo. */
export async function joinByToken(turn: Turn, token: string): Promise<void> {
  const { texts } = turn
  const result = await joinUnit(turn.tx, {
    token: token.trim(),
    account: turn.account,
    now: turn.now,
    timeZone: turn.settings.timeZone,
  })
  if (result.kind === 'bad-link') return void (await say(turn, plainMessage(texts.start.badLink)))
  const unit = result.unit.name
  if (result.kind === 'already')
    return void (await say(turn, plainMessage(texts.start.alreadyJoined({ unit }))))
  if (result.knownAs !== null)
    return void (await say(turn, plainMessage(texts.start.joined({ name: result.knownAs, unit }))))
  await openDialogue(turn, nameYourself, { unitId: result.unit.id })
  await say(turn, {
    ...plainMessage(texts.start.joined({ name: turn.account.name, unit }), texts.start.nameHint),
    buttons: [[{ label: texts.button.yes, action: press(turn, { verb: 'j-ok' }) }]],
  })
  if (result.namesake) await askOwners(turn, result.namesake, result.unit.id)
}
