import type { Audience } from './task.ts'

const PER_SECOND = 30
const GROUP_PER_MINUTE = 20
const GROUP_GAP_S = 1

/**
 * The least seconds from the first send to the last that Telegram's published limits allow for so many sends in
 * all: max((M - 1) / 30, a group's minutes). Every chat has one message but the groups, with `perGroup` each.
 */
export function idealSeconds(sends: number, { groups, perGroup }: Audience): number {
  const overall = Math.max(0, sends - 1) / PER_SECOND
  const more = Math.max(0, perGroup - 1)
  const group =
    groups === 0
      ? 0
      : 60 * Math.floor(more / GROUP_PER_MINUTE) + GROUP_GAP_S * (more % GROUP_PER_MINUTE)
  return Math.max(overall, group)
}

/** Jain's index of two shares: 1 for equal ones, 0.5 where one has everything. */
export function jainIndex(shares: readonly number[]): number {
  const sum = shares.reduce((total, share) => total + share, 0)
  const squares = shares.reduce((total, share) => total + share * share, 0)
  return (sum * sum) / (shares.length * squares)
}
