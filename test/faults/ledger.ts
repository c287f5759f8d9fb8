import type { Mark, Standing } from './count-arrivals.ts'
import type { FaultStage } from './fault-stage.ts'

/** What the runs read of the product's ledger: states, marks and fences, and nothing of its code. */
export interface Ledger {
  /** The broadcast of a notice; undefined: none yet. */
  broadcast(code: string): Promise<BroadcastRow | undefined>
  /** Copies that a process had in hand. */
  inHand(broadcastId: string): Promise<HeldCopy[]>
  /** All copies, by chat. */
  standings(broadcastId: string): Promise<Standing[]>
  /** Calls that are marked as unknown. */
  marks(broadcastId: string): Promise<Mark[]>
  counts(broadcastId: string): Promise<Record<string, number>>
  /** Copies that wait for nothing but their turn, or are in hand. */
  left(broadcastId: string): Promise<number>
  /** What keeps it from its end, in the words of the tables; for a run that waits in vain. */
  explain(broadcastId: string): Promise<string>
  /** Owner number of the lane that sends the notices; grows with each. */
  fence(): Promise<number>
}

export interface BroadcastRow {
  readonly id: string
  readonly state: string
  readonly copies: number
  readonly finished: boolean
  /** When somebody last had it go on or tried it again; null: never. */
  readonly wantedAt: string | null
}

/** A copy in the state `sending`. */
export interface HeldCopy {
  readonly chatId: string
  /** Text parts and files that are out. */
  readonly sent: number
  /** Part, from 1, whose call was claimed and not settled; null: none. */
  readonly open: number | null
  /** When that call was claimed, ms. */
  readonly begunAt: number | null
}

/** Reads the chats' ids once, which takes the installation's key. Made after the commune was taken in. */
export async function openLedger(stage: FaultStage): Promise<Ledger> {
  const names = await chatNames(stage)
  const named = <R extends { chat: string }>(rows: readonly R[]): (R & { chatId: string })[] =>
    rows.map((row) => ({ ...row, chatId: names.get(row.chat) ?? row.chat }))
  return {
    broadcast: async (code) => {
      const rows = await stage.ask<BroadcastRow>(
        `select b.id, b.state, b.finished_at is not null as finished, b.wanted_at::text as "wantedAt",
           (select count(*)::int from delivery d where d.broadcast_id = b.id) as copies
         from broadcast b join notice_version v on v.id = b.notice_version_id
         join notice n on n.id = v.notice_id
         where n.code = $1 order by b.id desc limit 1`,
        [Number(code.slice(1))],
      )
      return rows[0]
    },
    inHand: async (id) => {
      const rows = await stage.ask<{
        chat: string
        sent: number
        open: number | null
        begun: string | null
      }>(
        `select d.chat_id as chat,
           (select count(*)::int from attempt a
             where a.delivery_id = d.id and a.outcome = 'sent') as sent,
           d.calling + 1 as open,
           extract(epoch from d.called_at) * 1000 as begun
         from delivery d where d.broadcast_id = $1 and d.state = 'sending'`,
        [id],
      )
      return named(rows).map(({ chatId, sent, open, begun }) => ({
        chatId,
        sent,
        open,
        begunAt: begun === null || open === null ? null : Number(begun),
      }))
    },
    standings: async (id) => {
      const rows = await stage.ask<{ chat: string; state: string }>(
        `select chat_id as chat, state from delivery where broadcast_id = $1`,
        [id],
      )
      return named(rows).map(({ chatId, state }) => ({ chatId, state }))
    },
    marks: async (id) => {
      const rows = await stage.ask<{ chat: string; part: number }>(
        `select a.chat_id as chat, a.ordinal + 1 as part
         from attempt a join delivery d on d.id = a.delivery_id
         where d.broadcast_id = $1 and a.outcome = 'unknown'`,
        [id],
      )
      return named(rows).map(({ chatId, part }) => ({ chatId, part }))
    },
    counts: async (id) => {
      const rows = await stage.ask<{ state: string; count: number }>(
        `select state, count(*)::int as count from delivery where broadcast_id = $1 group by state`,
        [id],
      )
      return Object.fromEntries(rows.map(({ state, count }) => [state, count]))
    },
    left: async (id) => {
      const rows = await stage.ask<{ count: number }>(
        `select count(*)::int as count from delivery
         where broadcast_id = $1 and (state = 'sending' or state = 'planned' and next_at <= now())`,
        [id],
      )
      return rows[0]?.count ?? 0
    },
    explain: async (id) => {
      const broadcast = await stage.ask(
        `select state, pause_reason, watched_at, finished_at, wanted_at from broadcast where id = $1`,
        [id],
      )
      const copies = await stage.ask(
        `select state, reason, tries, calling, called_at, next_at, fence, count(*)::int as count
         from delivery where broadcast_id = $1 and settled_as is null
         group by 1, 2, 3, 4, 5, 6, 7 order by 8 desc limit 5`,
        [id],
      )
      const lanes = await stage.ask(
        `select fence, cleared_fence, stopped_reason, wait_until from lane`,
      )
      return JSON.stringify({ at: new Date(), broadcast, copies, lanes })
    },
    fence: async () => {
      const rows = await stage.ask<{ fence: string }>(
        `select l.fence from lane l join channel_instance i on i.id = l.channel_instance_id
         where i.platform = $1`,
        [stage.options.platform],
      )
      return Number(rows[0]?.fence ?? 0)
    },
  }
}

/** `telegram:3001` for each chat's own id. */
async function chatNames(stage: FaultStage): Promise<Map<string, string>> {
  return stage.read(async (db, keysOf) => {
    const keys = await keysOf()
    const rows = await db
      .selectFrom('chat')
      .innerJoin('channel_instance', 'channel_instance.id', 'chat.channel_instance_id')
      .select(['chat.id', 'chat.external_enc', 'channel_instance.platform'])
      .execute()
    return new Map(
      rows.map(({ id, external_enc, platform }) => [
        id,
        `${platform}:${keys.decrypt(external_enc, 'chat.external')}`,
      ]),
    )
  })
}
