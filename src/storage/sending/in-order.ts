import { type RawBuilder, sql } from 'kysely'
import { MAX, NIL } from 'uuid'
import type { ChannelInstanceId } from '../../domain/id.ts'
import { isOpen } from './delivery-conditions.ts'

/**
 * Open deliveries `d` in the order of their ids, spelled so that only the index made for that has them in order. By
 * equations and `order by d.id` the primary key has them too, and when many are open the planner takes it, or the table
 * itself: after a large broadcast each look then reads all that was sent before, for seconds. Other conditions go through
 * `ofKnown`, and the limit is a `leastKnown`: where it thinks that hardly any is open, the planner would rather sort all.
 */
interface InOrder {
  readonly which: RawBuilder<boolean>
  readonly by: RawBuilder<unknown>
}

/** The copies of broadcast `b` on a lane, after one of them. */
export function copiesInOrder(
  lane: ChannelInstanceId | RawBuilder<unknown>,
  after: RawBuilder<unknown> = sql`${NIL}::uuid`,
): InOrder {
  return {
    which: sql`(d.broadcast_id = b.id and ${isOpen}
      and (d.channel_instance_id, d.id) > (${lane}, ${after})
      and (d.channel_instance_id, d.id) <= (${lane}, ${MAX}::uuid))`,
    by: sql`d.channel_instance_id, d.id`,
  }
}

/** What is no broadcast's on a lane, of one priority. */
export function messagesInOrder(
  lane: ChannelInstanceId | RawBuilder<unknown>,
  priority: RawBuilder<unknown>,
): InOrder {
  return {
    which: sql`(d.broadcast_id is null and ${isOpen}
      and (d.channel_instance_id, d.priority, d.id) > (${lane}, ${priority}, ${NIL}::uuid)
      and (d.channel_instance_id, d.priority, d.id) <= (${lane}, ${priority}, ${MAX}::uuid))`,
    by: sql`d.channel_instance_id, d.priority, d.id`,
  }
}

/** A limit whose size the planner does not know. */
export function leastKnown(limit: number): RawBuilder<number> {
  return sql`(select ${limit}::int)`
}
