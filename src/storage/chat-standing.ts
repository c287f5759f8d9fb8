import type { ChatId } from '../domain/id.ts'
import type { Store } from './store.ts'

/** Clocks differ by seconds; a time further ahead of ours is none. */
const MOST_AHEAD_MS = 3_600_000

/**
 * Takes what a platform says of a chat's own standing (followed, left, dissolved) unless something later is known:
 * platforms promise no order and repeat what was not taken. False: it is late, and nothing is to follow from it.
 * Only such words are noted, not when somebody wrote, which is nobody's business; nor what a send has found out,
 * which is let go where somebody has written meanwhile (`isActiveAnew`).
 */
export async function takeStanding(
  tx: Store,
  chatId: ChatId,
  { at, now }: { readonly at: Date; readonly now: Date },
): Promise<boolean> {
  const moment = momentOf(at, now)
  const taken = await tx.db
    .updateTable('chat')
    .set({ standing_at: moment })
    .where('id', '=', chatId)
    .where((eb) => eb.or([eb('standing_at', 'is', null), eb('standing_at', '<=', moment)]))
    .returning('id')
    .executeTakeFirst()
  return taken !== undefined
}

/** Whether the chat has told of its standing since this moment. */
export async function hasStandingSince(
  store: Store,
  chatId: ChatId,
  { at, now }: { readonly at: Date; readonly now: Date },
): Promise<boolean> {
  const later = await store.db
    .selectFrom('chat')
    .select('id')
    .where('id', '=', chatId)
    .where('standing_at', '>', momentOf(at, now))
    .executeTakeFirst()
  return later !== undefined
}

/** The epoch stands for a time that the platform did not tell. */
function momentOf(at: Date, now: Date): Date {
  const isTold = at.getTime() > 0 && at.getTime() - now.getTime() < MOST_AHEAD_MS
  return isTold ? at : now
}
