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
  const facts_enc = Buffer.from(store.keys.encrypt(JSON.stringify(facts), PURPOSE))
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

export interface VainCalls {
  /** From the first to the last. */
  readonly spanMs: number
  /** Of the last. */
  readonly why: Reason
}

/** Calls of a bot or OA since a moment, when every one was in vain; null: none was made, or one was answered. */
export async function vainCallsSince(
  store: Store,
  id: ChannelInstanceId,
  since: Date,
): Promise<VainCalls | null> {
  const calls = store.db
    .selectFrom('attempt')
    .where('channel_instance_id', '=', id)
    .where('started_at', '>=', since)
  const isVain = sql<boolean>`(outcome = 'retry-after' and ${hasReason(sql.ref('reason'), TROUBLE)})`
  // Asked first, because while all is well the newest call says it.
  const answered = await calls
    .select('id')
    .where((eb) => eb.not(isVain))
    .orderBy('started_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (answered) return null
  const [first, last] = await Promise.all(
    (['asc', 'desc'] as const).map((order) =>
      calls
        .select(['started_at', 'reason'])
        .orderBy('started_at', order)
        .limit(1)
        .executeTakeFirst(),
    ),
  )
  if (!first || !last) return null
  const spanMs = last.started_at.getTime() - first.started_at.getTime()
  return { spanMs, why: readReason(last.reason) }
}
