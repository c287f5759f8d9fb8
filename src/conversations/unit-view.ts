import type { UnitId } from '../domain/id.ts'
import { isOwner } from '../domain/rights.ts'
import { treeRows } from '../domain/unit-tree.ts'
import type { Unit } from '../domain/unit.ts'
import type { Message } from '../messages/message.ts'
import { unitCard, unitTree } from '../messages/unit-messages.ts'
import { currentUnits, findUnit } from '../storage/units.ts'
import { reachByUnit } from '../storage/audience-reach.ts'
import { mayChangeUnit } from '../usecases/units/may-change-unit.ts'
import { say, type Turn } from './turn.ts'

/** One page of the unit tree. */
export async function treeView(turn: Turn, page: number): Promise<Message> {
  const [units, reach] = await Promise.all([currentUnits(turn.tx), reachByUnit(turn.tx)])
  return unitTree(
    { rows: treeRows(units), reachOf: new Map(reach.map((row) => [row.unitId, row])), page },
    turn.texts,
    turn.press,
  )
}

/** Shows a unit with what this person may do about it. */
export async function showUnit(turn: Turn, unit: Unit): Promise<void> {
  const parent = unit.parentId && (await findUnit(turn.tx, unit.parentId))
  await say(
    turn,
    unitCard(
      {
        unit,
        parent: parent ? parent.name : null,
        reach: await reachOf(turn, unit.id),
        isChangeable: await mayChangeUnit(turn.tx, turn.actor, unit.id),
        isOwner: isOwner(turn.actor),
      },
      turn.texts,
      turn.press,
    ),
  )
}

export async function reachOf(turn: Turn, id: UnitId) {
  return (await reachByUnit(turn.tx)).find(({ unitId }) => unitId === id)
}
