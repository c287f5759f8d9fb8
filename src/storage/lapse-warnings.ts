import type { ChannelInstanceId } from '../domain/id.ts'
import type { Store } from './store.ts'

export interface LapseWarning {
  readonly instanceId: ChannelInstanceId
  /**
   * What ends; `quota`: that of a month, which is told when it is used up and not before; `no-answer`, `not-brought`:
   * nothing ends, and it is told once a day; `grant`: the tokens, which are renewed no more.
   */
  readonly what: string
  /** The group's id on the platform; empty: it is the account's; of `grant`: what is to be mended, if not the consent. */
  readonly id: string
  /** `YYYY-MM-DD` */
  readonly on: string
  /** So many days before. */
  readonly days: number
}

/** Notes that a warning is given; true for the one who is to give it. */
export async function noteWarning(tx: Store, warning: LapseWarning, now: Date): Promise<boolean> {
  const noted = await tx.db
    .insertInto('lapse_warning')
    .values({
      channel_instance_id: warning.instanceId,
      what: warning.what,
      thing_key: tx.keys.lookup('lapse', warning.id),
      ends_on: warning.on,
      days: warning.days,
      told_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('days')
    .executeTakeFirst()
  return noted !== undefined
}
