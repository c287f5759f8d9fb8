import type { CallOptions } from '../http/http-call.ts'

/** Where a client gets its access token from: `rotatingTokens`, `staticToken`, or one of your own. */
export interface AccessTokens {
  /** The token to use now. */
  current(options?: CallOptions): Promise<string>
  /** A token other than `refused`, which the platform has just refused. Throws ZaloError. */
  renew(refused: string, options?: CallOptions): Promise<string>
}
