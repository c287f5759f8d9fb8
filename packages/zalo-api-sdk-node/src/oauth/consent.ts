import { timingSafeEqual } from 'node:crypto'
import { baseUrlOf } from '../http/base-url.ts'

/** What the link to the consent page needs. Source: "Xác thực và uỷ quyền cho ứng dụng", OAuth v4. */
export interface ConsentOptions {
  readonly appId: string
  /** As it is registered in the developer console, else -14003. */
  readonly redirectUri: string
  /** Of `createPkcePair`. */
  readonly codeChallenge?: string | undefined
  /** Comes back with the code: something that an outsider cannot guess. */
  readonly state?: string | undefined
  /** Default: `https://oauth.zaloapp.com`. */
  readonly baseUrl?: string | undefined
}

/** The page on which an administrator of the account lets the app act for it. */
export function consentUrl(options: ConsentOptions): string {
  const { appId, redirectUri, codeChallenge, state } = options
  const url = new URL(
    `${baseUrlOf(options.baseUrl ?? 'https://oauth.zaloapp.com')}/v4/oa/permission`,
  )
  url.searchParams.set('app_id', appId)
  url.searchParams.set('redirect_uri', redirectUri)
  if (codeChallenge !== undefined) url.searchParams.set('code_challenge', codeChallenge)
  if (state !== undefined) url.searchParams.set('state', state)
  return url.href
}

/** What the consent page sends back. */
export interface ConsentAnswer {
  /** For `exchangeCode`; lives ten minutes, single use. */
  readonly code: string
  /** The account that was opened to the app; null when it is not named. */
  readonly oaId: string | null
}

/**
 * Reads the address to which the consent page came back: null where it has no code, or where its `state` is not the
 * one that was sent, which means that somebody else made the link.
 */
export function readConsentAnswer(
  address: string | URL,
  state: string | undefined,
): ConsentAnswer | null {
  // The base only serves addresses that come as a path, as a server sees them.
  const { searchParams } = new URL(address, 'http://localhost')
  const code = searchParams.get('code') ?? ''
  if (code === '' || !isSame(searchParams.get('state') ?? '', state ?? '')) return null
  return { code, oaId: searchParams.get('oa_id') }
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)]
  return a.length === b.length && timingSafeEqual(a, b)
}
