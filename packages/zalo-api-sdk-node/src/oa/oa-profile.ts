import { asBoolean, asNumber, asObject, asText, asTextOrNull } from '../json.ts'

/** The account itself, and how it stands. */
export interface OaProfile {
  readonly oaId: string
  readonly name: string
  readonly description: string | null
  readonly verified: boolean
  /** 2 business, 4 state body. */
  readonly type: number | null
  readonly followers: number | null
  readonly avatar: string | null
  readonly packageName: string | null
  /** As the platform writes it, such as `31/12/2026`. When it is over the API stops. */
  readonly packageValidThrough: string | null
  /** The wallet that pays for messages; null when none is linked. */
  readonly linkedZca: string | null
}

export function readProfile(data: unknown): OaProfile {
  const body = asObject(data)
  return {
    oaId: asText(body['oaid']) || asText(body['oa_id']),
    name: asText(body['name']),
    description: asTextOrNull(body['description']),
    verified: asBoolean(body['is_verified']) === true,
    type: asNumber(body['oa_type']),
    followers: asNumber(body['num_follower']),
    avatar: asTextOrNull(body['avatar']),
    packageName: asTextOrNull(body['package_name']),
    packageValidThrough: asTextOrNull(body['package_valid_through_date']),
    linkedZca: asTextOrNull(body['linked_ZCA']),
  }
}
