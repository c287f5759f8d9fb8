import type { CallOptions } from '../http/http-call.ts'
import { composed, withoutUndefined } from '../json.ts'
import { dataQuery, type Page, pageOf } from './oa-page.ts'
import type { OaTransport } from './oa-request.ts'
import { type OaUser, type OaUserPage, readUser, readUserPage, texts } from './oa-user.ts'

/** Which people to list; everybody without a filter. */
export interface OaUserFilter extends Page {
  readonly tag?: string
  /** A range of days is written `YYYY_MM_DD:YYYY_MM_DD`. */
  readonly lastInteraction?: 'TODAY' | 'YESTERDAY' | 'L7D' | 'L30D' | `${string}:${string}`
  readonly follower?: boolean
}

/** What to change about a person; what is not given stays. */
export interface OaUserChanges {
  readonly alias?: string
  /** The person's id in your own system. */
  readonly externalId?: string
  readonly shared?: {
    readonly name?: string
    /** 84… */
    readonly phone?: string
    readonly address?: string
    /** The platform's number of the province and of the district. */
    readonly cityId?: number
    readonly districtId?: number
    /** `DD/MM/YYYY`, not before 1970. */
    readonly birthday?: string
  }
}

/** People and their tags. Source: "Quản lý người dùng", "Quản lý nhãn". */
export interface PeopleCalls {
  /** Fails, probably with -213, for people who neither follow nor have written. */
  getUser(userId: string, options?: CallOptions): Promise<OaUser>
  /** At most 50 a page, `offset` at most 9,951: more than 10,000 people cannot be listed. */
  listUsers(filter?: OaUserFilter, options?: CallOptions): Promise<OaUserPage>
  updateUser(userId: string, changes: OaUserChanges, options?: CallOptions): Promise<void>
  /** Deletes what the account has noted about a person, as they may ask by the event `withdraw`. */
  deleteUserInfo(userId: string, options?: CallOptions): Promise<void>
  listTags(options?: CallOptions): Promise<string[]>
  /** Makes the tag where there is none of that name. */
  tagUser(userId: string, tag: string, options?: CallOptions): Promise<void>
  untagUser(userId: string, tag: string, options?: CallOptions): Promise<void>
  /** Takes the tag from everybody. */
  deleteTag(tag: string, options?: CallOptions): Promise<void>
}

export function peopleCalls({ request }: OaTransport): PeopleCalls {
  // All of them may be done twice without harm, so a lost answer is `transient`.
  const post = async (
    path: string,
    body: Record<string, unknown>,
    call?: CallOptions,
  ): Promise<void> => {
    await request({ path, body }, call)
  }
  return {
    getUser: async (userId, call) => {
      const query = dataQuery({ user_id: userId })
      return readUser(await request({ path: '/v3.0/oa/user/detail', query }, call))
    },
    listUsers: async (filter = {}, call) => {
      const query = dataQuery(filterFields(filter))
      return readUserPage(await request({ path: '/v3.0/oa/user/getlist', query }, call))
    },
    updateUser: (userId, changes, call) =>
      post('/v3.0/oa/user/update', { user_id: userId, ...changedFields(changes) }, call),
    deleteUserInfo: (userId, call) =>
      post('/v2.0/oa/deletefollowerinfo', { user_id: userId }, call),
    listTags: async (call) => texts(await request({ path: '/v2.0/oa/tag/gettagsofoa' }, call)),
    tagUser: (userId, tag, call) =>
      post('/v2.0/oa/tag/tagfollower', { user_id: userId, tag_name: composed(tag) }, call),
    untagUser: (userId, tag, call) =>
      post('/v2.0/oa/tag/rmfollowerfromtag', { user_id: userId, tag_name: composed(tag) }, call),
    deleteTag: (tag, call) => post('/v2.0/oa/tag/rmtag', { tag_name: composed(tag) }, call),
  }
}

function filterFields(filter: OaUserFilter): Record<string, unknown> {
  return withoutUndefined({
    ...pageOf(filter, 50),
    tag_name: composed(filter.tag),
    last_interaction_period: filter.lastInteraction,
    is_follower: filter.follower,
  })
}

function changedFields({ alias, externalId, shared }: OaUserChanges): Record<string, unknown> {
  return withoutUndefined({
    user_alias: composed(alias),
    user_external_id: externalId,
    shared_info:
      shared &&
      withoutUndefined({
        name: composed(shared.name),
        phone: shared.phone,
        address: composed(shared.address),
        city_id: shared.cityId,
        district_id: shared.districtId,
        user_dob: shared.birthday,
      }),
  })
}
