import type { ZaloBotSeed } from '../emulator-seed.ts'
import type { EmulatorContext } from './emulator-context.ts'
import type { Collection } from './emulator-store.ts'
import type { BotUpdates } from './zalo-bot-emulator-updates.ts'

/** Everything that a method of the Bot Platform may need. */
export interface ZaloBotWorld {
  readonly context: EmulatorContext
  readonly seed: ZaloBotSeed
  readonly updates: BotUpdates
  /** Messages sent, by month. */
  readonly used: Collection<number>
  /** Holds the token once it was made anew. */
  readonly revoked: Collection<string>
}
