import type { JobRequest } from '../../jobs/catalogue.ts'
import type { Channel, Inbound } from '../channels/channel.ts'
import type { Settings } from '../deps.ts'
import type { Chat } from '../storage/chats.ts'
import type { Store } from '../storage/store.ts'
import { hearEcho, type ShownMessage } from '../usecases/sending/hear-echo.ts'
import { toWake } from '../usecases/to-wake.ts'

/** One change of the card for the many echoes after a fault. */
const SHOWN_WITHIN_MS = 1_000

/**
 * Settles what was in doubt when the event is the echo of it, or the press of a button under it. Gives the jobs that follow:
 * none for a message whose answer came, which most are.
 */
export async function settleByEcho(
  tx: Store,
  channel: Channel,
  chat: Pick<Chat, 'id' | 'instanceId' | 'type'>,
  inbound: Inbound,
  rules: { readonly now: Date; readonly settings: Settings },
): Promise<JobRequest[]> {
  const shown = shownBy(inbound)
  const heard = shown && (await hearEcho(tx, channel, chat, shown, rules))
  if (heard?.kind !== 'arrived') return []
  const { broadcastId, goesOn } = heard
  const jobs: JobRequest[] = []
  if (goesOn) jobs.push(...toWake([channel.instanceId]))
  if (broadcastId)
    jobs.push({ name: 'update-progress', data: { broadcastId }, delayMs: SHOWN_WITHIN_MS })
  return jobs
}

function shownBy({ event, at }: Inbound): ShownMessage | null {
  if (event.kind === 'echo') return { messageId: event.messageId, text: event.text, at }
  if (event.kind !== 'press' || event.messageId === undefined) return null
  const { messageId, action, shownAt = null } = event
  return { messageId, action, at: shownAt }
}
