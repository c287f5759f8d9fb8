import { chooseClaims } from './choose-claims.ts'
import { claimDeliveries, findCandidates, type ClaimedDelivery } from '../../storage/lane-claims.ts'
import { settleUnsent } from '../../storage/lane-ledger.ts'
import { monotonicNow, type Lane } from './lane.ts'
import { leastSpan } from './least-span.ts'
import { prepareWork } from './prepare-work.ts'
import { pacedCall, type Work } from './work.ts'

/** Enough for about one second, so that a crash leaves little behind and an urgent message waits for little. */
const LEAST_AT_HAND = 16
export const MOST_AT_HAND = 256
/** Works that wait for their chat (long messages to groups) are held beside these. */
const MOST_HELD = 1_024
const SOON_MS = 1_000
/** A message that cannot be made, because of a defect or a database away, is tried again a few times. */
const REMAKE_MS = 30_000
const REMAKE_TRIES = 5

/** What a look at the ledger found: `more` means that not all of what is due is in hand. */
export type Look = 'nothing' | 'all' | 'more'

/** Takes about a second's worth of due deliveries in hand. */
export async function claimMore(lane: Lane): Promise<Look> {
  const { deps, lease } = lane
  const room = roomFor(lane)
  const candidates = await findCandidates(deps.store, lease, {
    now: deps.clock.now(),
    perSource: room + LEAST_AT_HAND,
    busyChats: [...lane.held.keys(), ...lane.pacer.frozenChats(monotonicNow())],
  })
  const choices = chooseClaims(candidates, room)
  const claimed = await claimDeliveries(
    deps.store,
    lease,
    choices.map(({ candidate }) => candidate.id),
  )
  const byId = new Map(claimed.map((delivery) => [delivery.id, delivery]))
  const inOrder = choices.flatMap(({ candidate, rank }) => {
    const delivery = byId.get(candidate.id)
    return delivery ? [{ delivery, rank }] : []
  })
  const works = await Promise.all(
    inOrder.map(({ delivery, rank }) => makeWork(lane, delivery, rank)),
  )
  for (const work of works) if (work) lane.held.set(work.delivery.chatId, work)
  if (candidates.length === 0) return 'nothing'
  return candidates.length > choices.length ? 'more' : 'all'
}

/** How many more deliveries would go out within the next second. */
export function roomFor(lane: Lane): number {
  const { perSecond } = lane.channel.capabilities.pace
  const wanted = Math.min(Math.max(Math.ceil(perSecond), LEAST_AT_HAND), MOST_AT_HAND)
  const soon = monotonicNow() + SOON_MS
  let atHand = 0
  for (const work of lane.held.values())
    if (!work.isBusy && lane.pacer.chatReadyAt(pacedCall(work)) <= soon) atHand++
  return Math.max(0, Math.min(wanted - atHand, MOST_HELD - lane.held.size))
}

/** Makes what is to be sent; undefined: the delivery has come to its end without a call. */
async function makeWork(
  lane: Lane,
  delivery: ClaimedDelivery,
  rank: number,
): Promise<Work | undefined> {
  const { deps, lease } = lane
  const at = deps.clock.now()
  const { state } = delivery.chat
  if (state !== 'active') {
    // A chat that takes nothing is not tried again until its state changes.
    const verdict = state === 'waiting-for-contact' ? state : 'unreachable'
    await settleUnsent(deps.store, lease, { id: delivery.id, state: verdict, reason: state, at })
    return undefined
  }
  try {
    const prepared = await prepareWork(deps, lane.channel, lane.render, delivery)
    if (prepared.kind === 'nothing') {
      const verdict = prepared.reason === 'complete' ? 'sent' : 'cancelled'
      const { reason } = prepared
      await settleUnsent(deps.store, lease, { id: delivery.id, state: verdict, reason, at })
      return undefined
    }
    for (const { file } of prepared.steps) if (file) await lane.files.meet(file.fileId)
    const { steps, parts } = prepared
    const span = leastSpan(lane.channel.capabilities.pace, delivery.chat.type, steps.length)
    return { delivery, steps, parts, rank, span, next: 0, isBusy: false, notBefore: 0 }
  } catch (error) {
    deps.log.error({ err: error, delivery: delivery.id }, 'a message could not be made')
    const isLast = delivery.tries + 1 >= REMAKE_TRIES
    await settleUnsent(deps.store, lease, {
      id: delivery.id,
      state: isLast ? 'rejected' : 'planned',
      reason: 'not-made',
      at,
      nextAt: new Date(at.getTime() + REMAKE_MS),
      failures: 1,
    })
    return undefined
  }
}
