import type { JobRequest } from '../../../jobs/catalogue.ts'
import type { SendOutcome } from '../../channels/channel.ts'
import type { DeliveryState } from '../../domain/delivery.ts'
import { isActiveAnew } from '../../storage/chat-state.ts'
import { endUnbound } from '../../storage/sending/end-unbound.ts'
import { settleParts, type PartSettlement } from '../../storage/sending/settle-parts.ts'
import { inTransaction } from '../../storage/store.ts'
import { hasConsequences, writeConsequences } from './consequences.ts'
import type { Lane } from './lane.ts'
import type { Work } from './work.ts'

/**
 * Writes an outcome into the ledger, and what it means besides in one transaction with it. Gives the state to which the
 * delivery has come; null: it is not ours any more, or this was written before.
 */
export async function writeOutcome(
  lane: Lane,
  work: Work,
  outcome: SendOutcome,
  settlement: PartSettlement,
): Promise<DeliveryState | null> {
  const { deps, lease } = lane
  const { broadcastId, chat, chatId } = work.delivery
  const goesAgain = broadcastId && settlement.deliveryState === 'planned'
  if (!goesAgain && !hasConsequences(outcome, work)) return lane.settle(settlement)
  const { state, jobs } = await lane.persist(() =>
    inTransaction(deps.store, async (tx) => {
      // The platform spoke before somebody wrote, or unblocked the bot: it is asked again.
      const isPast =
        outcome.kind === 'unreachable' && (await isActiveAnew(tx, chatId, chat.stateAt))
      const written = await settleParts(tx, lease, [isPast ? again(settlement) : settlement])
      const state = written.get(settlement.deliveryId)
      if (state === undefined) return { state: null, jobs: [] }
      // Whoever has left the unit since it was claimed is not called again.
      if (broadcastId && state === 'planned') await endUnbound(tx, [chatId], settlement.finishedAt)
      const jobs = isPast ? [] : await writeConsequences(lane, tx, work, outcome, settlement)
      return { state, jobs }
    }),
  )
  if (outcome.kind === 'auth') lane.end = 'token-refused'
  await enqueueAll(lane, jobs)
  return state
}

function again(settlement: PartSettlement): PartSettlement {
  const { finishedAt: nextAt } = settlement
  return { ...settlement, deliveryState: 'planned', nextAt, tries: 0, erase: false }
}

/** Best effort: the sweeper finds what is due. */
async function enqueueAll({ deps }: Lane, jobs: readonly JobRequest[]): Promise<void> {
  for (const job of jobs)
    await deps.enqueue(job).catch((error: unknown) => {
      deps.log.warn({ err: error }, 'a job could not be enqueued')
    })
}
