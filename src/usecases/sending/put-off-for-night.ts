import { PRIORITY } from '../../domain/delivery.ts'
import { nightAfterRest } from '../../domain/sending-gaps.ts'
import { restOf, type Wait } from '../../domain/wait.ts'
import { putOffCopy } from '../../storage/sending/put-off.ts'
import { noteLaneWait } from '../../storage/sending/waits.ts'
import type { Store } from '../../storage/store.ts'
import type { Lane } from './lane.ts'
import type { Work } from './work.ts'

/**
 * Has a copy wait for the morning that would go only now, at night, because its chat or its bot had to rest for long: the
 * platform said so, or the bot was stopped. What is urgent, was wanted this night, or is half out, goes. True: it was put off.
 */
export function putOffForNight(lane: Lane, work: Work): Promise<boolean> | false {
  const { broadcastId, priority, editOf, partsOut, chat } = work.delivery
  // Nearly always nobody had to rest.
  if (lane.rest === null && chat.wait === null) return false
  if (broadcastId === null || priority <= PRIORITY.urgent) return false
  if (work.next > 0 || partsOut.length > 0 || editOf !== null) return false
  return putOff(lane, work)
}

async function putOff({ deps, lease, rest, inHand }: Lane, { delivery }: Work): Promise<boolean> {
  const { id, edition, chatId, wantedAt, chat } = delivery
  const now = deps.clock.now()
  for (const each of [rest, chat.wait]) {
    const night = nightAfterRest(each, now, { wantedAt, zone: deps.settings.timeZone })
    if (!each || !night) continue
    const copy = { id, edition, restedUntil: each.until, night, now }
    if (!(await putOffCopy(deps.store, lease, copy))) continue
    inHand.delete(chatId)
    return true
  }
  return false
}

/** Notes that the whole bot is to be left alone: for what is in hand, and for whoever sends for it after us. */
export async function restLane(lane: Lane, tx: Store, wait: Wait): Promise<void> {
  lane.rest = restOf(lane.rest, wait)
  await noteLaneWait(tx, lane.lease, wait)
}
