import { PRIORITY } from '../../domain/delivery.ts'
import type { DueDelivery } from '../../storage/sending/due-deliveries.ts'
import { inTurn } from './in-turn.ts'

/** What the choice is made by. */
export type Candidate = Pick<
  DueDelivery,
  'chatId' | 'broadcastId' | 'priority' | 'editOf' | 'waitedMs'
>

/** A delivery with the rank at which it is served. */
export interface Choice<D> {
  readonly delivery: D
  readonly rank: number
}

/** An edit that has waited this long takes a turn among the normal sends, or a large broadcast would hide it. */
const EDIT_PATIENCE_MS = 2_000

/**
 * Which deliveries to take next: one per chat, by rank, broadcasts of the same rank in turn. `roomFor` says how many
 * more a rank has room for, the ranks before it included. One overdue edit at a time goes among the normal sends.
 */
export function chooseNext<D extends Candidate>(
  due: readonly D[],
  roomFor: (rank: number) => number,
): Choice<D>[] {
  const overdue = due.find(
    ({ editOf, waitedMs }) => editOf !== null && waitedMs >= EDIT_PATIENCE_MS,
  )
  const choices = due.map((delivery): Choice<D> => {
    const { priority } = delivery
    return {
      delivery,
      rank: delivery === overdue ? Math.min(priority, PRIORITY.normal) : priority,
    }
  })
  const ordered = inTurn(
    choices,
    ({ rank }) => rank,
    ({ delivery }) => sourceOf(delivery),
  )
  const chats = new Set<string>()
  return ordered
    .filter(({ delivery }) => !chats.has(delivery.chatId) && chats.add(delivery.chatId))
    .filter(({ rank }, index) => index < roomFor(rank))
}

/** What takes turns with what: each broadcast, the edits, and the rest. */
export function sourceOf({
  broadcastId,
  editOf,
}: Pick<Candidate, 'broadcastId' | 'editOf'>): string {
  return broadcastId ?? (editOf === null ? 'messages' : 'edits')
}
