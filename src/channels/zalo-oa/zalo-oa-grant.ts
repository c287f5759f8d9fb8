import type { TokenStore, ZaloError } from 'zalo-api-sdk-node'
import type { GrantEnd } from '../../domain/channel-fact.ts'
import type { ChannelLog } from '../channel-log.ts'
import { isOfApp } from './zalo-oa-outcome.ts'

/** What becomes of tokens that Zalo renews no more while they still serve. */
export interface OaGrant {
  readonly failed: (error: ZaloError, until: Date) => void
  /** Null: nothing is known against them, or another pair is stored. */
  readonly ends: () => Promise<GrantEnd | null>
}

interface GrantWatch {
  readonly log: ChannelLog
  readonly tokens: Pick<TokenStore, 'read'>
  readonly grantEnds?: (end: GrantEnd) => Promise<void>
}

/** Remembers that the tokens are not renewed, for whoever asks how the account stands, and tells it. */
export function watchGrant({ log, tokens, grantEnds }: GrantWatch): OaGrant {
  let last: GrantEnd | null = null
  return {
    failed: (error, until) => {
      const end: GrantEnd = { until, cause: isOfApp(error) ? 'app' : 'consent' }
      last = end
      // Another process may be about to store a new pair; nobody is woken for that.
      if (error.class === 'transient') return
      log.warn({ reason: error.message, until }, 'zalo oa tokens are not renewed any more')
      // The next failure tells it again.
      grantEnds?.(end).catch((err: unknown) =>
        log.warn({ err }, 'owners could not be told that zalo oa tokens end'),
      )
    },
    ends: async () => {
      if (last === null) return null
      // By its end and not by when it was stored: a new pair may come a moment before the failure is noted, or by another clock.
      const stored = await tokens.read()
      return stored?.expiresAt?.getTime() === last.until.getTime() ? last : null
    },
  }
}
