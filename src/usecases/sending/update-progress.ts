import type { BroadcastState } from '../../domain/delivery.ts'
import type { BroadcastId } from '../../domain/id.ts'
import { instanceOfChat } from '../../storage/chats.ts'
import { restCard, restOfCard } from '../../storage/sending/broadcasts.ts'
import { lockProgress } from '../../storage/sending/progress-message.ts'
import { endUnbegun } from '../../storage/sending/end-unbegun.ts'
import { finishBroadcast } from '../../storage/sending/pause-and-stop.ts'
import { standingOf, type BroadcastStanding } from '../../storage/sending/count-copies.ts'
import { findDueLanes } from '../../storage/sending/due-deliveries.ts'
import { inTransaction } from '../../storage/store.ts'
import { afterTenSeconds } from '../after-ten-seconds.ts'
import { showEnded } from '../show-ended.ts'
import { wakeLanes } from '../to-wake.ts'
import { changeProgress } from './change-progress.ts'
import { lookAfter } from './look-after.ts'
import type { ProgressDeps } from './sending-deps.ts'

const EVERY_MS = 2_000
const LONGEST_REST_MS = 10_000
/** After the end nobody waits for the next figure by the second. */
const LONGEST_REST_OF_CARD_MS = 300_000
/** Counting a large broadcast takes time; it is rested so many times as long before the next, while it is sent for ten seconds at most. */
const REST = 20
/** Each change of the message costs the bot a call: none more often than the bar moves visibly. */
const CHANGES_LEFT = 20
/** In the other states there is nothing to show, not yet or not any more. */
const SHOWN: ReadonlySet<BroadcastState> = new Set([
  'expanding',
  'sending',
  'paused',
  'stopped',
  'finished',
])

/**
 * Brings the progress message of a broadcast up to date, again every two seconds while it is sent (a long one, or one in
 * which nothing moves, less often), and ends the broadcast, once, when nothing of it is left to do. After the end it is asked
 * for when somebody has acknowledged, and what they did while the counting rests is shown after that.
 */
export async function updateProgress(deps: ProgressDeps, id: BroadcastId): Promise<void> {
  const begunAt = deps.clock.now()
  const restsUntil = await restOfCard(deps.store, id)
  if (restsUntil) return showAgain(deps, id, restsUntil)
  const standing = await standingOf(deps.store, id, begunAt)
  if (!standing || !SHOWN.has(standing.state)) return
  // Since it was looked at.
  if (standing.isEnded) return comeBack(deps, id, EVERY_MS)
  if (standing.state === 'stopped' && !(await endCopies(deps, id))) {
    await showProgress(deps, id, standing)
    return comeBack(deps, id, EVERY_MS)
  }
  const mayBeOver = standing.isSettled || standing.state === 'stopped'
  if (mayBeOver && (await finish(deps, id))) return
  // The progress is shown by the job that the hold asks for.
  if (await lookAfter(deps, id, standing)) return
  await showProgress(deps, id, standing)
  // What was on its way when it was paused still ends, and is shown then.
  if (standing.state === 'paused' && standing.counts.sending === 0) return
  const tookMs = deps.clock.now().getTime() - begunAt.getTime()
  const leftMs = (standing.etaSeconds ?? 0) * 1_000
  const least = standing.isStill ? LONGEST_REST_MS : EVERY_MS
  const wanted = Math.max(least, tookMs * REST, leftMs / CHANGES_LEFT)
  await comeBack(deps, id, Math.min(wanted, LONGEST_REST_MS))
}

function comeBack(deps: ProgressDeps, id: BroadcastId, afterMs: number): Promise<void> {
  const delayMs = Math.ceil(afterMs)
  return deps.enqueue({ name: 'update-progress', data: { broadcastId: id }, delayMs })
}

/** False when there was no time for all of them: the next run goes on. */
function endCopies({ store, clock }: ProgressDeps, id: BroadcastId): Promise<boolean> {
  return endUnbegun(store, id, { now: clock.now(), isEnough: afterTenSeconds(clock) })
}

/** False when something came between: it is counted again next time. */
async function finish(deps: ProgressDeps, id: BroadcastId): Promise<boolean> {
  const isOver = await inTransaction(deps.store, async (tx) => {
    const isOurs = await finishBroadcast(tx, id, deps.clock.now())
    if (isOurs) await deps.onFinished(tx, id)
    return isOurs
  })
  if (!isOver) return false
  const { timeZone } = deps.settings
  await wakeLanes(deps.enqueue, await findDueLanes(deps.store, deps.clock.now(), timeZone))
  return true
}

async function showProgress(
  deps: ProgressDeps,
  id: BroadcastId,
  standing: BroadcastStanding,
): Promise<void> {
  const chatId = standing.progressChatId
  if (!chatId) return
  const message = await deps.progressMessage(id, standing)
  if (!message) return
  await inTransaction(deps.store, async (tx) => {
    const now = deps.clock.now()
    const { isEnded, card } = await lockProgress(tx, id, now)
    // Ended since it was counted: what was counted belongs to the message before.
    if (!isEnded && card) await changeProgress(tx, id, card, message, { now, isEnded })
  })
  await wakeLanes(deps.enqueue, [await instanceOfChat(deps.store, chatId)])
}

async function showAgain(deps: ProgressDeps, id: BroadcastId, restsUntil: Date): Promise<void> {
  const begun = deps.clock.now().getTime()
  const leftMs = restsUntil.getTime() - begun
  // A longer one was reckoned by a clock that was ahead. It may be sent again meanwhile, and this is the one job that waits.
  if (leftMs > 0 && leftMs <= LONGEST_REST_OF_CARD_MS)
    return comeBack(deps, id, Math.min(leftMs, LONGEST_REST_MS))
  const lane = await inTransaction(deps.store, (tx) => showEnded(tx, id, new Date(begun)))
  const now = deps.clock.now().getTime()
  const restMs = Math.min((now - begun) * REST, LONGEST_REST_OF_CARD_MS)
  // Who acknowledges asks for the next so much later by itself.
  if (restMs > EVERY_MS) await restCard(deps.store, id, new Date(now + restMs))
  if (lane) await wakeLanes(deps.enqueue, [lane])
}
