import { PRIORITY } from '../../domain/delivery.ts'
import { putBack } from '../../storage/sending/let-go.ts'
import { sourceOf } from './choose-next.ts'
import { fillHand, MOST_AT_HAND, roomFor, type Found } from './fill-hand.ts'
import { inTurn } from './in-turn.ts'
import { isHeld, type Lane } from './lane.ts'
import { monotonicNow } from './monotonic-now.ts'
import { readyAt } from './ready-at.ts'
import { sendPart } from './send-part.ts'
import { MOST_CALLS_OUT } from './slots.ts'
import type { Work } from './work.ts'

/** How soon something new of a higher rank is seen while there is enough to do. */
const LOOK_EVERY_MS = 200
/** Claimed or being claimed ahead of their slots, where there is no pace: the larger the batch, the less a row costs. */
const MOST_ARMED = 192
/** Calls are claimed this much ahead of the earliest moment at which they may leave, so that the ledger costs no rate. */
const ARM_AHEAD_MS = 95
const DATABASE_RETRY_MS = 500
/** Time for the calls that are out when the process stops; then they are cut and end as `unknown`. */
const STOP_CALLS_MS = 6_000
const STOP_CUT_MS = 1_500

/**
 * Sends until nothing is due any more or the lane ends, then puts down what it holds. False: something may be left
 * `sending`.
 */
export async function driveLane(lane: Lane): Promise<boolean> {
  const lookout = createLookout(lane)
  while (lane.end === null && !lookout.isDone()) {
    lookout.keep()
    const startAt = startReady(lane)
    await lane.bell.wait(Math.max(1, Math.min(lookout.dueAt(), startAt) - monotonicNow()))
  }
  await lookout.settled()
  const isAllDown = await putDown(lane)
  return isAllDown && !lane.mayHaveUnjudged
}

/** Looks into the ledger for what is due, now and then and when the hand is half empty, while sending goes on. */
function createLookout(lane: Lane) {
  let dueAt = 0
  let last: Found | 'failed' = 'more'
  /** What is in hand hides what else waits for its chat. */
  let sawAll = false
  /** The last look left something in hand. */
  let hadWork = false
  let looking: Promise<void> | null = null
  const look = async (): Promise<void> => {
    sawAll = lane.inHand.size === 0
    try {
      last = await fillHand(lane)
    } catch (error) {
      lane.deps.log.warn({ err: error, lane: lane.lease.instanceId }, 'the ledger did not answer')
      last = 'failed'
    }
    hadWork = lane.inHand.size > 0
    dueAt = monotonicNow() + (last === 'failed' ? DATABASE_RETRY_MS : LOOK_EVERY_MS)
    looking = null
    lane.bell.ring()
  }
  return {
    /** Starts a look when it is time for one. */
    keep(): void {
      if (looking) return
      const isHungry = last === 'more' && roomFor(lane, PRIORITY.edit) >= halfFull(lane)
      // What waited behind it for its chat is due now, or nothing is and the lane is free for its next owner.
      const isThrough = last !== 'failed' && hadWork && lane.inHand.size === 0
      if (isHungry || isThrough || monotonicNow() >= dueAt) looking = look()
    },
    /** When the next look is due; Infinity while one is under way, whose end rings the bell. */
    dueAt: () => (looking ? Infinity : dueAt),
    /** Nothing is in hand, and nothing was due at the last look. */
    isDone: () => !looking && last === 'nothing' && sawAll && lane.inHand.size === 0,
    /** Resolves when no look is under way. */
    settled: async () => looking,
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
  // On a lease that has run out nothing leaves: taken for a way that is cut, it would keep the whole lane waiting.
  if (!hasFreeHand(lane) || !isHeld(lane)) return Infinity
  const now = monotonicNow()
  const ready: Work[] = []
  let later = Infinity
  for (const work of lane.inHand.values()) {
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
  return sourceOf(delivery)
}

function hasFreeHand(lane: Lane): boolean {
  const { perSecond } = lane.channel.capabilities.pace
  const ahead = Math.max(2, Math.ceil((perSecond * ARM_AHEAD_MS) / 1000))
  const armed = Math.min(ahead, MOST_ARMED)
  // As many may be being claimed as there are out, so that without a limit the ledger is never what is waited for.
  return lane.arming < armed && lane.arming + lane.slots.callsOut() < MOST_CALLS_OUT + armed
}

/** Waits for the calls that are out, within limits, and lets go of what is between two parts. False: a call is left. */
async function putDown(lane: Lane): Promise<boolean> {
  await waitForCalls(lane, STOP_CALLS_MS)
  if (busyWorks(lane) > 0) {
    lane.cut.abort()
    await waitForCalls(lane, STOP_CUT_MS)
  }
  // Asked before the rest is put back: what ends meanwhile is not put back with it.
  const isAllDown = busyWorks(lane) === 0
  const left = [...lane.inHand.values()].filter(({ isBusy }) => !isBusy)
  await putBack(
    lane.deps.store,
    lane.lease,
    left.map(({ delivery }) => delivery.id),
  )
  return isAllDown
}

async function waitForCalls(lane: Lane, ms: number): Promise<void> {
  const deadline = monotonicNow() + ms
  while (busyWorks(lane) > 0 && monotonicNow() < deadline) await lane.bell.wait(50)
}

function busyWorks(lane: Lane): number {
  return [...lane.inHand.values()].filter(({ isBusy }) => isBusy).length
}
