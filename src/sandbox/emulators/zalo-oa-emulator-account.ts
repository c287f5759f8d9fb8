import type { ZaloOaSeed } from '../emulator-seed.ts'
import type { EmulatorContext } from './emulator-context.ts'
import type { Params } from './emulator-params.ts'
import type { Collection } from './emulator-store.ts'
import type { OaResult } from './zalo-oa-emulator-answer.ts'
import type { OaEvents } from './zalo-oa-emulator-events.ts'

/** Everything that an OpenAPI method may need. */
export interface OaAccount {
  readonly context: EmulatorContext
  readonly seed: ZaloOaSeed
  readonly events: OaEvents
  readonly tokens: Collection<TokenPair>
  readonly codes: Collection<ConsentCode>
  readonly uploads: Collection<OaUpload>
  /** Messages of the month outside the free window. */
  readonly used: Collection<number>
}

export interface TokenPair {
  readonly access: string
  readonly refresh: string
  /** ms */
  readonly accessExpires: number
  readonly refreshExpires: number
}

export interface ConsentCode {
  readonly expires: number
  readonly challenge: string
}

export interface OaUpload {
  readonly fileId: string
  readonly kind: 'image' | 'gif' | 'file'
  readonly expires: number
}

export type OaMethod = (account: OaAccount, params: Params) => OaResult

export const CURRENT_PAIR = 'pair'
