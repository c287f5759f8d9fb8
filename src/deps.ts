import type { Enqueue } from '../jobs/catalogue.ts'
import type { ChannelRegistry } from './channels/registry.ts'
import type { Logger } from './observability/logger.ts'
import type { Store } from './storage/store.ts'

/** What the product runs on; each function names the part of it that it uses. */
export interface Deps {
  readonly store: Store
  readonly channels: ChannelRegistry
  readonly enqueue: Enqueue
  readonly clock: Clock
  readonly log: Logger
  readonly settings: Settings
}

export interface Clock {
  now(): Date
  /** How many milliseconds it is ahead of the platforms' clocks, as far as they have said; absent: not at all. */
  aheadMs?(): number
  /** Whether a platform has said the same day, to within one, since it was last set; absent: nobody has. */
  isRight?(): boolean
  /** What time it is by the platform that answers at this API root; null: it has not said yet. */
  saidAt?(apiRoot: string): Date | null
}

/** The part of the configuration that rules and texts depend on. */
export interface Settings {
  /** IANA name; legal days and typed hours are read in it. */
  readonly timeZone: string
  /** Accounts that are owners from the start: platform and its id. */
  readonly owners: readonly { readonly platform: string; readonly externalId: string }[]
  /** Platforms on which residents may ask. */
  readonly residentChannels: readonly string[]
  /** Milliseconds in which a started broadcast can be undone. */
  readonly undoMs: number
  /** Origin under which phones and platforms reach the service, without a slash at its end; absent: they do not. */
  readonly publicUrl?: string
}
