import type { ChannelLog } from './channel-log.ts'

const EVERY_MS = 60_000

/**
 * The same log for what anybody may cause from outside, as often as they like: of each event the first is written, then at most
 * one a minute with how many were left out before it (`leftOut`).
 */
export function logSparingly(log: ChannelLog, now: () => number): ChannelLog {
  const events = new Map<string, { at: number; leftOut: number }>()
  const write =
    (level: keyof ChannelLog): ChannelLog['warn'] =>
    (fields, event) => {
      const last = events.get(event)
      // Either way, lest a clock that is set right make hours of it.
      if (last && Math.abs(now() - last.at) < EVERY_MS) return void (last.leftOut += 1)
      events.set(event, { at: now(), leftOut: 0 })
      log[level](last?.leftOut ? { ...fields, leftOut: last.leftOut } : fields, event)
    }
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  }
}
