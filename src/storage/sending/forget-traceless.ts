import { sql } from 'kysely'
import { endFarewells, FAREWELL } from '../farewell.ts'
import { dropOwnFiles } from '../own-files.ts'
import { inTransaction, type Store } from '../store.ts'
import { hasChange } from './changes-of.ts'
import { isOpenInChat } from './delivery-conditions.ts'

/** Trying again what somebody waits for takes eleven minutes, and longer only where a platform says so. */
const LONGEST_DOUBT_MS = 3_600_000

/**
 * Deletes traceless messages that have come to their end before a moment, with their calls. For an hour not while another one
 * is in doubt in the same chat and is to be tried again, for whose the press of a button of theirs would be taken (`hearEcho`).
 * With a last word goes its chat, with a file made for its reader that file.
 */
export async function forgetTraceless(store: Store, before: Date): Promise<void> {
  await inTransaction(store, async (tx) => {
    const gone = await deleteEnded(tx, before)
    await dropOwnFiles(tx, gone)
    const farewells = gone.filter(({ subject_kind }) => subject_kind === FAREWELL)
    if (farewells.length === 0) return
    await endFarewells(
      tx,
      farewells.map(({ chat_id }) => chat_id),
    )
  })
}

/** Each with all that changes it, or not at all. */
function deleteEnded(tx: Store, before: Date) {
  const stays = (change: ReturnType<typeof sql>) =>
    sql<boolean>`${mayGo(change, before)} is not true`
  return tx.db
    .deleteFrom('delivery as d')
    .where(mayGo(sql`d`, before))
    .where(sql<boolean>`not ${hasChange(sql`d`, stays)}`)
    .returning(['d.chat_id', 'd.subject_kind', 'd.subject_id'])
    .execute()
}

/** Whether a delivery `d` may be deleted, as far as it alone goes. */
function mayGo(d: ReturnType<typeof sql>, before: Date) {
  return sql<boolean>`(${d}.traceless and ${d}.settled_at < ${before}
    and (${d}.state in ('sent', 'unreachable', 'rejected', 'unknown', 'cancelled')
      -- Its person was erased while its call was out: it waits with nothing to say. Or it is a last word, for whose sake no
      -- address is kept until somebody writes who may never do.
      or (${d}.state = 'waiting-for-contact' and (${d}.message_enc is null or ${d}.subject_kind = ${FAREWELL})))
    and (${d}.settled_at < ${new Date(before.getTime() - LONGEST_DOUBT_MS)} or not exists (
      select from delivery again
      where again.chat_id = ${d}.chat_id and ${isOpenInChat(sql`again`)} and again.traceless
        and (again.state = 'sending' or exists (
          select from attempt a where a.delivery_id = again.id and a.outcome = 'unknown')))))`
}
