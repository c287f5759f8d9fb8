import {
  createOAuthClient,
  createOfficialAccount,
  type Fetch,
  type OfficialAccount,
  rotatingTokens,
  type RotatingTokensOptions,
  type TokenStore,
} from 'zalo-api-sdk-node'

/** What a client of the account needs, in the words of the configuration. */
export interface OaAccountConfig {
  readonly appId: string
  readonly appSecret: string
  /** Where the pair lives; shared by all processes. */
  readonly tokens: TokenStore
  /** Origin and prefix of the Official Account API. */
  readonly apiRoot: string
  /** Origin and prefix of the OAuth server. */
  readonly oauthRoot: string
  readonly now?: () => number
  readonly fetch?: Fetch
  /** Limit of one call in milliseconds. */
  readonly timeoutMs?: number
  /** How long another process may take to store the pair of a refresh token that was refused here; injected by tests. */
  readonly storedWithinMs?: number
  /** Told that the tokens are not renewed any more, and until when they serve. */
  readonly onFailure?: RotatingTokensOptions['onFailure']
}

export function createOaAccount(config: OaAccountConfig): OfficialAccount {
  const { appId, appSecret, tokens, now, fetch, timeoutMs, storedWithinMs, onFailure } = config
  const oauth = createOAuthClient({ appId, appSecret, baseUrl: config.oauthRoot, fetch, now })
  const accessTokens = rotatingTokens({ oauth, store: tokens, now, storedWithinMs, onFailure })
  return createOfficialAccount({ accessTokens, baseUrl: config.apiRoot, fetch, now, timeoutMs })
}
