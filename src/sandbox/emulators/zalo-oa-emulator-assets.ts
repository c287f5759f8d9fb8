import type { GroupAssetSeed } from '../emulator-seed.ts'
import type { GroupAsset, OaAccount } from './zalo-oa-emulator-account.ts'
import { oaRefusal, type OaRefusal } from './zalo-oa-emulator-answer.ts'
import { dayOf } from './zalo-oa-emulator-day.ts'

const DAY_MS = 86_400_000
const USUAL_DAYS = 365
const RENEWAL_MS = 30 * DAY_MS

/** Gives the OA the right to one more group; one that it has stays as it is. */
export function plantAsset(
  { context, assets }: OaAccount,
  seed: GroupAssetSeed,
  usedBy: string | null = null,
): GroupAsset {
  const { assetId, product, quotaType = 'sub_quota', validDays = USUAL_DAYS } = seed
  const known = assets.get(assetId)
  if (known !== undefined) return known
  const validThrough = context.clock.now() + validDays * DAY_MS
  const autoRenew = seed.autoRenew ?? false
  return assets.put(assetId, { assetId, product, quotaType, validThrough, autoRenew, usedBy })
}

/** When an asset ends, ms; one that renews itself never does. */
export function assetEnd({ context }: OaAccount, asset: GroupAsset): number {
  const late = context.clock.now() - asset.validThrough
  if (late < 0 || !asset.autoRenew) return asset.validThrough
  return asset.validThrough + (Math.floor(late / RENEWAL_MS) + 1) * RENEWAL_MS
}

/** An asset that a group may use from now on. */
export function findFreeAsset(account: OaAccount, assetId: string): GroupAsset | OaRefusal {
  const asset = account.assets.get(assetId)
  if (asset === undefined) return oaRefusal(-201, 'asset_id is invalid')
  if (asset.usedBy !== null)
    return asset.quotaType === 'purchase_quota'
      ? oaRefusal(-238, 'asset_id is already used or disabled')
      : oaRefusal(-241, 'Free asset_id is already used')
  return assetEnd(account, asset) > account.context.clock.now()
    ? asset
    : oaRefusal(-238, 'asset_id is already used or disabled')
}

/** A row of `quota/group`. */
export function assetRow(account: OaAccount, asset: GroupAsset): Record<string, unknown> {
  return {
    asset_id: asset.assetId,
    product_type: asset.product,
    quota_type: asset.quotaType,
    valid_through: dayOf(assetEnd(account, asset)),
    auto_renew: asset.autoRenew,
    status: asset.usedBy === null ? 'available' : 'used',
    used_id: asset.usedBy ?? '',
  }
}
