import type { JobRequest } from '../../jobs/catalogue.ts'
import type { Channel, Inbound } from '../channels/channel.ts'
import type { Settings } from '../deps.ts'
import type { Chat } from '../storage/accounts.ts'
import type { Store } from '../storage/store.ts'
import { hearEcho } from '../usecases/sending/hear-echo.ts'

/** One change of the card for the many echoes after a fault. */
const SHOWN_WITHIN_MS = 1_000

/**
 * Settles what was in doubt when the event is the echo of it. Gives the jobs that follow: none for the echo of a
 * message whose answer came, which most are.
 */
export async function settleByEcho(
  tx: Store,
  channel: Channel,
  chat: Pick<Chat, 'id' | 'instanceId' | 'type'>,
  { event, at }: Inbound,
  rules: { readonly now: Date; readonly settings: Settings },
): Promise<JobRequest[]> {
  if (event.kind !== 'echo') return []
  const { messageId, text } = event
  const heard = await hearEcho(tx, channel, chat, { messageId, text, at }, rules)
  if (heard.kind !== 'arrived') return []
  const { broadcastId, goesOn } = heard
  const jobs: JobRequest[] = []
  if (goesOn) jobs.push({ name: 'run-lane', data: { channelInstanceId: channel.instanceId } })
  if (broadcastId)
    jobs.push({ name: 'update-progress', data: { broadcastId }, delayMs: SHOWN_WITHIN_MS })
  return jobs
}
