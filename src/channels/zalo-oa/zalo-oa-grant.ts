import type { ZaloError } from 'zalo-api-sdk-node'
import type { ChannelLog } from '../channel-log.ts'

/** What becomes of tokens that Zalo renews no more while they still serve. */
export interface OaGrant {
  readonly failed: (error: ZaloError, until: Date) => void
  /** Until when they serve; null: nothing is known against them, or a new pair was stored since. */
  readonly ends: () => Promise<Date | null>
}

interface GrantWatch {
  readonly log: ChannelLog
  readonly renewedAt?: () => Promise<Date | null>
  readonly grantEnds?: (until: Date) => Promise<void>
}

/** Remembers that the tokens are not renewed, for whoever asks how the account stands, and tells it. */
export function watchGrant({ log, renewedAt, grantEnds }: GrantWatch, now: () => number): OaGrant {
  let last: { readonly at: number; readonly until: Date } | null = null
  return {
    failed: (error, until) => {
      last = { at: now(), until }
      // Another process may be about to store a new pair; nobody is woken for that.
      if (error.class === 'transient') return
      log.warn({ reason: error.message, until }, 'zalo oa tokens are not renewed any more')
      // The next failure tells it again.
      grantEnds?.(until).catch((err: unknown) =>
        log.warn({ err }, 'owners could not be told that zalo oa tokens end'),
      )
    },
    ends: async () => {
      if (last === null) return null
      const renewed = (await renewedAt?.())?.getTime() ?? 0
      return renewed > last.at ? null : last.until
    },
  }
}
