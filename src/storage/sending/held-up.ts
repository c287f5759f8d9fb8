import { sql } from 'kysely'
import { WAITING_REASONS, type Reason } from '../../domain/reason.ts'
import { hasReason } from '../kept-reason.ts'
import { countedState } from './counted-state.ts'

/** Told to wait for less than this, a copy is only on its way. */
export const LONG_WAIT = sql`interval '1 minute'`

/** Of one that is due its reason says why it has waited. */
const isPutOff = (reasons: readonly Reason[], than = sql`now()`) =>
  sql<boolean>`(${countedState} = 'planned' and ${hasReason(sql`d.reason`, reasons)} and d.next_at > ${than})`

/** Something forbids this very copy `d` of broadcast `b` to go for now. */
export const isHeldUpItself = sql<boolean>`(${countedState} = 'waiting-for-contact'
  or ${isPutOff(WAITING_REASONS)} or ${isPutOff(['too-many'], sql`now() + ${LONG_WAIT}`)})`

/** With others of its bot or chat, as many as there may be, until the morning. */
export const waitsForMorning = isPutOff(['quiet-hours'])

/** It waits for a bot that stands still. Whether there is one at all is asked once, and not for each copy. */
export const waitsForLane = sql<boolean>`(exists (select from lane where stopped_reason is not null)
  and ${countedState} = 'planned'
  and d.channel_instance_id in (select channel_instance_id from lane where stopped_reason is not null))`

/** A copy that has not gone because something forbids it for now. */
export const isHeldUp = sql<boolean>`(${waitsForLane} or ${waitsForMorning} or ${isHeldUpItself})`
