import { plainMessage } from '../../messages/message.ts'
import { cardAbout } from '../../storage/cards.ts'
import { currentUnits } from '../../storage/units.ts'
import type { ActionTable } from '../action-table.ts'
import { closeDialogue } from '../dialogue.ts'
import { editableNotice } from '../draft-view.ts'
import { showInPlace } from '../show-in-place.ts'
import { audienceView, tickUnits } from '../tick-units.ts'
import { say } from '../turn.ts'

/** Choosing where a notice goes: a tick per unit. */
export const audienceActions: ActionTable = {
  'n-aud': async (turn, { id, arg }) => {
    const notice = await editableNotice(turn, id)
    if (!notice) return
    await closeDialogue(turn)
    const units = await currentUnits(turn.tx)
    if (units.length === 0) return say(turn, plainMessage(turn.texts.audience.noUnits))
    const message = await audienceView(turn, notice, units, Number(arg) || 0)
    const card = cardAbout('draft-card', notice.id)
    await (arg === '' ? say(turn, message, card) : showInPlace(turn, message, card))
  },
  'a-tog': (turn, { id, arg }) => tickUnits(turn, id, [arg]),
}
