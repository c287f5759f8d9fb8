import { releaseClaims, releaseStrays } from '../../storage/lane-claims.ts'
import { sourceOf } from './choose-claims.ts'
import { claimMore, MOST_AT_HAND, roomFor, type Look } from './claim-more.ts'
import { inTurn } from './in-turn.ts'
import { monotonicNow, type Lane } from './lane.ts'
import { sendPart } from './send-part.ts'
import { pacedCall, type Work } from './work.ts'

/** How soon something new of a higher rank is seen while there is enough to do. */
const LOOK_EVERY_MS = 200
const MOST_IN_FLIGHT = 64
/** Calls are written down this much ahead of their slot, so that the ledger costs no rate. */
const ARM_AHEAD_MS = 70
const DATABASE_RETRY_MS = 500
/** Time for the calls that are out when the process stops; then they are cut and end as `unknown`. */
const STOP_CALLS_MS = 6_000
const STOP_CUT_MS = 1_500

/** Sends until nothing is due any more or the lane ends, then puts down what it holds. */
export async function driveLane(lane: Lane): Promise<void> {
  let lookAt = 0
  let look: Look | 'failed' = 'more'
  while (lane.end === null) {
    const now = monotonicNow()
    if (now >= lookAt || (look === 'more' && roomFor(lane) >= halfFull(lane))) {
      look = await lookAround(lane, look === 'failed')
      lookAt = monotonicNow() + (look === 'failed' ? DATABASE_RETRY_MS : LOOK_EVERY_MS)
      if (look === 'nothing' && lane.held.size === 0) break
    }
    const startAt = startReady(lane)
    await lane.bell.wait(Math.max(1, Math.min(lookAt, startAt) - monotonicNow()))
  }
  await putDown(lane)
}

async function lookAround(lane: Lane, afterFailure: boolean): Promise<Look | 'failed'> {
  const held = [...lane.held.values()].map(({ delivery }) => delivery.id)
  try {
    if (afterFailure) await releaseStrays(lane.deps.store, lane.lease, held)
    return await claimMore(lane)
  } catch (error) {
    lane.deps.log.warn({ err: error, lane: lane.lease.instanceId }, 'the ledger did not answer')
    return 'failed'
  }
}

function halfFull(lane: Lane): number {
  return Math.max(1, Math.min(lane.channel.capabilities.pace.perSecond, MOST_AT_HAND) / 2)
}

/**
 * Starts what may start now: by rank, broadcasts in turn and of each the message that takes its chat longest,
 * one call a chat, never ahead of the bot's pace.
 * Gives the moment at which more may start; Infinity: only when something ends, which rings the bell.
 */
function startReady(lane: Lane): number {
  if (!hasFreeHand(lane)) return Infinity
  const now = monotonicNow()
  const ready: Work[] = []
  let later = Infinity
  for (const work of lane.held.values()) {
    if (work.isBusy) continue
    const at = readyAt(lane, work)
    if (at <= now) ready.push(work)
    else later = Math.min(later, at)
  }
  // Of equally long ones the earlier goes on first, so that no message is torn apart for another's beginning.
  ready.sort((a, b) => b.span - a.span)
  const ordered = inTurn(
    ready,
    ({ rank }) => rank,
    sourceOfWork,
    (source) => lane.served.get(source) ?? 0,
  )
  for (const work of ordered) {
    if (!hasFreeHand(lane)) return Infinity
    const armAt = lane.pacer.laneReadyAt(lane.arming) - ARM_AHEAD_MS
    if (armAt > now) return armAt
    lane.served.set(sourceOfWork(work), ++lane.started)
    void sendPart(lane, work)
  }
  return later
}

function sourceOfWork({ delivery }: Work): string {
  return sourceOf({ broadcastId: delivery.broadcastId, isEdit: delivery.editOf !== null })
}

function hasFreeHand(lane: Lane): boolean {
  const { perSecond } = lane.channel.capabilities.pace
  const ahead = Math.max(2, Math.ceil((perSecond * ARM_AHEAD_MS) / 1000))
  const armed = Math.min(ahead, MOST_IN_FLIGHT)
  // As many may be written down as there are out, so that without a limit the ledger is never what is waited for.
  return lane.arming < armed && lane.arming + lane.calling < MOST_IN_FLIGHT + armed
}

function readyAt(lane: Lane, work: Work): number {
  return Math.max(work.notBefore, lane.pacer.chatReadyAt(pacedCall(work)))
}

/** Waits for the calls that are out, within limits, and gives back what was not begun. */
async function putDown(lane: Lane): Promise<void> {
  await waitForCalls(lane, STOP_CALLS_MS)
  if (busyWorks(lane) > 0) {
    lane.cut.abort()
    await waitForCalls(lane, STOP_CUT_MS)
  }
  const left = [...lane.held.values()].filter(({ isBusy }) => !isBusy)
  await releaseClaims(
    lane.deps.store,
    lane.lease,
    left.map(({ delivery }) => delivery.id),
  )
}

async function waitForCalls(lane: Lane, ms: number): Promise<void> {
  const deadline = monotonicNow() + ms
  while (busyWorks(lane) > 0 && monotonicNow() < deadline) await lane.bell.wait(50)
}

function busyWorks(lane: Lane): number {
  return [...lane.held.values()].filter(({ isBusy }) => isBusy).length
}
