import { PRIORITY } from '../../domain/delivery.ts'
import type { Candidate } from '../../storage/sending/due-deliveries.ts'
import { inTurn } from './in-turn.ts'

/** A candidate with the rank at which it is served. */
export interface Choice {
  readonly candidate: Candidate
  readonly rank: number
}

/** An edit that has waited this long takes a turn among the normal sends, or a large broadcast would hide it. */
const EDIT_PATIENCE_MS = 2_000

/**
 * Which deliveries to take next: one per chat, by rank, broadcasts of the same rank in turn; `lastTaken` says which had its
 * turn longest ago, for there may be more of them than there is room. `roomFor` says how many more a rank has room for, the
 * ranks before it included. One overdue edit at a time goes among the normal sends.
 */
export function chooseNext(
  candidates: readonly Candidate[],
  roomFor: (rank: number) => number,
  lastTaken: (source: string) => number,
): Choice[] {
  const overdue = candidates.find(
    ({ editOf, waitedMs }) => editOf !== null && waitedMs >= EDIT_PATIENCE_MS,
  )
  const choices = candidates.map((candidate): Choice => {
    const { priority } = candidate
    return {
      candidate,
      rank: candidate === overdue ? Math.min(priority, PRIORITY.normal) : priority,
    }
  })
  const ordered = inTurn(
    choices,
    ({ rank }) => rank,
    ({ candidate }) => sourceOf(candidate),
    lastTaken,
  )
  const chats = new Set<string>()
  return ordered
    .filter(({ candidate }) => !chats.has(candidate.chatId) && chats.add(candidate.chatId))
    .filter(({ rank }, index) => index < roomFor(rank))
}

/** What takes turns with what: each broadcast, the edits, and the rest. */
export function sourceOf({
  broadcastId,
  editOf,
}: Pick<Candidate, 'broadcastId' | 'editOf'>): string {
  return broadcastId ?? (editOf === null ? 'messages' : 'edits')
}
