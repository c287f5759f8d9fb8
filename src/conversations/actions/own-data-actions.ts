import type { ActionTable, PressedAction } from '../action-table.ts'
import { sendOwnData, turnOwnData } from '../own-data.ts'
import {
  askErasure,
  askWithdrawal,
  eraseHere,
  explainErasure,
  keepConsent,
  leaveData,
  withdrawHere,
} from '../part-with-data.ts'
import { respondInConfidence, type Turn } from '../turn.ts'

/** The buttons under what is kept of somebody, and under what they are asked before it goes. */
export const ownDataActions: ActionTable = inPrivate({
  'd-show': (turn, { arg }) => turnOwnData(turn, arg),
  'd-file': sendOwnData,
  'd-wask': askWithdrawal,
  'd-wdr': (turn, { arg }) => withdrawHere(turn, arg),
  'd-keep': keepConsent,
  'd-erase': explainErasure,
  'd-sure': askErasure,
  'd-gone': (turn, { arg }) => eraseHere(turn, arg),
  'd-stay': (turn, { id }) => leaveData(turn, id),
})

/** A forwarded card shows nobody’s data in a group. */
function inPrivate(table: ActionTable): ActionTable {
  const guarded = Object.entries(table).map(([verb, run]) => [
    verb,
    (turn: Turn, action: PressedAction): Promise<void> =>
      turn.chat.type === 'private'
        ? run(turn, action)
        : respondInConfidence(turn, turn.texts.common.privateOnly),
  ])
  return Object.fromEntries(guarded) as ActionTable
}
