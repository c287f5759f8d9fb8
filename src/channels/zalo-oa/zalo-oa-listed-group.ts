import type { OaGroup } from 'zalo-api-sdk-node'

/**
 * A group found in the account's list, stored as an update of ours: groups that were made before the webhook was
 * set, or while nobody listened, are learnt of in this way only.
 */
export interface ListedGroup {
  readonly listed: 'group'
  readonly group_id: string
  readonly group_name: string
  readonly status: string
  /** When it was seen, in milliseconds since 1970: what is found again after a change is news again. */
  readonly at: number
}

export function listedGroupUpdate(group: OaGroup, at: Date): ListedGroup {
  return {
    listed: 'group',
    group_id: group.groupId,
    group_name: group.name,
    status: group.status,
    at: at.getTime(),
  }
}

export function isListedGroup(update: unknown): update is ListedGroup {
  if (typeof update !== 'object' || update === null) return false
  const { listed, group_id, group_name, status, at } = update as Record<string, unknown>
  const texts = [group_id, group_name, status]
  return (
    listed === 'group' && texts.every((text) => typeof text === 'string') && Number.isFinite(at)
  )
}
