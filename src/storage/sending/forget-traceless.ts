import { sql } from 'kysely'
import type { Store } from '../store.ts'

/** Deletes traceless messages that have come to their end before a moment, with their calls. */
export async function forgetTraceless(store: Store, before: Date): Promise<void> {
  await store.db
    .deleteFrom('delivery')
    .where('traceless', '=', true)
    .where('settled_at', '<', before)
    .where((eb) =>
      eb.or([
        eb('state', 'in', ['sent', 'unreachable', 'rejected', 'unknown', 'cancelled']),
        // Its person was erased while its call was out: it waits with nothing to say.
        eb.and([eb('state', '=', 'waiting-for-contact'), eb('message_enc', 'is', null)]),
      ]),
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
    .execute()
}
