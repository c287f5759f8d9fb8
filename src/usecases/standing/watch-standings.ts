import type { Deps } from '../../deps.ts'
import type { ChannelInstanceId } from '../../domain/id.ts'
import { wakeLanes } from '../to-wake.ts'
import { lookAfterChannel } from './look-after-channel.ts'

const LOOK_EVERY_MS = 60_000
const FIRST_LOOK_MS = 3_000

/** Keeps what is known of every channel fresh for as long as the service runs; a new channel is asked soon. */
export function watchStandings(
  deps: Pick<Deps, 'store' | 'channels' | 'clock' | 'settings' | 'enqueue' | 'log'>,
): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const started = new Set<ChannelInstanceId>()
  let looking: Promise<void> | null = null
  const look = async (): Promise<void> => {
    for (const channel of deps.channels.all()) {
      if (stopping.signal.aborted) return
      const isStart = !started.has(channel.instanceId)
      try {
        const lanes = await lookAfterChannel(deps, channel, stopping.signal, { isStart })
        started.add(channel.instanceId)
        // Best effort: the sweeper finds what is due.
        await wakeLanes(deps.enqueue, lanes)
      } catch (error) {
        deps.log.warn({ err: error, platform: channel.platform }, 'a standing was not looked at')
      }
    }
  }
  const begin = (): void => {
    looking ??= look().finally(() => {
      looking = null
    })
  }
  const first = setTimeout(begin, FIRST_LOOK_MS)
  const timer = setInterval(begin, LOOK_EVERY_MS)
  first.unref()
  timer.unref()
  return {
    stop: async () => {
      clearTimeout(first)
      clearInterval(timer)
      stopping.abort()
      await looking
    },
  }
}
