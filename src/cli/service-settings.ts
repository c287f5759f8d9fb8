import type { Config } from '../../config/config.ts'
import type { Settings } from '../deps.ts'

/** The settings of a command: as the service's, but nothing that it starts waits for an undo. */
export function serviceSettings(config: Config): Settings {
  return {
    timeZone: config.timeZone,
    owners: config.owners,
    residentChannels: config.residentChannels,
    undoMs: 0,
  }
}
