import { randomBytes } from 'node:crypto'
import {
  codeChallengeOf,
  consentUrl,
  createOAuthClient,
  createPkcePair,
  readConsentAnswer,
  ZaloError,
} from 'zalo-api-sdk-node'
import type { OaAccountConfig } from './zalo-oa-account.ts'
import { isOfApp } from './zalo-oa-outcome.ts'

/** A link that was given out and has not come back yet. */
export interface OpenConsent {
  readonly state: string
  /** Milliseconds since 1970. */
  readonly until: number
}

/** Where the installation keeps what belongs to one consent; shared by all processes. */
export interface ConsentStore {
  /** Null: no link is open. */
  readonly read: () => Promise<OpenConsent | null>
  readonly write: (open: OpenConsent | null) => Promise<void>
  /** The verifier of the app's only PKCE pair, made with `make` the first time. */
  readonly verifier: (make: () => string) => Promise<string>
  /** The account for which this app has spoken here; null: none yet. */
  readonly account: () => Promise<string | null>
}

export interface ConsentConfig extends Omit<OaAccountConfig, 'apiRoot'> {
  /** Our own address to which Zalo sends the administrator back, as it is registered in the console. */
  readonly callbackUrl: string
  readonly consents: ConsentStore
}

export interface ConsentOffer {
  /** To be opened by an administrator of the account. */
  readonly link: string
  /** Both are to be saved in the developer console before the link is opened. */
  readonly callbackUrl: string
  readonly codeChallenge: string
  readonly until: Date
}

export type ConsentVerdict =
  | { readonly kind: 'granted' }
  /** Not the link that was given out last, or used, or too old. */
  | { readonly kind: 'stale' }
  /** Zalo came back without a code: nobody has agreed. The link stays open. */
  | { readonly kind: 'no-code' }
  /** The consent is for another account than the one for which this app has spoken here. */
  | { readonly kind: 'other-account' }
  /** Zalo did not give a pair for the code; what a person can do about it. */
  | { readonly kind: 'refused'; readonly why: ConsentRefusal }

/** `app`: id or secret of the app; `code`: the code was used, too old, or not ours; `silent`: no usable answer. */
export type ConsentRefusal = 'app' | 'redirect' | 'code' | 'silent'

/** Time for saving two values in the console and finding the administrator. */
const OPEN_MS = 30 * 60_000

/** A new link for an administrator's consent; the one before it is worth nothing from now on. */
export async function offerConsent(config: ConsentConfig): Promise<ConsentOffer> {
  const { appId, callbackUrl, consents, now = Date.now } = config
  const codeVerifier = await consents.verifier(() => createPkcePair().codeVerifier)
  const codeChallenge = codeChallengeOf(codeVerifier)
  const open = { state: randomBytes(24).toString('base64url'), until: now() + OPEN_MS }
  await consents.write(open)
  const link = consentUrl({
    appId,
    redirectUri: callbackUrl,
    codeChallenge,
    state: open.state,
    baseUrl: config.oauthRoot,
  })
  return { link, callbackUrl, codeChallenge, until: new Date(open.until) }
}

/**
 * What came back from the consent page becomes the pair that all processes use. A link counts once: it is closed
 * before its code is exchanged, so that a process that dies in between leaves nothing half done, only a link to be
 * asked for again.
 */
export async function takeConsent(config: ConsentConfig, address: string): Promise<ConsentVerdict> {
  const { consents, tokens, now = Date.now } = config
  // Asked before the lock is taken, so that a stranger's guesses keep nobody waiting.
  if (!hasCode(address)) return { kind: 'no-code' }
  if (readAnswer(await consents.read(), address, now()) === null) return { kind: 'stale' }
  // The lock of the refreshes: none of them may write an older pair over this one.
  return tokens.withLock(async () => {
    const answer = readAnswer(await consents.read(), address, now())
    if (answer === null) return { kind: 'stale' }
    const account = await consents.account()
    if (answer.oaId !== null && account !== null && account !== answer.oaId)
      return { kind: 'other-account' }
    await consents.write(null)
    return await exchange(config, answer.code)
  })
}

async function exchange(config: ConsentConfig, code: string): Promise<ConsentVerdict> {
  const { appId, appSecret, fetch, now, consents, tokens } = config
  const oauth = createOAuthClient({ appId, appSecret, baseUrl: config.oauthRoot, fetch, now })
  try {
    const codeVerifier = await consents.verifier(() => createPkcePair().codeVerifier)
    const { accessToken, refreshToken, expiresAt, lifeMs } = await oauth.exchangeCode({
      code,
      codeVerifier,
    })
    const pair = { accessToken, refreshToken, expiresAt, lifeMs }
    // A connection that the pool had lost fails once, and this pair must not hang on that.
    await tokens.write(pair).catch(() => tokens.write(pair))
    return { kind: 'granted' }
  } catch (error) {
    if (!(error instanceof ZaloError)) throw error
    return { kind: 'refused', why: refusalOf(error) }
  }
}

/** The OAuth server's numbers ("Xác thực và uỷ quyền cho ứng dụng", OAuth v4). */
function refusalOf(error: ZaloError): ConsentRefusal {
  const { code, class: kind } = error
  if (isOfApp(error)) return 'app'
  if (code === -14003) return 'redirect'
  return kind === 'transient' || kind === 'unknown-outcome' ? 'silent' : 'code'
}

function hasCode(address: string): boolean {
  return (new URL(address, 'http://localhost').searchParams.get('code') ?? '') !== ''
}

function readAnswer(
  open: OpenConsent | null,
  address: string,
  now: number,
): ReturnType<typeof readConsentAnswer> {
  if (open === null || open.until <= now) return null
  return readConsentAnswer(address, open.state)
}
