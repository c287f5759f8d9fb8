import type { Channel, Inbound } from '../../src/channels/channel.ts'
import { waitUntil } from './wait-until.ts'

/** A channel that receives. */
export interface Hearing {
  /** What people have done, as far as it has come. */
  readonly events: Inbound[]
  /** Ends the receiving; resolves when it has ended. */
  readonly stop: () => Promise<void>
}

export function startHearing(channel: Channel): Hearing {
  const events: Inbound[] = []
  const stopping = new AbortController()
  const receiving = channel.receive((update) => {
    events.push(...channel.parse(update, new Date()))
    return Promise.resolve()
  }, stopping.signal)
  const stop = (): Promise<void> => {
    stopping.abort()
    return receiving
  }
  return { events, stop }
}

/** The first event of a kind, once it has come. */
export function nextEvent(
  events: readonly Inbound[],
  kind: Inbound['event']['kind'],
): Promise<Inbound> {
  return waitUntil(kind, () => events.find(({ event }) => event.kind === kind), 5_000, 10)
}
