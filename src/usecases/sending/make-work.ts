import { waitingUntil } from '../../domain/wait.ts'
import type { Candidate, DueDelivery } from '../../storage/sending/due-deliveries.ts'
import { settleUnsent } from '../../storage/sending/let-go.ts'
import { asChanged } from '../../storage/sending/take-on-change.ts'
import { postponePlanned } from '../../storage/sending/waits.ts'
import { stateWhenUntaken } from './judge-outcome.ts'
import type { Lane } from './lane.ts'
import { leastSpan } from './least-span.ts'
import { prepareSteps } from './prepare-steps.ts'
import type { Work } from './work.ts'

/** A message that cannot be opened or made, because of damage, a defect or a database away, is tried again a few times. */
const REMAKE_MS = 30_000
const REMAKE_TRIES = 5

/**
 * Makes what is to be sent. Undefined: nothing is called for this delivery now, because
 *
 * - its chat was told to wait, and it is due then;
 * - its chat takes nothing: `unreachable`, or `waiting-for-contact`; a progress edit then: `cancelled`;
 * - all its parts are out: `sent`;
 * - it changes a message where nothing can be changed: `cancelled`;
 * - it could not be made: it is tried again, and `rejected` in the end.
 */
export async function makeWork(
  lane: Lane,
  candidate: Candidate,
  rank: number,
): Promise<Work | undefined> {
  const { deps, lease } = lane
  let { edition } = candidate
  try {
    const delivery = await asChanged(deps.store, candidate.open())
    edition = delivery.edition
    return await makeOf(lane, delivery, rank)
  } catch (error) {
    const at = deps.clock.now()
    deps.log.error({ err: error, delivery: candidate.id }, 'a message could not be made')
    const isLast = candidate.tries + 1 >= REMAKE_TRIES
    await settleUnsent(deps.store, lease, {
      id: candidate.id,
      edition,
      state: isLast ? 'rejected' : 'planned',
      reason: 'not-made',
      at,
      nextAt: new Date(at.getTime() + REMAKE_MS),
      tries: 1,
    })
    return undefined
  }
}

async function makeOf(lane: Lane, delivery: DueDelivery, rank: number): Promise<Work | undefined> {
  const { deps, lease } = lane
  const at = deps.clock.now()
  const which = { id: delivery.id, edition: delivery.edition }
  const { state, wait } = delivery.chat
  if (wait && waitingUntil(wait, at)) {
    await postponePlanned(deps.store, delivery.chatId, wait)
    return undefined
  }
  // What is all out has arrived, however its chat stands by now; of what was erased meanwhile nobody knows.
  const isKnown = delivery.broadcastId !== null || delivery.message !== null
  const isMade = state === 'active' || (isKnown && delivery.partsOut.length > 0)
  const prepared = isMade
    ? await prepareSteps(deps, lane.channel, lane.stepsOf, delivery)
    : { kind: 'steps' as const, steps: [] }
  if (prepared.kind === 'nothing') {
    const verdict = prepared.reason === 'complete' ? 'sent' : 'cancelled'
    const { reason } = prepared
    await settleUnsent(deps.store, lease, { ...which, state: verdict, reason, at })
    return undefined
  }
  if (state !== 'active') {
    // A chat that takes nothing is not tried again until its state changes.
    const verdict = stateWhenUntaken(state, delivery)
    const untaken = { state: verdict, reason: state, at, chatState: state }
    await settleUnsent(deps.store, lease, { ...which, ...untaken })
    return undefined
  }
  const { steps } = prepared
  for (const { file, ordinal } of steps)
    if (file) await lane.files.meet(file.fileId, delivery, ordinal)
  const span = leastSpan(lane.channel.capabilities.pace, delivery.chat.type, steps.length)
  return { delivery, steps, rank, span, next: 0, isBusy: false, notBefore: 0 }
}
