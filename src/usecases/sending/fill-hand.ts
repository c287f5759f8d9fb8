import { PRIORITY } from '../../domain/delivery.ts'
import type { BroadcastId } from '../../domain/id.ts'
import { findDue, type Candidate } from '../../storage/sending/due-deliveries.ts'
import { putBack } from '../../storage/sending/let-go.ts'
import { chooseNext, sourceOf } from './choose-next.ts'
import type { Lane } from './lane.ts'
import { monotonicNow } from './monotonic-now.ts'
import { makeWork } from './make-work.ts'
import { fileRestOf, putGivenUpLast, putOffForFile } from './put-off-for-file.ts'
import { readyAt } from './ready-at.ts'
import { currentStep, pacedCall, type Work } from './work.ts'

/** Enough for about one second, so that an urgent message waits for little. */
const LEAST_AT_HAND = 16
export const MOST_AT_HAND = 512
/** Works that wait for their chat (long messages to groups) are in hand beside these. */
const MOST_IN_HAND = 1_024
const SOON_MS = 1_000
/** Copies that a look finds of each broadcast, however many there are. */
const LEAST_OF_EACH = 2

const RANKS: readonly number[] = Object.values(PRIORITY)

/** What a look at the ledger found: `more` means that not all of what is due is in hand. */
export type Found = 'nothing' | 'all' | 'more'

/**
 * Takes about a second's worth of due deliveries in hand. What is in hand is in memory alone: the ledger sees it claimed
 * when its call is about to be made, so that a crash leaves only calls to be judged.
 */
export async function fillHand(lane: Lane): Promise<Found> {
  const { deps, lease } = lane
  const uploading = broadcastsUploading(lane)
  await putAsideForFile(lane)
  const perSource = roomFor(lane, PRIORITY.answer) + LEAST_AT_HAND
  const begun = monotonicNow()
  const after = lane.rounds.from(begun)
  const isOfAll = after.size === 0
  // Together they fill the hand; of two hundred, all that one alone would need is more than the look is worth.
  const share = Math.ceil(perSource / Math.max(1, lane.broadcastsDue))
  const perBroadcast = Math.max(LEAST_OF_EACH, share)
  const candidates = await findDue(deps.store, lease, {
    now: deps.clock.now(),
    timeZone: deps.settings.timeZone,
    perSource,
    perBroadcast,
    after,
    uploading,
    busyChats: [...lane.inHand.keys(), ...lane.pacer.frozenChats(begun)],
    givingWay: [...lane.inHand.values()]
      .filter((work) => givesWay(lane, work, begun))
      .map(({ delivery }) => delivery),
  })
  const rooms = new Map(RANKS.map((rank) => [rank, roomFor(lane, rank)]))
  const found = countFound(candidates)
  lane.broadcastsDue = [...found.keys()].filter((id) => id !== null).length
  const choices = chooseNext(
    candidates,
    (rank) => rooms.get(rank) ?? 0,
    (source) => lane.lastTaken.get(source) ?? 0,
  )
  lane.looks++
  for (const { candidate } of choices) lane.lastTaken.set(sourceOf(candidate), lane.looks)
  const works = await Promise.all(
    choices.map(({ candidate, rank }) => makeWork(lane, candidate, rank)),
  )
  await takeInHand(
    lane,
    works.filter((work) => work !== undefined),
  )
  const taken = new Set(choices.map(({ candidate }) => candidate))
  const unfinished = new Set([
    ...[...found].flatMap(([id, of]) =>
      of >= (id === null ? perSource : perBroadcast) ? [id] : [],
    ),
    ...candidates.flatMap((candidate) => (taken.has(candidate) ? [] : [candidate.broadcastId])),
  ])
  lane.rounds.note(taken, unfinished)
  if (candidates.length === 0 && isOfAll) return 'nothing'
  if (unfinished.size > 0) return 'more'
  if (isOfAll) return 'all'
  // The end of what is new; the next look is at everything.
  lane.rounds.beginAnew()
  return 'more'
}

/** How many candidates each broadcast has; null: what is no broadcast's. */
function countFound(candidates: readonly Candidate[]): ReadonlyMap<BroadcastId | null, number> {
  const found = new Map<BroadcastId | null, number>()
  for (const { broadcastId } of candidates)
    found.set(broadcastId, (found.get(broadcastId) ?? 0) + 1)
  return found
}

/** So long a message that is half out keeps its chat to itself although it gets no turn, because others go before it. */
const HALF_OUT_MS = 2_000

/**
 * Whether what goes before it may take its place in the hand. Else its chat would get no answer for as long as others
 * go first: an urgent broadcast takes minutes, and the gap between two edits is a quarter of one.
 */
function givesWay(lane: Lane, work: Work, now: number): boolean {
  if (work.isBusy) return false
  return work.next === 0 || readyAt(lane, work) + HALF_OUT_MS <= now
}

/** One of a chat: the one in hand stays unless it gives way. What has given way is found again in the ledger. */
async function takeInHand(lane: Lane, works: readonly Work[]): Promise<void> {
  const now = monotonicNow()
  // Two chats may have turned out to be one since they were looked at, and what gave way may have been started.
  const wanted = works.filter(({ delivery }) => {
    const held = lane.inHand.get(delivery.chatId)
    return !held || (delivery.priority < held.delivery.priority && givesWay(lane, held, now))
  })
  await layAside(
    lane,
    wanted.flatMap(({ delivery }) => lane.inHand.get(delivery.chatId) ?? []),
  )
  for (const work of wanted) lane.inHand.set(work.delivery.chatId, work)
}

/** Lets go of what is in hand and not called. */
async function layAside(lane: Lane, works: readonly Work[]): Promise<void> {
  // Out of hand first: it could be started meanwhile, and must not be put back under its call.
  for (const { delivery } of works) lane.inHand.delete(delivery.chatId)
  try {
    await putBack(
      lane.deps.store,
      lane.lease,
      works.map(({ delivery }) => delivery.id),
    )
  } catch (error) {
    for (const work of works) lane.inHand.set(work.delivery.chatId, work)
    throw error
  }
}

/**
 * How many more deliveries of a rank would go out within the next second. What goes after them takes no room from them:
 * an answer is taken in however much of a broadcast is in hand.
 */
export function roomFor(lane: Lane, rank: number): number {
  const { perSecond } = lane.channel.capabilities.pace
  const wanted = Math.min(Math.max(Math.ceil(perSecond), LEAST_AT_HAND), MOST_AT_HAND)
  const soon = monotonicNow() + SOON_MS
  let inHand = 0
  let atHand = 0
  for (const work of lane.inHand.values()) {
    if (work.rank > rank) continue
    inHand++
    if (
      !work.isBusy &&
      !waitsForFile(lane, work) &&
      lane.pacer.chatReadyAt(pacedCall(work)) <= soon
    )
      atHand++
  }
  return Math.max(0, Math.min(wanted - atHand, MOST_IN_HAND - inHand))
}

/**
 * Copies that wait for somebody's upload are let go, or their chats would get no answer as long as it takes; and whatever
 * carries a file that rests.
 */
async function putAsideForFile(lane: Lane): Promise<void> {
  const idle = [...lane.inHand.values()].filter(({ isBusy }) => !isBusy)
  for (const work of idle) putGivenUpLast(lane, work)
  const resting = idle.filter((work) => fileRestOf(lane, work))
  const waiting = idle.filter(
    (work) => work.delivery.broadcastId !== null && isFileGoingUp(lane, work),
  )
  await layAside(lane, [...resting, ...waiting])
  await putOffForFile(lane, resting)
}

/** An upload takes minutes on a slow line; meanwhile copies of whatever carries that file go as far as their words. */
function broadcastsUploading(lane: Lane): readonly BroadcastId[] {
  const { files, uploadOf } = lane
  for (const [id, fileId] of uploadOf) if (!files.isUploading(fileId)) uploadOf.delete(id)
  for (const work of lane.inHand.values()) {
    const { file } = currentStep(work)
    const { broadcastId } = work.delivery
    if (file && broadcastId && isFileGoingUp(lane, work)) uploadOf.set(broadcastId, file.fileId)
  }
  return [...uploadOf.keys()]
}

function waitsForFile(lane: Lane, work: Work): boolean {
  return !work.isBusy && isFileGoingUp(lane, work)
}

/** Whether somebody carries up the file of the work's current step, perhaps this very work. */
function isFileGoingUp(lane: Lane, work: Work): boolean {
  const { file } = currentStep(work)
  return file !== null && lane.files.isUploading(file.fileId)
}
