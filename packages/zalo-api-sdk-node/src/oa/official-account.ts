import type { CallOptions } from '../http/http-call.ts'
import type { RateLimit } from '../http/rate-limit.ts'
import { type GroupCalls, groupCalls } from './manage-groups.ts'
import { type PeopleCalls, peopleCalls } from './manage-users.ts'
import { type OaProfile, readProfile } from './oa-profile.ts'
import { createOaTransport, type OaRequest, type OaTransportOptions } from './oa-request.ts'
import { type HistoryCalls, historyCalls } from './read-history.ts'
import { type QuotaCalls, quotaCalls } from './read-quotas.ts'
import { type SendingCalls, sendingCalls } from './send-messages.ts'
import { type UploadCalls, uploadCalls } from './upload-files.ts'

/** A client of one Official Account. Every call throws ZaloError and nothing else. */
export interface OfficialAccount
  extends SendingCalls, GroupCalls, PeopleCalls, UploadCalls, HistoryCalls, QuotaCalls {
  /** The account: the cheapest way to see that the token, the app and the package are in order. */
  getOa(options?: CallOptions): Promise<OaProfile>
  /**
   * Any call of the API that has no method of its own: gives the field `data` of the answer, with tokens, errors
   * and limits as everywhere.
   */
  call(request: OaRequest, options?: CallOptions): Promise<unknown>
  /** The rate of the account's package as of the last answer; null before the first. */
  rateLimit(): RateLimit | null
}

/** The account's tokens, and how to reach the API. */
export type OfficialAccountOptions = OaTransportOptions

/** Throws a TypeError for a base URL that is none. */
export function createOfficialAccount(options: OfficialAccountOptions): OfficialAccount {
  const transport = createOaTransport(options)
  return {
    ...sendingCalls(transport),
    ...groupCalls(transport),
    ...peopleCalls(transport),
    ...uploadCalls(transport),
    ...historyCalls(transport),
    ...quotaCalls(transport),
    getOa: async (call) => readProfile(await transport.request({ path: '/v2.0/oa/getoa' }, call)),
    call: transport.request,
    rateLimit: transport.rateLimit,
  }
}
