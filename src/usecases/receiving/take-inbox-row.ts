import type { Channel, Inbound } from '../../channels/channel.ts'
import type { TurnEffects } from '../../conversations/turn-effects.ts'
import {
  countInboxTry,
  endInboxRow,
  failInboxRow,
  INBOX_TRIES,
  openUpdate,
  putOffInboxRow,
  type WaitingUpdate,
} from '../../storage/inbox.ts'
import { findChatByExternalId } from '../../storage/chats.ts'
import { planMessage } from '../../storage/sending/plan-message.ts'
import { inTransaction, type Store } from '../../storage/store.ts'
import { PRIORITY } from '../../domain/delivery.ts'
import { wakeLanes } from '../to-wake.ts'
import { cleanInbound } from './clean-inbound.ts'
import type { ReceivingDeps } from './receiving-deps.ts'
import { withoutWords } from '../../domain/without-words.ts'
import { runEffects } from './run-effects.ts'

/** Pauses before the second, third … try. They are short: the chat's next rows wait for this one. */
const PAUSE_MS = [200, 1_000, 3_000, 8_000] as const

/** By then an update that was told at the same moment has come, and has been taken in. */
const MOVE_WAIT_MS = 2_000

/** What is kept as the failure of an update at which processes have died. */
const DIED = 'process-died'

/**
 * Takes one stored update in: parse, prepare, then the end of the row and the whole answer in one
 * transaction, then what must happen outside. Dies anywhere: the row is as before, or done. False when
 * there was nothing to do: the row is done, or another process has it. `isCounted`: the try counts before it is
 * begun, and one at which processes have died as often as others may fail is given up.
 */
export async function takeInboxRow<P>(
  deps: ReceivingDeps<P>,
  row: WaitingUpdate,
  isCounted = false,
): Promise<boolean> {
  await deps.arrivalsFirst()
  const { seq } = row
  const channel = deps.channels.get(row.instanceId)
  if (!channel) return false
  const tries = isCounted ? await countInboxTry(deps.store, seq) : 1
  if (tries === undefined) return false
  const parse = (): Inbound[] => channel.parse(openUpdate(deps.store, row), row.receivedAt)
  let inbounds: Inbound[] = []
  try {
    if (tries > INBOX_TRIES) {
      // Without a word to anybody where processes have died of reading who it was, too.
      if (tries === INBOX_TRIES + 1) inbounds = parse()
      throw new ProcessDied()
    }
    inbounds = parse().map(cleanInbound)
    if (await waitsForMove(deps, row, inbounds)) return true
    const prepared = await Promise.all(inbounds.map((inbound) => deps.prepare(channel, inbound)))
    const effects = await answer(deps, channel, seq, inbounds, prepared)
    if (!effects) return false
    await runEffects(deps, channel, effects)
  } catch (error) {
    await recordFailure(deps, channel, { seq, isCounted }, inbounds, error)
  }
  return true
}

/**
 * Puts off, once, what may tell of a group's new id until the move itself has been taken in, or the group would be met as a new
 * one that belongs to no unit: the two are told side by side, and the other comes in under the old id.
 */
async function waitsForMove<P>(
  { store, clock, enqueue }: ReceivingDeps<P>,
  { seq, instanceId }: WaitingUpdate,
  inbounds: readonly Inbound[],
): Promise<boolean> {
  const moved = inbounds.find(({ event }) => event.kind === 'standing' && event.mayHaveMoved)
  if (!moved) return false
  if (await findChatByExternalId(store, instanceId, moved.chat.externalId)) return false
  const until = new Date(clock.now().getTime() + MOVE_WAIT_MS)
  if (!(await putOffInboxRow(store, seq, until))) return false
  await enqueue({ name: 'process-inbox', data: {}, delayMs: MOVE_WAIT_MS })
  return true
}

async function answer<P>(
  deps: ReceivingDeps<P>,
  channel: Channel,
  seq: string,
  inbounds: readonly Inbound[],
  prepared: readonly P[],
): Promise<TurnEffects | undefined> {
  return inTransaction(deps.store, async (tx) => {
    if (!(await endInboxRow(tx, seq, deps.clock.now()))) return undefined
    const effects: TurnEffects = { jobs: [], presses: [] }
    for (const [index, inbound] of inbounds.entries()) {
      const turn = await deps.takeTurn(tx, channel, inbound, prepared[index] as P)
      effects.jobs.push(...turn.jobs)
      effects.presses.push(...turn.presses)
    }
    return effects
  })
}

async function recordFailure<P>(
  deps: ReceivingDeps<P>,
  channel: Channel,
  { seq, isCounted }: { readonly seq: string; readonly isCounted: boolean },
  inbounds: readonly Inbound[],
  error: unknown,
): Promise<void> {
  const code = failureCode(error)
  const verdict = await inTransaction(deps.store, async (tx) => {
    const now = deps.clock.now()
    const outcome = await failInboxRow(tx, seq, { code, now, pauseMs: PAUSE_MS, isCounted })
    if (outcome.kind === 'given-up') await apologise(tx, deps, channel, inbounds)
    return outcome
  })
  deps.log.error(
    { seq, code, verdict: verdict.kind, err: withoutWords(error) },
    'an update could not be taken in',
  )
  if (verdict.kind === 'again')
    await deps.enqueue({ name: 'process-inbox', data: {}, delayMs: verdict.pauseMs })
  if (verdict.kind === 'given-up') await wakeLanes(deps.enqueue, [channel.instanceId])
}

/** In a private chat only: in a group most of what fails was not said to us. */
async function apologise<P>(
  tx: Store,
  deps: ReceivingDeps<P>,
  channel: Channel,
  inbounds: readonly Inbound[],
): Promise<void> {
  const inbound = inbounds.find(({ chat, from }) => chat.type === 'private' && from)
  if (!inbound) return
  const chatId = await findChatByExternalId(tx, channel.instanceId, inbound.chat.externalId)
  if (!chatId) return
  await planMessage(tx, {
    chatId,
    message: deps.apology,
    purpose: 'answer',
    priority: PRIORITY.answer,
  })
}

class ProcessDied extends Error {
  readonly code = DIED
}

/** The error's code or name: its text may hold what the person wrote. */
function failureCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const { code } = error as { code?: unknown }
  return (typeof code === 'string' ? code : error.name).slice(0, 100)
}
