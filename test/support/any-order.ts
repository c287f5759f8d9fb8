import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Channel, Destination, RenderedPart, SendOutcome } from '../../src/channels/channel.ts'
import { PRIORITY, type DeliveryPurpose } from '../../src/domain/delivery.ts'
import type { BroadcastId, ChatId, DeliveryId } from '../../src/domain/id.ts'
import { plainMessage, type Message } from '../../src/messages/message.ts'
import { restartLane } from '../../src/storage/sending/lane-stops.ts'
import { releaseLane } from '../../src/storage/sending/lanes.ts'
import { putBack } from '../../src/storage/sending/let-go.ts'
import {
  pauseBroadcast,
  resumeBroadcast,
  stopBroadcast,
} from '../../src/storage/sending/pause-and-stop.ts'
import { retryFailed } from '../../src/storage/sending/plan-again.ts'
import { planEdit, planMessage } from '../../src/storage/sending/plan-message.ts'
import { takeOverLane } from '../../src/storage/sending/take-over-lane.ts'
import { writeCopies } from '../../src/storage/sending/write-copies.ts'
import { inTransaction, type Store } from '../../src/storage/store.ts'
import { noteChatState } from '../../src/usecases/chat-health.ts'
import { fillHand } from '../../src/usecases/sending/fill-hand.ts'
import { hearEcho } from '../../src/usecases/sending/hear-echo.ts'
import { createLane, type Lane } from '../../src/usecases/sending/lane.ts'
import { monotonicNow } from '../../src/usecases/sending/monotonic-now.ts'
import { sendPart } from '../../src/usecases/sending/send-part.ts'
import { sweep } from '../../src/usecases/sending/sweep.ts'
import { updateProgress } from '../../src/usecases/sending/update-progress.ts'
import { startTestEngine, type TestEngine } from './engine.ts'
import {
  givenBroadcast,
  givenChat,
  givenDeadLease,
  givenGroup,
  givenPerson,
  givenUnit,
} from './rows.ts'

/** A call that the platform has not answered yet. */
interface Call {
  readonly lane: Lane
  readonly to: string
  readonly chat: string
  readonly text: string
  /** Message that is to be changed; null: a new one. */
  readonly edits: string | null
  readonly answer: (outcome: SendOutcome) => void
  /** Resolves when what came of it is written down. */
  readonly settled: Promise<void>
}

/** What people see in a chat. */
interface Shown {
  readonly id: string
  readonly chat: string
  /** What it said at first, and says now. */
  readonly first: string
  text: string
  /** Its call got no answer, or its process was taken for dead by then. */
  readonly isInDoubt: boolean
}

export type Answer =
  | 'sent'
  /** It arrives, or does not, and nothing is answered. */
  | 'lost-after'
  | 'lost-before'
  | 'wait'
  | 'quota'
  | 'blocked'
  | 'no-contact'
  | 'refused'
  /** The message to change is not there any more; for a new message as `refused`. */
  | 'gone'
  | 'moved'
  | 'token-refused'

/** By the clock of the machine too, which the pacer goes by. */
const WAIT_MS = 20
const CHATS = ['lan', 'hoa', 'to'] as const
const KINDS = ['announcement', 'directive', 'invitation'] as const
/** How often a part that may have arrived goes again by itself. */
const MAY_COME_AGAIN: Partial<Record<string, number>> = {
  announcement: 0,
  directive: 1,
  invitation: 0,
  card: 3,
  reminder: 0,
}
/** Two calls each, so that a process can die between two parts. */
const PARTS = ['đầu', 'cuối'] as const

/**
 * The real engine over the real ledger, of which nothing moves by itself: a test says what happens next, one step at a time,
 * and a platform answers when it is told to. A process dies by being left alone.
 */
export interface World {
  /** Which rule was broken, as far as it shows at the moment of a call. */
  readonly broken: readonly string[]
  /** A process takes the lane, takes what is due in hand, or makes the next call of one that is in hand. */
  go(pick: number): Promise<void>
  /** The platform answers one of the calls that are out. */
  answer(pick: number, answer: Answer): Promise<void>
  /** The process stands still from now on; its calls are answered later, or never. */
  die(): void
  /** The process ends in order, if no call is out. */
  stop(): Promise<void>
  pause(pick: number): Promise<void>
  resume(pick: number): Promise<void>
  end(pick: number): Promise<void>
  retry(pick: number): Promise<void>
  /** Follows every broadcast, as its job does. */
  follow(): Promise<void>
  sweep(): Promise<void>
  wait(ms: number): void
  /** Somebody writes in the chat, or it is known from elsewhere that it takes nothing. */
  comeBack(pick: number): Promise<void>
  goAway(pick: number): Promise<void>
  /** A message is changed. */
  change(pick: number, purpose: DeliveryPurpose): Promise<void>
  /** The platform shows a message whose call got no answer. */
  echo(pick: number): Promise<void>
  /** All that is still to happen happens, and well. */
  settle(): Promise<void>
  /** What of the ledger is not as it must be at any time. */
  faults(): Promise<string[]>
  /** What is not as it must be when all has settled. */
  losses(): Promise<string[]>
  close(): Promise<void>
}

export async function createWorld(store: Store): Promise<World> {
  const engine = await startTestEngine(store)
  const words = new Map<BroadcastId, Message>()
  const calls: Call[] = []
  const shown: Shown[] = []
  const broken: string[] = []
  const chats = new Map<string, ChatId>()
  const kinds = new Map<BroadcastId, string>()
  const names = new Map<DeliveryId, string>()
  /** What a message was changed to at last; null: nobody needs to see it. */
  const newest = new Map<DeliveryId, string | null>()
  /** The last attempt before a person wanted a broadcast sent again. */
  const wishedSince = new Map<string, string>()
  let onCall: (() => void) | undefined
  let serial = 0
  let lane: Lane | null = null
  let sending: Promise<void> = Promise.resolve()

  const receive = (to: Destination, part: RenderedPart, edits: string | null) =>
    new Promise<SendOutcome>((answer) => {
      if (!lane) throw new Error('nobody sends')
      calls.push({
        lane,
        to: to.chatId,
        // However often it has moved.
        chat: to.chatId.replaceAll("'", ''),
        text: part.preview,
        edits,
        answer,
        settled: sending,
      })
      onCall?.()
    })
  const channel: Channel = {
    ...engine.channel,
    send: (to, part) => receive(to, part, null),
    edit: (to, messageId, part) => receive(to, part, messageId),
  }
  const deps: TestEngine['deps'] = {
    ...engine.deps,
    messageFor: async (id) => words.get(id) ?? plainMessage('?'),
  }
  const now = (): Date => deps.clock.now()

  const unit = await givenUnit(store, 'thon')
  const group = await givenUnit(store, 'to')
  for (const name of ['lan', 'hoa']) {
    const chat = await givenChat(store, engine.instanceId, name)
    await givenPerson(store, { name, units: [unit], account: chat })
    chats.set(name, chat)
  }
  chats.set('to', await givenGroup(store, engine.instanceId, 'to', group))
  for (const kind of KINDS) {
    const id = await givenBroadcast(store, { units: [unit, group], kind })
    kinds.set(id, kind)
    words.set(id, plainMessage(...PARTS.map((part) => `${kind} ${part}`)))
    await writeCopies(store, id, { now: now() })
  }
  const broadcasts = [...words.keys()]
  const lan = chats.get('lan')
  if (!lan) throw new Error('no chat')
  // Or the reminder is for nobody (`endUnbound`).
  const { notice_id } = await store.db
    .selectFrom('broadcast')
    .select('notice_id')
    .limit(1)
    .where('id', 'in', broadcasts)
    .executeTakeFirstOrThrow()
  const subject = { kind: 'notice', id: notice_id }
  for (const [purpose, priority] of [
    ['card', PRIORITY.answer],
    ['reminder', PRIORITY.normal],
  ] as const) {
    const message = plainMessage(...PARTS.map((part) => `${purpose} ${part}`))
    const own = { chatId: lan, message, purpose, priority, subject }
    names.set(await planMessage(store, own), purpose)
  }

  const chosen = <T>(all: readonly T[], pick: number): T | undefined => all[pick % all.length]
  const ofBroadcast = async (
    pick: number,
    act: (tx: Store, id: BroadcastId) => Promise<unknown>,
  ): Promise<void> => {
    const id = chosen(broadcasts, pick)
    if (id) await inTransaction(store, (tx) => act(tx, id))
  }
  const hasSettled = async (): Promise<boolean> => {
    const { rows } = await sql`
      select 1 from delivery where channel_instance_id = ${engine.instanceId} and settled_at is null
      union all
      select 1 from broadcast where id = any(${broadcasts}::uuid[]) and finished_at is null
      limit 1`.execute(store.db)
    return rows.length === 0
  }
  const outOf = (of: Lane): Call[] => calls.filter((call) => call.lane === of)

  /** Also where the token had been refused: somebody has given a new one. */
  const begin = async (): Promise<Lane> => {
    await restartLane(store, engine.instanceId)
    const lease = await givenDeadLease(store, engine.instanceId)
    lane = createLane(deps, channel, lease, Infinity)
    await takeOverLane(store, lease, { now: now(), canEdit: true })
    return lane
  }

  const world: World = {
    broken,
    go: async (pick) => {
      const owner = lane?.end === null ? lane : await begin()
      const ready = [...owner.inHand.values()].filter(
        ({ isBusy, notBefore }) => !isBusy && notBefore <= monotonicNow(),
      )
      if (ready.length === 0) return void (await fillHand(owner))
      const work = chosen(ready, pick)
      if (!work) return
      const before = calls.length
      const called = new Promise<void>((resolve) => (onCall = resolve))
      // In two steps, because the call must know what settles it.
      let settled: () => void = () => {}
      sending = new Promise<void>((resolve) => (settled = resolve))
      const over = sendPart(owner, work).then(settled)
      await Promise.race([over, called])
      if (calls.length === before) return
      const { chat } = calls.at(-1) as Call
      if (outOf(owner).filter((call) => call.chat === chat).length > 1)
        broken.push(`two calls at a time in ${chat}`)
      const { id, broadcastId, partsOut } = work.delivery
      const { rows } = await sql<{ count: number }>`
        select count(*)::int from attempt where delivery_id = ${id} and outcome = 'unknown'
          and ordinal = ${work.steps[work.next]?.ordinal ?? 0}
          and id > ${wishedSince.get(broadcastId ?? id) ?? 0}`.execute(store.db)
      const kind = kinds.get(broadcastId as BroadcastId) ?? names.get(id) ?? 'other'
      const mayBeThere = rows[0]?.count ?? 0
      if (mayBeThere > (MAY_COME_AGAIN[kind] ?? Infinity))
        broken.push(`again, unasked, what may be there: ${kind}`)
      if (broadcastId && work.next === 0 && partsOut.length === 0) {
        const { state } = await store.db
          .selectFrom('broadcast')
          .select('state')
          .where('id', '=', broadcastId)
          .executeTakeFirstOrThrow()
        if (state !== 'sending') broken.push(`begun while ${state}`)
      }
    },
    answer: async (pick, kind) => {
      const call = chosen(calls, pick)
      if (!call) return
      calls.splice(calls.indexOf(call), 1)
      const { to, chat, text, edits } = call
      const changed = shown.find(({ id }) => id === edits)
      const takes = edits === null || changed !== undefined
      const id = edits ?? `m${++serial}`
      const arrives = (kind === 'sent' || kind === 'lost-after') && takes
      if (arrives && changed) changed.text = text
      else if (arrives)
        shown.push({
          id,
          chat,
          first: text,
          text,
          isInDoubt: kind === 'lost-after' || call.lane !== lane,
        })
      call.answer(outcomeOf(kind, to, id))
      await call.settled
    },
    die: () => {
      lane = null
    },
    stop: async () => {
      if (!lane || outOf(lane).length > 0) return
      const { lease, inHand, mayHaveUnjudged } = lane
      await putBack(
        store,
        lease,
        [...inHand.values()].map(({ delivery }) => delivery.id),
      )
      await releaseLane(store, lease, { isCleared: !mayHaveUnjudged })
      lane = null
    },
    pause: (pick) => ofBroadcast(pick, pauseBroadcast),
    resume: (pick) => ofBroadcast(pick, (tx, id) => resumeBroadcast(tx, id, now())),
    end: (pick) => ofBroadcast(pick, (tx, id) => stopBroadcast(tx, id)),
    retry: (pick) =>
      ofBroadcast(pick, async (tx, id) => {
        const answer = await retryFailed(tx, id, now())
        if (answer.kind !== 'done') return
        const { rows } = await sql<{
          last: string
        }>`select coalesce(max(id), 0) as last from attempt`.execute(tx.db)
        wishedSince.set(id, rows[0]?.last ?? '0')
      }),
    follow: async () => {
      for (const id of broadcasts) await updateProgress(deps, id)
    },
    sweep: () => sweep(deps),
    wait: (ms) => {
      engine.aheadMs += ms
    },
    comeBack: async (pick) => {
      const chatId = chosen([...chats.values()], pick)
      if (chatId)
        await inTransaction(store, (tx) =>
          noteChatState(tx, { chatId, state: 'active', reason: null, now: now() }),
        )
    },
    goAway: async (pick) => {
      const chatId = chosen([...chats.values()], pick)
      if (chatId)
        await inTransaction(store, (tx) =>
          noteChatState(tx, { chatId, state: 'blocked', reason: 'blocked', now: now() }),
        )
    },
    change: async (pick, purpose) => {
      const rows = await store.db
        .selectFrom('delivery')
        .select('id')
        .where('channel_instance_id', '=', engine.instanceId)
        .where('edits_id', 'is', null)
        .orderBy('id')
        .execute()
      const deliveryId = chosen(rows, pick)?.id
      if (!deliveryId || !names.has(deliveryId)) return
      const text = `${names.get(deliveryId)} sửa ${++serial}`
      // Progress may be left out where nobody sees it.
      newest.set(deliveryId, purpose === 'progress' ? null : text)
      const message = plainMessage(text)
      await inTransaction(store, (tx) =>
        planEdit(tx, { deliveryId, message, purpose, priority: PRIORITY.edit }),
      )
    },
    echo: async (pick) => {
      const doubtful = shown.filter(({ isInDoubt }) => isInDoubt)
      const message = chosen(doubtful, pick)
      const id = message && chats.get(message.chat)
      if (!id) return
      const { text } = message
      const type = message.chat === 'to' ? 'group' : 'private'
      await inTransaction(store, (tx) =>
        hearEcho(
          tx,
          channel,
          { id, type },
          { messageId: message.id, at: now(), text },
          {
            now: now(),
            settings: { timeZone: 'Asia/Ho_Chi_Minh' },
          },
        ),
      )
    },
    settle: async () => {
      for (let round = 0; round < 15; round++) {
        while (calls.length > 0) await world.answer(0, 'sent')
        for (const [index] of broadcasts.entries()) await world.resume(index)
        for (const [index] of CHATS.entries()) await world.comeBack(index)
        do {
          await world.go(0)
          while (calls.length > 0) await world.answer(0, 'sent')
        } while (lane && lane.inHand.size > 0)
        await world.sweep()
        await world.follow()
        if (await hasSettled()) return
        world.wait(5 * 60_000)
        await sleep(WAIT_MS)
      }
    },
    faults: async () => {
      const { rows } = await sql<{ fault: string }>`
        with ours as (
          select d.*, b.state as b_state, b.finished_at as b_finished from delivery d
          left join broadcast b on b.id = d.broadcast_id
          where d.channel_instance_id = ${engine.instanceId})
        select 'ended and open at once: ' || state as fault from ours
          where (settled_at is null) <> (state in ('planned', 'sending'))
        union all
        select 'open without its content: ' || state || ' ' || purpose from ours
          where broadcast_id is null and state in ('planned', 'sending', 'waiting-for-contact')
            and message_enc is null
        union all
        select 'open in a broadcast that has ended: ' || state || ' in ' || b_state from ours
          where b_finished is not null and state in ('planned', 'sending')
        union all
        select 'sending in nobody''s hands' from ours where state = 'sending' and fence is null
        union all
        select 'a call is out of what is not sending: ' || state from ours
          where state <> 'sending' and calling is not null
        union all
        select 'a part is out twice in the record' from ours d
          join attempt a on a.delivery_id = d.id
          where a.outcome = 'sent' group by d.id, a.ordinal having count(*) > 1
        union all
        select 'sent, and nothing of it is out' from ours d
          where state = 'sent' and not exists (
            select 1 from attempt a where a.delivery_id = d.id and a.outcome = 'sent')
        union all
        select 'nothing arrived, it says, and something may have: ' || state || ' ' || purpose from ours d
          where state in ('cancelled', 'rejected') and edits_id is null and exists (
            select 1 from attempt a where a.delivery_id = d.id and a.outcome = 'unknown'
              and not exists (
                -- Of two that were not answered, the echo may be that of the first.
                select 1 from attempt s where s.delivery_id = d.id and s.ordinal = a.ordinal
                  and (s.outcome = 'sent' or (s.outcome = 'rejected' and s.id > a.id))))
        union all
        select 'not sent, it says, and part of it was: ' || purpose from ours d
          where state = 'cancelled' and edits_id is null and exists (
            select 1 from attempt a where a.delivery_id = d.id and a.outcome = 'sent')`.execute(
        store.db,
      )
      return rows.map(({ fault }) => fault)
    },
    losses: async () => {
      const rows = await store.db
        .selectFrom('delivery')
        .leftJoin('broadcast', 'broadcast.id', 'delivery.broadcast_id')
        .select([
          'delivery.id',
          'delivery.state',
          'delivery.purpose',
          'delivery.reason',
          'delivery.chat_id',
          'delivery.broadcast_id',
          'delivery.edits_id',
          'broadcast.state as b_state',
        ])
        .where('delivery.channel_instance_id', '=', engine.instanceId)
        .execute()
      const attempts = await sql<{
        delivery_id: DeliveryId
        ordinal: number
        outcome: string
      }>`select delivery_id, ordinal, outcome from attempt
        where channel_instance_id = ${engine.instanceId} order by id`.execute(store.db)
      const faults: string[] = []
      const marks = new Map<string, number>()
      for (const row of rows) {
        const chat = [...chats].find(([, id]) => id === row.chat_id)?.[0] ?? ''
        const name = row.broadcast_id ? kinds.get(row.broadcast_id) : names.get(row.id)
        const own = attempts.rows.filter(({ delivery_id }) => delivery_id === row.id)
        for (const [index, part] of PARTS.entries()) {
          const unanswered = own.filter(
            ({ ordinal, outcome }) => ordinal === index && outcome === 'unknown',
          )
          marks.set(`${chat}: ${name} ${part}`, unanswered.length)
        }
        const wasRefused = own.some(({ outcome }) => outcome === 'rejected')
        const what = `${row.purpose} ${row.state} ${row.reason ?? ''} in ${row.b_state ?? 'no broadcast'}`
        if (['planned', 'sending', 'waiting-for-contact'].includes(row.state))
          faults.push(`left open: ${what}`)
        const isMeant = row.edits_id === null && row.b_state !== 'stopped' && !wasRefused
        // What a chat has missed is sent later only if it is a broadcast's.
        const mayFail =
          (row.reason?.startsWith('too-late') ?? false) ||
          (row.broadcast_id === null && row.state === 'unreachable')
        if (isMeant && !mayFail && !['sent', 'unknown'].includes(row.state))
          faults.push(`lost: ${what}`)
        if (row.b_state && !['finished', 'stopped'].includes(row.b_state))
          faults.push(`never ended: ${what}`)
      }
      for (const key of new Set(shown.map(({ chat, first }) => `${chat}: ${first}`))) {
        const copies = shown.filter(({ chat, first }) => `${chat}: ${first}` === key)
        // What people are told of a chat that is back is said as often as it comes back.
        const marked = key.includes('sửa')
          ? copies.filter(({ isInDoubt }) => isInDoubt).length
          : (marks.get(key) ?? Infinity)
        if (marked < copies.length - 1) faults.push(`twice without a doubt: ${key}`)
      }
      for (const [id, text] of newest) {
        const ends = rows.filter((row) => row.id === id || row.edits_id === id)
        // A reminder ends that is not out in time.
        const isSaid = ends.every(
          ({ state, reason }) =>
            state === 'sent' || (state === 'cancelled' && !reason?.startsWith('too-late')),
        )
        if (text !== null && isSaid && !shown.some((one) => one.text === text))
          faults.push(`not what it was changed to: ${text}`)
      }
      for (const chat of CHATS)
        for (const kind of [...KINDS, 'card', 'reminder']) {
          const first = shown.findIndex((one) => one.chat === chat && one.first === `${kind} đầu`)
          const last = shown.findIndex((one) => one.chat === chat && one.first === `${kind} cuối`)
          if (last !== -1 && (first === -1 || first > last))
            faults.push(`the end before the beginning: ${kind} in ${chat}`)
        }
      return faults
    },
    close: async () => {
      while (calls.length > 0) await world.answer(0, 'lost-before')
      await engine.stop()
    },
  }
  return world
}

function outcomeOf(answer: Answer, to: string, messageId: string): SendOutcome {
  const reason = 'scripted'
  switch (answer) {
    case 'sent':
      return { kind: 'sent', messageIds: [messageId] }
    case 'lost-after':
    case 'lost-before':
      return { kind: 'unknown', reason }
    case 'wait':
      return { kind: 'retry-after', afterMs: WAIT_MS, scope: 'chat', why: 'too-many', reason }
    case 'quota':
      return { kind: 'retry-after', afterMs: 60_000, scope: 'chat', why: 'quota', reason }
    case 'blocked':
      return { kind: 'unreachable', chatState: 'blocked', why: 'blocked', reason }
    case 'no-contact':
      return {
        kind: 'unreachable',
        chatState: 'waiting-for-contact',
        why: 'waiting-for-contact',
        reason,
      }
    case 'refused':
      return { kind: 'rejected', why: 'refused', reason }
    case 'gone':
      return { kind: 'rejected', why: 'message-gone', reason }
    case 'moved':
      return { kind: 'migrated', toChatId: `${to}'`, reason }
    case 'token-refused':
      return { kind: 'auth', why: 'token-refused', reason }
  }
}
