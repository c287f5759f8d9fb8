import { asArray, asBoolean, asNumber, asObject, asText, asTextOrNull } from '../json.ts'
import { rowsOf } from './oa-page.ts'

/** What a person has told the account about themselves. */
export interface OaSharedInfo {
  readonly name: string | null
  readonly phone: string | null
  readonly address: string | null
  readonly city: string | null
  readonly district: string | null
}

/** A person as the account knows them. Source: "Truy xuất chi tiết người dùng". */
export interface OaUser {
  /** This account's id of the person; another account has another one for them. */
  readonly userId: string
  /** The app's id of the person. */
  readonly userIdByApp: string | null
  /** The id that your own system gave them by `updateUser`. */
  readonly externalId: string | null
  readonly name: string
  /** The name that the account's staff gave them. */
  readonly alias: string | null
  readonly follower: boolean | null
  /** Under 18. */
  readonly sensitive: boolean | null
  /** `DD/MM/YYYY`. */
  readonly lastInteraction: string | null
  readonly avatar: string | null
  /** Addresses by width in pixels (`120`, `240`). */
  readonly avatars: Readonly<Record<string, string>>
  readonly tags: readonly string[]
  readonly notes: readonly string[]
  readonly shared: OaSharedInfo
}

/** A page of people, as ids. Source: "Truy xuất danh sách người dùng". */
export interface OaUserPage {
  readonly total: number | null
  readonly userIds: readonly string[]
}

export function readUser(data: unknown): OaUser {
  const body = asObject(data)
  const marks = asObject(body['tags_and_notes_info'])
  const shared = asObject(body['shared_info'])
  return {
    userId: asText(body['user_id']),
    userIdByApp: asTextOrNull(body['user_id_by_app']),
    externalId: asTextOrNull(body['user_external_id']),
    name: asText(body['display_name']),
    alias: asTextOrNull(body['user_alias']),
    follower: asBoolean(body['user_is_follower']),
    sensitive: asBoolean(body['is_sensitive']),
    lastInteraction: asTextOrNull(body['user_last_interaction_date']),
    avatar: asTextOrNull(body['avatar']),
    avatars: Object.fromEntries(
      Object.entries(asObject(body['avatars'])).map(([width, url]) => [width, asText(url)]),
    ),
    tags: texts(marks['tag_names']),
    notes: texts(marks['notes']),
    shared: {
      name: asTextOrNull(shared['name']),
      phone: asTextOrNull(shared['phone']),
      address: asTextOrNull(shared['address']),
      city: asTextOrNull(shared['city']),
      district: asTextOrNull(shared['district']),
    },
  }
}

export function readUserPage(data: unknown): OaUserPage {
  return {
    total: asNumber(asObject(data)['total']),
    userIds: rowsOf(data, ['users', 'followers'])
      .map((row) => asText(row['user_id']))
      .filter((id) => id !== ''),
  }
}

/** A list of texts, also where an entry is an object that has one. */
export function texts(value: unknown): string[] {
  return asArray(value)
    .map((entry) => asText(entry) || asText(asObject(entry)['name']))
    .filter((text) => text !== '')
}
