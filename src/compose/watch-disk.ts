import type { Config } from '../../config/config.ts'
import type { Deps } from '../deps.ts'
import { ownDisks } from '../storage/disk-rooms.ts'
import { tellDiskLow } from '../usecases/standing/tell-disk-low.ts'
import { wakeLanes } from '../usecases/to-wake.ts'

const LOOK_EVERY_MS = 60_000

/** Looks after the room on this machine's disks for as long as the service runs. */
export function watchDisk(
  deps: Pick<Deps, 'store' | 'clock' | 'settings' | 'log' | 'enqueue'>,
  config: Pick<Config, 'dataDir' | 'databaseUrl'>,
): { stop(): Promise<void> } {
  let looking = Promise.resolve()
  const look = async (): Promise<void> => {
    try {
      const disks = await ownDisks(config)
      const rooms = disks.map(({ room }) => room)
      // Best effort: the sweeper finds what is due.
      await wakeLanes(deps.enqueue, await tellDiskLow(deps, rooms))
    } catch (error) {
      deps.log.warn({ err: error }, 'the disk was not looked at')
    }
  }
  const timer = setInterval(() => {
    looking = looking.then(look)
  }, LOOK_EVERY_MS)
  timer.unref()
  return {
    stop: async () => {
      clearInterval(timer)
      await looking
    },
  }
}
