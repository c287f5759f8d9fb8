import type { JobRequest } from '../../jobs/catalogue.ts'
import type { BroadcastState } from '../domain/delivery.ts'
import type { BroadcastId, ChannelInstanceId, PersonId } from '../domain/id.ts'
import { noticeCode, type Notice } from '../domain/notice.ts'
import { isQuiet } from '../domain/quiet-hours.ts'
import type { Actor } from '../domain/rights.ts'
import { wasWantedLongAgo } from '../domain/sending-gaps.ts'
import { settledCard } from '../messages/approval-messages.ts'
import { appendAudit } from '../storage/audit.ts'
import {
  pauseBroadcast,
  resumeBroadcast,
  stopBroadcast,
  type BroadcastMove,
} from '../storage/sending/pause-and-stop.ts'
import { countRetryable, retryFailed, type RetryAnswer } from '../storage/sending/plan-again.ts'
import { findBroadcast, type Broadcast } from '../storage/sending/broadcasts.ts'
import { countToCome } from '../storage/sending/to-come.ts'
import { findNotice } from '../storage/notices.ts'
import type { Store } from '../storage/store.ts'
import { maySend } from './may-send.ts'
import { settleKind } from './settle-kind.ts'
import { nameOfActor } from './tell-taken-back.ts'
import { tellSteered } from './tell-steered.ts'
import { toWake } from './to-wake.ts'

export type ControlVerb = 'pause' | 'resume' | 'stop' | 'retry'

export type ControlResult =
  | {
      readonly kind: 'changed'
      readonly notice: Notice
      /** Deliveries planned again by a retry, or kept back by the stop of one that had ended. */
      readonly count: number
      readonly jobs: readonly JobRequest[]
    }
  /** The broadcast is not in a state in which this means anything. */
  | { readonly kind: 'not-possible'; readonly notice: Notice; readonly state: BroadcastState }
  /** Nothing goes on without a choice of its own at night, or where that was wanted long ago. */
  | {
      readonly kind: 'quiet' | 'wanted-earlier'
      readonly notice: Notice
      readonly state: BroadcastState
    }
  | { readonly kind: 'no-right' }

/** What sends something, and from which state; the others are done at any hour. */
const SENDS_FROM: Partial<Record<ControlVerb, BroadcastState>> = {
  resume: 'paused',
  retry: 'finished',
}

/** Steers a broadcast that is on its way or has ended; its sender is told when somebody else pauses it or lets it go on. */
export async function controlBroadcast(
  tx: Store,
  input: {
    broadcastId: BroadcastId
    actor: Actor
    verb: ControlVerb
    /** When the person asked for it. */
    wantedAt: Date
    now: Date
    timeZone: string
    /** The person has said that quiet hours do not matter. */
    anyway: boolean
  },
): Promise<ControlResult> {
  const { broadcastId, verb, now, timeZone } = input
  const broadcast = await findBroadcast(tx, broadcastId)
  const notice = broadcast && (await findNotice(tx, broadcast.noticeId))
  if (!notice || !(await maySend(tx, notice, input.actor))) return { kind: 'no-right' }
  const { state, urgent } = broadcast
  const isAtNight = verb in SENDS_FROM && isQuiet(now, timeZone)
  if (state === SENDS_FROM[verb]) {
    const isOld = wasWantedLongAgo(input.wantedAt, now, timeZone, { urgent })
    const asks = isAtNight && !input.anyway && !urgent ? 'quiet' : isOld ? 'wanted-earlier' : null
    // Who says yes must not then hear that there was nothing to do.
    if (asks && verb === 'retry' && !(await isRetryable(tx, broadcastId)))
      return { kind: 'not-possible', notice, state }
    if (asks) return { kind: asks, notice, state }
  }
  const endsEnded = verb === 'stop' && state === 'finished'
  const kept = endsEnded ? await countToCome(tx, broadcastId, now) : 0
  if (endsEnded && kept === 0) return { kind: 'not-possible', notice, state }
  const moved = await steer(tx, { ...input, hasEnded: endsEnded })
  if (moved.kind !== 'done') {
    // Somebody may have been faster since it was read.
    const found = moved.kind === 'wrong-state' ? moved.state : state
    return { kind: 'not-possible', notice, state: found }
  }
  const logged = {
    at: now,
    actor: input.actor.personId,
    subject: { kind: 'broadcast', id: broadcastId },
  } as const
  await appendAudit(tx, { ...logged, action: `${verb}-broadcast` })
  const told = await tellDone(tx, verb, { broadcast, notice, by: input.actor.personId })
  if (isAtNight) await appendAudit(tx, { ...logged, action: 'override-quiet-hours' })
  return {
    kind: 'changed',
    notice,
    count: 'count' in moved ? moved.count : kept,
    jobs: [
      // Does nothing where the copies are written already.
      ...(verb === 'resume'
        ? [{ name: 'expand-broadcast', data: { broadcastId } } satisfies JobRequest]
        : []),
      { name: 'update-progress', data: { broadcastId } },
      ...toWake(new Set([...moved.lanes, ...told])),
    ],
  }
}

async function isRetryable(tx: Store, id: BroadcastId): Promise<boolean> {
  const { lost, unclear } = await countRetryable(tx, id)
  return lost + unclear > 0
}

/** Says it where somebody would go on believing otherwise; gives the lanes to wake. */
async function tellDone(
  tx: Store,
  verb: ControlVerb,
  done: { broadcast: Broadcast; notice: Notice; by: PersonId | null },
): Promise<Iterable<ChannelInstanceId>> {
  const { notice, by } = done
  switch (verb) {
    case 'pause':
      return tellSteered(tx, verb, done)
    case 'resume':
    case 'stop': {
      const held = await settleKind(tx, 'held-card', notice.id, async (texts) => {
        const name = await nameOfActor(tx, by, texts)
        const line = texts.settled[verb]({ code: noticeCode(notice.code), name })
        return settledCard(notice, `${verb === 'resume' ? '▶️' : '⏹'} ${line}`)
      })
      return verb === 'resume' ? [...held, ...(await tellSteered(tx, verb, done))] : held
    }
    case 'retry':
      return []
  }
}

function steer(
  tx: Store,
  {
    broadcastId,
    verb,
    now,
    hasEnded,
  }: { broadcastId: BroadcastId; verb: ControlVerb; now: Date; hasEnded: boolean },
): Promise<BroadcastMove | RetryAnswer> {
  switch (verb) {
    case 'pause':
      return pauseBroadcast(tx, broadcastId)
    case 'resume':
      return resumeBroadcast(tx, broadcastId, now)
    case 'stop':
      return stopBroadcast(tx, broadcastId, hasEnded ? ['finished'] : undefined)
    case 'retry':
      return retryFailed(tx, broadcastId, now)
  }
}
