import { ZaloError } from '../zalo-error.ts'
import type { AccessTokens } from './access-tokens.ts'

/** One access token that nobody renews: for scripts and trials, good for 25 hours. */
export function staticToken(token: string): AccessTokens {
  return {
    current: () => Promise.resolve(token),
    renew: () =>
      Promise.reject(
        new ZaloError({
          code: -216,
          class: 'refresh',
          text: 'the access token is refused and cannot be renewed',
        }),
      ),
  }
}
