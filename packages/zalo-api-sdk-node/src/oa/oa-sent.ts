import { asNumber, asObject, asText, asTextOrNull, asTime } from '../json.ts'

/** What a message to a person has used up. */
export interface OaQuota {
  /** `reply`, `sub_quota`, `purchase_quota`, `reward_quota`; new words pass through. */
  readonly type: string
  /** Messages left; null when the platform does not say. */
  readonly remaining: number | null
  readonly total: number | null
}

/** A message that the platform has taken. */
export interface OaSent {
  /** Comes back in receipts and in the `oa_send_*` echo. */
  readonly messageId: string
  /** The person it went to; null for groups. */
  readonly userId: string | null
  /** The group it went to; null for people. */
  readonly groupId: string | null
  /** Platform time; null when the answer does not say. */
  readonly sentAt: Date | null
  /** Null where the platform leaves it out: always for groups, at times for people. */
  readonly quota: OaQuota | null
}

export function readSent(data: unknown): OaSent {
  const body = asObject(data)
  const quota = asObject(body['quota'])
  return {
    // Templates call it `msg_id`.
    messageId: asText(body['message_id']) || asText(body['msg_id']),
    userId: asTextOrNull(body['user_id']),
    groupId: asTextOrNull(body['group_id']),
    sentAt: asTime(body['sent_time']),
    quota:
      'quota_type' in quota || 'remain' in quota
        ? {
            type: asText(quota['quota_type']),
            remaining: asNumber(quota['remain']),
            total: asNumber(quota['total']),
          }
        : null,
  }
}
