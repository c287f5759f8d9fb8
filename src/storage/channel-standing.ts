import { sql } from 'kysely'
import type { ChannelFact } from '../domain/channel-fact.ts'
import type { ChannelInstanceId } from '../domain/id.ts'
import { readReason, type Reason } from '../domain/reason.ts'
import { hasReason } from './kept-reason.ts'
import type { Store } from './store.ts'

/** What a platform last said of a bot or OA. */
export interface KeptStanding {
  readonly facts: readonly ChannelFact[]
  readonly askedAt: Date
}

const PURPOSE = 'channel.standing'

/** Sets out to ask, if the last answer and the last try are both older than these moments; true for one of several processes. */
export async function claimStanding(
  store: Store,
  id: ChannelInstanceId,
  { now, askedBefore, triedBefore }: { now: Date; askedBefore: Date; triedBefore: Date },
): Promise<boolean> {
  const { rows } = await sql`
    insert into channel_standing as s (channel_instance_id, claimed_at) values (${id}, ${now})
    on conflict (channel_instance_id) do update set claimed_at = ${now}
      where (s.asked_at is null or s.asked_at < ${askedBefore})
        and (s.claimed_at is null or s.claimed_at < ${triedBefore})
    returning channel_instance_id`.execute(store.db)
  return rows.length > 0
}

export async function keepStanding(
  store: Store,
  id: ChannelInstanceId,
  { facts, askedAt }: KeptStanding,
): Promise<void> {
  const facts_enc = store.keys.encrypt(JSON.stringify(facts), PURPOSE)
  await store.db
    .insertInto('channel_standing')
    .values({ channel_instance_id: id, facts_enc, asked_at: askedAt, claimed_at: askedAt })
    .onConflict((conflict) =>
      conflict.column('channel_instance_id').doUpdateSet({ facts_enc, asked_at: askedAt }),
    )
    .execute()
}

/** What each bot or OA of which it is known has said. */
export async function readStandings(store: Store): Promise<Map<ChannelInstanceId, KeptStanding>> {
  const rows = await store.db
    .selectFrom('channel_standing')
    .select(['channel_instance_id', 'facts_enc', 'asked_at'])
    .execute()
  return new Map(
    rows.flatMap(({ channel_instance_id: id, facts_enc, asked_at: askedAt }) =>
      facts_enc && askedAt
        ? [
            [
              id,
              {
                facts: JSON.parse(store.keys.decrypt(facts_enc, PURPOSE)) as ChannelFact[],
                askedAt,
              },
            ] as const,
          ]
        : [],
    ),
  )
}

/** When a bot or OA last heard something; what it found by looking through lists was not heard. Null: never. */
export async function lastHeard(store: Store, id: ChannelInstanceId): Promise<Date | null> {
  const row = await store.db
    .selectFrom('inbox')
    .select('received_at')
    .where('channel_instance_id', '=', id)
    .where('heard', '=', true)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.received_at ?? null
}

/** Whether a bot or OA heard something in that time. */
export async function wasHeard(
  store: Store,
  id: ChannelInstanceId,
  { from, to }: { readonly from: Date; readonly to: Date },
): Promise<boolean> {
  const row = await store.db
    .selectFrom('inbox')
    .select('seq')
    .where('channel_instance_id', '=', id)
    .where('heard', '=', true)
    .where('received_at', '>=', from)
    .where('received_at', '<=', to)
    // The newest first, by the index of what was heard: it is mostly asked of the last hours.
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Calls that went out on a bot or OA since a moment, each a message. */
export async function countSentSince(
  store: Store,
  id: ChannelInstanceId,
  since: Date,
): Promise<number> {
  const { count } = await store.db
    .selectFrom('attempt')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('channel_instance_id', '=', id)
    .where('started_at', '>=', since)
    .where('outcome', '=', 'sent')
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Whether a platform has refused something since a moment because the quota is used up. */
export async function wasQuotaGone(
  store: Store,
  id: ChannelInstanceId,
  since: Date,
): Promise<boolean> {
  const row = await store.db
    .selectFrom('attempt')
    .select('attempt.id')
    .where('channel_instance_id', '=', id)
    .where('started_at', '>=', since)
    .where('outcome', '=', 'retry-after')
    .where(hasReason(sql.ref('reason'), ['quota']))
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** What a platform says, or a network, that takes nothing at all. */
const TROUBLE: readonly Reason[] = ['offline', 'platform-trouble']
/** These were not even made, or broken off by us, or are of a file alone. */
const NOT_MADE: readonly Reason[] = ['file-missing', 'upload-failed', 'interrupted']

export interface VainCalls {
  /** From the first to the last. */
  readonly spanMs: number
  /** Of the last. */
  readonly why: Reason
}

/**
 * The calls of a bot or OA since a moment, or since one was answered, when they were in vain; null: there are none, or
 * they are all to one chat, which alone may be what the platform has trouble with. A call of which nobody knows whether it
 * has arrived says nothing of either.
 */
export async function vainCallsSince(
  store: Store,
  id: ChannelInstanceId,
  since: Date,
): Promise<VainCalls | null> {
  const calls = store.db
    .selectFrom('attempt')
    .where('attempt.channel_instance_id', '=', id)
    .where('started_at', '>=', since)
  const reason = sql.ref('reason')
  const isVain = sql<boolean>`(outcome = 'retry-after' and ${hasReason(reason, TROUBLE)})`
  const saysNothing = sql<boolean>`(outcome = 'unknown'
    or (outcome = 'retry-after' and ${hasReason(reason, NOT_MADE)}))`
  const answered = await calls
    .select('started_at')
    .where((eb) => eb.not(isVain))
    .where((eb) => eb.not(saysNothing))
    .orderBy('started_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  const vain = await calls
    .innerJoin('lane', 'lane.channel_instance_id', 'attempt.channel_instance_id')
    .select(({ fn }) => [
      fn.min('started_at').as('first'),
      fn.max('started_at').as('last'),
      sql<string>`(array_agg(reason order by started_at desc))[1]`.as('reason'),
      sql<boolean>`count(distinct chat_id) > 1 or max(lane.wait_from) >= min(started_at)`.as(
        'concerns_all',
      ),
    ])
    .where(isVain)
    .$if(answered !== undefined, (query) => query.where('started_at', '>', answered!.started_at))
    .executeTakeFirst()
  if (!vain?.first || !vain.last || !vain.concerns_all) return null
  return { spanMs: vain.last.getTime() - vain.first.getTime(), why: readReason(vain.reason) }
}
