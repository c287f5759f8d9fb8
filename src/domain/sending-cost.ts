import type { Quota } from './channel-fact.ts'

/** The chats that a sending reaches on one bot or OA; private ones by how long ago the person wrote. */
export interface ReachedChats {
  readonly groups: number
  /** Groups of the audience that take nothing now. */
  readonly lost: number
  /** A message costs nothing. */
  readonly free: number
  /** It is paid for, or nobody knows when they wrote. */
  readonly paid: number
  /** The platform takes nothing for them until they write. */
  readonly closed: number
}

/** Messages that one chat's copy comes to, by its kind. */
export interface CopyParts {
  readonly group: number
  readonly private: number
}

/** What a sending uses on one bot or OA, in messages. */
export interface SendingCost {
  readonly group: number
  readonly free: number
  readonly paid: number
  /** Chats, not messages: nothing goes there. */
  readonly closed: number
  /** Groups to which nothing goes. */
  readonly lost: number
  /** Messages that are counted against what is left; null: none are counted. */
  readonly need: number | null
  /** Null: the platform does not say. */
  readonly left: number | null
  readonly missing: number
}

/**
 * What a sending uses. Where the month is counted every message is; else only what is paid for, against all that
 * package, purchases and gifts have left.
 */
export function costOfSending(
  chats: ReachedChats,
  parts: CopyParts,
  quotas: readonly Quota[],
  /** Messages of this month by the own ledger. */
  sentThisMonth: number,
): SendingCost {
  const group = chats.groups * parts.group
  const free = chats.free * parts.private
  const paid = chats.paid * parts.private
  const month = quotas.find(({ from }) => from === 'month')
  const stock = quotas.filter(({ from, remaining }) => from !== 'month' && remaining !== null)
  const need = month ? group + free + paid : paid > 0 ? paid : null
  const left = month
    ? (month.remaining ?? (month.total === null ? null : Math.max(0, month.total - sentThisMonth)))
    : stock.length > 0
      ? stock.reduce((sum, { remaining }) => sum + (remaining ?? 0), 0)
      : null
  const missing = need === null || left === null ? 0 : Math.max(0, need - left)
  return { group, free, paid, closed: chats.closed, lost: chats.lost, need, left, missing }
}
