import { newId, type ChannelInstanceId } from '../../domain/id.ts'
import { waitingUntil } from '../../domain/wait.ts'
import { takeOverLane } from '../../storage/sending/take-over-lane.ts'
import { acquireLane, releaseLane, renewLane, whileAlive } from '../../storage/sending/lanes.ts'
import { recentCalls } from '../../storage/sending/recent-calls.ts'
import { findDueLanes, nextDueAt } from '../../storage/sending/due-deliveries.ts'
import { createNews } from '../create-news.ts'
import { wakeLanes } from '../to-wake.ts'
import { driveLane } from './drive-lane.ts'
import type { OwnSession } from '../../storage/own-session.ts'
import { createLane, type Lane, type LaneEnd } from './lane.ts'
import { monotonicNow } from './monotonic-now.ts'
import type { SendingDeps } from './sending-deps.ts'
import { LONGEST_CLAIMED_MS } from './slots.ts'

export const LEASE_MS = 15_000
const RENEW_EVERY_MS = 5_000
/** So soon it is asked again where that failed: once the lease has run out, nothing leaves until it is renewed. */
const RENEW_AGAIN_MS = 500
/** What falls due later than this is left to the sweeper. */
const OWN_WAKE_MS = 60_000

/**
 * Sends what is due on one bot or OA until nothing is. One process at a time does so, under a lease; the
 * others return at once. May die at any moment: the next owner judges what it left.
 */
export async function runLane(
  deps: SendingDeps,
  instanceId: ChannelInstanceId,
  signal: AbortSignal,
): Promise<void> {
  const channel = deps.channels.get(instanceId)
  if (!channel || signal.aborted) return
  const owner = newId<string>()
  const end = await whileAlive(deps.store, owner, async (own) => {
    const heldUntil = monotonicNow() + LEASE_MS
    const answer = await acquireLane(own.store, instanceId, owner, LEASE_MS)
    if (answer.kind !== 'held') return answer.kind
    return runUnderLease(createLane(deps, channel, answer.lease, heldUntil), own, signal)
  })
  // Its connection was lost, and so perhaps were those on which the queue hears of a job.
  if (end === 'lock-lost' && !signal.aborted) return runLane(deps, instanceId, signal)
  // What a process that stops puts down is for another one to take up.
  if (AGAIN.has(end)) await wakeAgain(deps, instanceId)
}

const AGAIN: ReadonlySet<string> = new Set<LaneEnd | 'nothing-due'>([
  'nothing-due',
  'stopping',
  'lock-lost',
])

async function runUnderLease(
  lane: Lane,
  own: OwnSession,
  signal: AbortSignal,
): Promise<LaneEnd | 'nothing-due'> {
  const keeping = keepLease(lane, own)
  const stop = (): void => endLane(lane, 'stopping')
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  let isCleared = false
  try {
    await takeOver(lane)
    isCleared = await driveLane(lane)
  } finally {
    clearInterval(keeping)
    signal.removeEventListener('abort', stop)
    await releaseLane(lane.deps.store, lane.lease, { isCleared })
  }
  return lane.end ?? 'nothing-due'
}

/** Judges what the last owner left, and learns from its last minute what the platform will take. */
async function takeOver(lane: Lane): Promise<void> {
  const { deps, lease, pacer } = lane
  const now = deps.clock.now()
  const { edit: canEdit, tooMany } = lane.channel.capabilities
  const inDoubt = await takeOverLane(deps.store, lease, { now, canEdit })
  if (inDoubt > 0)
    deps.log.warn({ lane: lease.instanceId, inDoubt }, 'calls of a process that died are in doubt')
  const here = monotonicNow()
  const until = waitingUntil(lease.wait, now)
  if (until) pacer.freezeLane(here + until.getTime() - now.getTime())
  for (const recent of await recentCalls(deps.store, lease, now, LONGEST_CLAIMED_MS)) {
    const { agoMs, wasThrottled, ...call } = recent
    const at = here - agoMs
    pacer.recall(call, at)
    // The chat's own wait stands with the chat; what is learned here is how the whole bot is seen.
    if (wasThrottled && tooMany === 'chat') pacer.throttled(call.chatId, at, at)
  }
}

/** `own`: the connection that holds the life lock. */
function keepLease(lane: Lane, own: OwnSession): NodeJS.Timeout {
  const isNews = createNews()
  // After it was asked for, which may be long ago.
  let dueAt = lane.heldUntil - LEASE_MS + RENEW_EVERY_MS
  return setInterval(() => {
    const asked = monotonicNow()
    if (asked < dueAt) return
    dueAt = asked + RENEW_EVERY_MS
    renew(lane, own).then(
      (end) => {
        if (end) return endLane(lane, end)
        lane.heldUntil = asked + LEASE_MS
        lane.bell.ring()
      },
      (error: NodeJS.ErrnoException) => {
        dueAt = asked
        // Every call is written down under the lease first, so without the database nothing goes out anyway.
        if (isNews(error))
          lane.deps.log.warn(
            { err: error, lane: lane.lease.instanceId },
            'the lease was not renewed',
          )
      },
    )
  }, RENEW_AGAIN_MS)
}

/**
 * Null: the lane is still ours. When the connection of the life lock is gone, or silent, and the database is there, the
 * lane ends in order, to be taken again under a new lock. Another process that has taken us for dead before has its own
 * fence, and what we still write is refused.
 */
async function renew(lane: Lane, own: OwnSession): Promise<LaneEnd | null> {
  const { deps, lease } = lane
  const isAlive = await own
    .ask((onLock) => renewLane(onLock, lease, LEASE_MS))
    .catch(() => undefined)
  if (isAlive !== undefined) return isAlive ? null : 'lost'
  return (await renewLane(deps.store, lease, LEASE_MS)) ? 'lock-lost' : 'lost'
}

function endLane(lane: Lane, end: LaneEnd): void {
  lane.end ??= end
  lane.bell.ring()
}

/** A wish that came while the lane was still held found it busy; and some deliveries wait for their hour. */
async function wakeAgain(deps: SendingDeps, channelInstanceId: ChannelInstanceId): Promise<void> {
  const now = deps.clock.now()
  const { timeZone } = deps.settings
  const due = await findDueLanes(deps.store, now, timeZone)
  if (due.includes(channelInstanceId)) return wakeLanes(deps.enqueue, [channelInstanceId])
  const next = await nextDueAt(deps.store, channelInstanceId, now, timeZone)
  if (!next) return
  const delayMs = Math.max(1, next.getTime() - now.getTime())
  if (delayMs <= OWN_WAKE_MS)
    await deps.enqueue({ name: 'run-lane', data: { channelInstanceId }, delayMs, dueAt: next })
}
