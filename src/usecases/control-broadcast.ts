import type { JobRequest } from '../../jobs/catalogue.ts'
import type { BroadcastId } from '../domain/id.ts'
import type { Actor } from '../domain/rights.ts'
import { appendAudit } from '../storage/audit.ts'
import {
  instancesOfBroadcast,
  pauseBroadcast,
  resumeBroadcast,
  retryFailed,
  stopBroadcast,
} from '../storage/broadcast-control.ts'
import { findBroadcast } from '../storage/broadcasts.ts'
import { findNotice } from '../storage/notices.ts'
import type { Store } from '../storage/store.ts'
import { maySend } from './start-broadcast.ts'

export type ControlVerb = 'pause' | 'resume' | 'stop' | 'retry'

export type ControlResult =
  | {
      readonly kind: 'changed'
      /** Deliveries planned again by a retry. */
      readonly count: number
      readonly jobs: readonly JobRequest[]
    }
  /** The broadcast is not in a state in which this means anything. */
  | { readonly kind: 'not-possible' }
  | { readonly kind: 'no-right' }

/** Steers a broadcast that is on its way or has ended. */
export async function controlBroadcast(
  tx: Store,
  input: { broadcastId: BroadcastId; actor: Actor; verb: ControlVerb; now: Date },
): Promise<ControlResult> {
  const { broadcastId, verb, now } = input
  const broadcast = await findBroadcast(tx, broadcastId)
  const notice = broadcast && (await findNotice(tx, broadcast.noticeId))
  if (!notice || !(await maySend(tx, notice, input.actor))) return { kind: 'no-right' }
  const count = await change(tx, input)
  if (count === null) return { kind: 'not-possible' }
  await appendAudit(tx, {
    at: now,
    actor: input.actor.personId,
    action: `${verb}-broadcast`,
    subject: { kind: 'broadcast', id: broadcastId },
  })
  const instances = await instancesOfBroadcast(tx, broadcastId)
  return {
    kind: 'changed',
    count,
    jobs: [
      ...(verb === 'resume'
        ? [{ name: 'expand-broadcast', data: { broadcastId } } satisfies JobRequest]
        : []),
      { name: 'update-progress', data: { broadcastId } },
      ...instances.map((channelInstanceId): JobRequest => ({
        name: 'run-lane',
        data: { channelInstanceId },
      })),
    ],
  }
}

/** How many deliveries were planned again (0 for the others); null: nothing could be changed. */
async function change(
  tx: Store,
  { broadcastId, verb, now }: { broadcastId: BroadcastId; verb: ControlVerb; now: Date },
): Promise<number | null> {
  switch (verb) {
    case 'pause':
      return (await pauseBroadcast(tx, broadcastId, null)) ? 0 : null
    case 'resume':
      return (await resumeBroadcast(tx, broadcastId)) ? 0 : null
    case 'stop':
      return (await stopBroadcast(tx, broadcastId, now)) ? 0 : null
    case 'retry':
      return (await retryFailed(tx, broadcastId, now)) || null
  }
}
