import type { CallOptions } from '../http/http-call.ts'
import {
  asBoolean,
  asNumber,
  asObject,
  asText,
  asTextOrNull,
  type JsonObject,
  withoutUndefined,
} from '../json.ts'
import { rowsOf } from './oa-page.ts'
import type { OaTransport } from './oa-request.ts'

/** Messages that are left of a number. Null: the platform does not say. */
export interface OaRemaining {
  readonly remaining: number | null
  readonly total: number | null
}

/** What may be sent to one person. */
export interface OaUserQuota {
  /** Milliseconds since 1970. The free window ends 48 hours after it, every window after 7 days. */
  readonly lastInteraction: number | null
  /**
   * Free answers. Null where the platform leaves them out, as it does since free answers are no longer counted
   * (2026): then only the window matters.
   */
  readonly replies: OaRemaining | null
  readonly promotionToday: OaRemaining
  readonly promotionThisMonth: OaRemaining
}

/** From where a quota comes: the account's package, bought one by one, or given. */
export type OaQuotaType = 'sub_quota' | 'purchase_quota' | 'reward_quota'

/** A stock of messages that the account or the app owns. */
export interface OaMessageAsset extends OaRemaining {
  readonly assetId: string
  readonly productType: string | null
  readonly quotaType: string | null
  /** As the platform writes it: a date or milliseconds. */
  readonly validThrough: string | null
  readonly autoRenew: boolean | null
}

/** The right to one group. */
export interface OaGroupAsset {
  readonly assetId: string
  /** As the platform writes it: a date or milliseconds. */
  readonly validThrough: string | null
  readonly autoRenew: boolean | null
  /** `available` or `used`; unknown words pass through. */
  readonly status: string
  /** The group that uses it. */
  readonly usedBy: string | null
}

/** Quotas. Source: "Kiểm tra hạn mức". Ask them instead of computing windows: the rules change with the package. */
export interface QuotaCalls {
  getUserQuota(userId: string, options?: CallOptions): Promise<OaUserQuota>
  /** All kinds of message and quota without a filter. */
  getMessageQuota(
    filter?: {
      /** Default: `OA`. */
      readonly owner?: 'OA' | 'APP'
      /** `cs`, `transaction`, … */
      readonly product?: string
      readonly type?: OaQuotaType
    },
    options?: CallOptions,
  ): Promise<OaMessageAsset[]>
  getGroupQuota(
    filter: {
      readonly product: 'gmf10' | 'gmf50' | 'gmf100' | 'gmf1000'
      /** Default: `sub_quota`. */
      readonly type?: OaQuotaType
    },
    options?: CallOptions,
  ): Promise<OaGroupAsset[]>
}

export function quotaCalls({ request }: OaTransport): QuotaCalls {
  return {
    getUserQuota: async (userId, call) => {
      const body = { user_id: userId }
      return readUserQuota(await request({ path: '/v3.0/oa/quota/message', body }, call))
    },
    getMessageQuota: async ({ owner = 'OA', product, type } = {}, call) => {
      const body = withoutUndefined({
        quota_owner: owner,
        product_type: product,
        quota_type: type,
      })
      const data = await request({ path: '/v3.0/oa/quota/message', body }, call)
      return assetRows(data).map(readMessageAsset)
    },
    getGroupQuota: async ({ product, type = 'sub_quota' }, call) => {
      const body = { quota_owner: 'OA', product_type: product, quota_type: type }
      const data = await request({ path: '/v3.0/oa/quota/group', body }, call)
      return assetRows(data).map(readGroupAsset)
    },
  }
}

function readUserQuota(data: unknown): OaUserQuota {
  const body = asObject(data)
  const promotion = asObject(body['promotion'])
  return {
    lastInteraction: asNumber(body['last_interaction']),
    replies: 'cs_reply' in body ? remaining(asObject(body['cs_reply']), '') : null,
    promotionToday: remaining(promotion, 'daily_'),
    promotionThisMonth: remaining(promotion, 'monthly_'),
  }
}

function remaining(body: JsonObject, prefix: string): OaRemaining {
  return {
    remaining: asNumber(body[`${prefix}remain`]),
    total: asNumber(body[`${prefix}total`]),
  }
}

function readMessageAsset(row: JsonObject): OaMessageAsset {
  return {
    assetId: asText(row['asset_id']),
    productType: asTextOrNull(row['product_type']),
    quotaType: asTextOrNull(row['quota_type']),
    ...remaining(row, ''),
    validThrough: asTextOrNull(row['valid_through']),
    autoRenew: asBoolean(row['auto_renew']),
  }
}

function readGroupAsset(row: JsonObject): OaGroupAsset {
  return {
    assetId: asText(row['asset_id']),
    validThrough: asTextOrNull(row['valid_through']),
    autoRenew: asBoolean(row['auto_renew']),
    status: asText(row['status']),
    usedBy: asTextOrNull(row['used_id']),
  }
}

function assetRows(data: unknown): JsonObject[] {
  return rowsOf(data, ['assets', 'quotas']).filter((row) => asText(row['asset_id']) !== '')
}
