import type { Pace } from '../../channels/channel.ts'
import type { ChatType } from '../../domain/platform.ts'

const MINUTE_MS = 60_000

/**
 * The least time from the first to the last of `calls` calls to one chat, in milliseconds: a group's minute
 * first, then the gaps. What takes longest is begun first, or the end waits for it.
 */
export function leastSpan(pace: Pace, type: ChatType, calls: number): number {
  if (type === 'private') return (calls - 1) * pace.privateGapMs
  const perMinute = pace.groupPerMinute ?? Infinity
  const minutes = Math.floor((calls - 1) / perMinute)
  const rest = minutes > 0 ? (calls - 1) % perMinute : calls - 1
  return minutes * MINUTE_MS + rest * pace.groupGapMs
}
