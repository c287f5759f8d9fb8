import { PRIORITY } from '../../domain/delivery.ts'
import { morningAfterRest } from '../../domain/sending-gaps.ts'
import { settleUnsent } from '../../storage/sending/let-go.ts'
import { noteLaneWait } from '../../storage/sending/waits.ts'
import type { Store } from '../../storage/store.ts'
import { restOf, type Wait } from '../../domain/wait.ts'
import type { Lane } from './lane.ts'
import type { Work } from './work.ts'

/**
 * Has a copy wait for the morning that would go only now, at night, because its chat or its bot had to rest for long: the
 * platform said so, or the bot was stopped. What is urgent, was wanted this night or is half out goes. True: it was put off.
 */
export async function putOffForNight(lane: Lane, { delivery, next }: Work): Promise<boolean> {
  const { id, edition, broadcastId, priority, editOf, partsOut, wantedAt } = delivery
  if (broadcastId === null || priority <= PRIORITY.urgent) return false
  if (next > 0 || partsOut.length > 0 || editOf !== null) return false
  const { deps, lease, rest } = lane
  const at = deps.clock.now()
  const facts = { wantedAt, zone: deps.settings.timeZone }
  const nextAt =
    morningAfterRest(rest, at, facts) ?? morningAfterRest(delivery.chat.wait, at, facts)
  if (nextAt === null) return false
  const put = { id, edition, state: 'planned', reason: 'quiet-hours', at, nextAt } as const
  await settleUnsent(deps.store, lease, put)
  lane.inHand.delete(delivery.chatId)
  return true
}

/** Notes that the whole bot is to be left alone: for what is in hand, and for whoever sends for it after us. */
export async function restLane(lane: Lane, tx: Store, wait: Wait): Promise<void> {
  lane.rest = restOf(lane.rest, wait)
  await noteLaneWait(tx, lane.lease, wait)
}
