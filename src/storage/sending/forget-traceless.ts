import { sql } from 'kysely'
import { endFarewells, FAREWELL } from '../farewell.ts'
import { dropOwnFiles } from '../own-files.ts'
import { inTransaction, type Store } from '../store.ts'
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

function deleteEnded(tx: Store, before: Date) {
  return tx.db
    .deleteFrom('delivery')
    .where('traceless', '=', true)
    .where('settled_at', '<', before)
    .where((eb) =>
      eb.or([
        eb('state', 'in', ['sent', 'unreachable', 'rejected', 'unknown', 'cancelled']),
        // Its person was erased while its call was out: it waits with nothing to say. Or it is a last word, for whose sake no
        // address is kept until somebody writes who may never do.
        eb.and([
          eb('state', '=', 'waiting-for-contact'),
          eb.or([eb('message_enc', 'is', null), eb('subject_kind', '=', FAREWELL)]),
        ]),
      ]),
    )
    .where(
      sql<boolean>`(settled_at < ${new Date(before.getTime() - LONGEST_DOUBT_MS)} or not exists (
        select from delivery again
        where again.chat_id = delivery.chat_id and ${isOpenInChat(sql`again`)} and again.traceless
          and (again.state = 'sending' or exists (
            select from attempt a where a.delivery_id = again.id and a.outcome = 'unknown'))))`,
    )
    .where((eb) =>
      // A change of it that is still to go out, or waits for its person, needs it.
      eb.not(
        eb.exists(
          eb
            .selectFrom('delivery as change')
            .select(sql.lit(1).as('one'))
            .whereRef('change.edits_id', '=', 'delivery.id')
            .where((or) =>
              or.or([
                or('change.settled_at', 'is', null),
                or('change.settled_at', '>=', before),
                or('change.state', '=', 'waiting-for-contact'),
              ]),
            ),
        ),
      ),
    )
    .returning(['chat_id', 'subject_kind', 'subject_id'])
    .execute()
}
