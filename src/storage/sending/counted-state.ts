import { sql } from 'kysely'
import type { DeliveryState } from '../../domain/delivery.ts'
import { isUnbegun, stateWhenGoesNoMore } from './delivery-conditions.ts'

/**
 * The state that copy `d` of broadcast `b` is counted in. What a stop has left waiting goes no more from that moment on,
 * though a large broadcast's copies are ended one after another (`endUnbegun`).
 */
export const countedState = sql<DeliveryState>`(case
  when b.state = 'stopped' and d.state in ('planned', 'waiting-for-contact') and ${isUnbegun}
    then ${stateWhenGoesNoMore}
  else d.state end)`
