import { parseBotEvent } from 'zalo-api-sdk-node'
import type { ChannelLog } from '../channel-log.ts'

/** As Zalo names its events; anything else may be somebody's words. */
const NAME = /^[a-z_.]{1,80}$/u

/** Leaves a word in the log of an update that nobody here understands, without what it says. */
export function warnOfUnknown(log: ChannelLog, update: unknown): void {
  const event = parseBotEvent(update)
  if (event !== null && event.kind !== 'unknown') return
  const name = event?.name ?? ''
  log.warn({ event: NAME.test(name) ? name : '?' }, 'zalo bot update not understood')
}
