import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import type { Capabilities } from '../../../src/channels/channel.ts'
import { PRIORITY } from '../../../src/domain/delivery.ts'
import type { BroadcastId, PersonId } from '../../../src/domain/id.ts'
import { plainMessage } from '../../../src/messages/message.ts'
import { askedAbout, markWatched, type Held } from '../../../src/storage/sending/broadcast-holds.ts'
import { cancelBroadcast } from '../../../src/storage/sending/broadcasts.ts'
import {
  countToStop,
  failedDeliveries,
  standingOf,
} from '../../../src/storage/sending/count-copies.ts'
import {
  finishBroadcast,
  pauseBroadcast,
  resumeBroadcast,
  stopBroadcast,
} from '../../../src/storage/sending/pause-and-stop.ts'
import { retryFailed, retryUnknowns } from '../../../src/storage/sending/plan-again.ts'
import { followChat, moveChat, setChatState } from '../../../src/storage/chat-state.ts'
import { broadcastInChat } from '../../../src/storage/notices-in-chat.ts'
import { planEdit, planMessage } from '../../../src/storage/sending/plan-message.ts'
import { keepFile } from '../../../src/storage/files.ts'
import { writeCopies } from '../../../src/storage/sending/write-copies.ts'
import { addPost } from '../../../src/storage/people.ts'
import { inTransaction, type Store } from '../../../src/storage/store.ts'
import { noteChatState } from '../../../src/usecases/chat-health.ts'
import { expandBroadcast } from '../../../src/usecases/sending/expand-broadcast.ts'
import { holdBroadcast } from '../../../src/usecases/sending/hold-broadcast.ts'
import { sweep } from '../../../src/usecases/sending/sweep.ts'
import { updateProgress } from '../../../src/usecases/sending/update-progress.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { startTestEngine, type TestEngine } from '../../support/engine.ts'
import type { PlainAnswer } from '../../support/plain-platform.ts'
import {
  givenBroadcast,
  givenChat,
  givenGroup,
  givenPerson,
  givenUnit,
} from '../../support/rows.ts'

describe('a broadcast', () => {
  let database: TestDatabase
  let store: Store
  let engine: TestEngine
  const engines: TestEngine[] = []

  const start = async (capabilities?: Partial<Capabilities>): Promise<TestEngine> => {
    const started = await startTestEngine(store, capabilities)
    engines.push(started)
    return started
  }

  beforeAll(async () => {
    database = await createTestDatabase()
    store = database.store
  })
  afterAll(() => database.close())
  beforeEach(async () => {
    engine = await start()
  })
  afterEach(() => Promise.all(engines.splice(0).map((each) => each.stop())))

  /** A broadcast to as many groups, each of a unit of its own. */
  const toGroups = async (
    names: readonly string[],
    options: Parameters<typeof givenBroadcast>[1] = {},
  ): Promise<BroadcastId> => {
    const units = await Promise.all(
      names.map(async (name) => {
        const unit = await givenUnit(store, name)
        await givenGroup(store, engine.instanceId, name, unit)
        return unit
      }),
    )
    return givenBroadcast(store, { units, ...options })
  }
  const onlyCopy = (id: BroadcastId) =>
    store.db
      .selectFrom('delivery')
      .select(['chat_id', 'state'])
      .where('broadcast_id', '=', id)
      .executeTakeFirstOrThrow()
  const expand = (id: BroadcastId): Promise<void> => expandBroadcast(engine.deps, id)
  const arrived = (): string[] => engine.platform.seen().map((call) => call.chat)

  describe('when its hour comes', () => {
    it('goes to each group once, and privately only to whom no group serves', async () => {
      const [served, bare, both] = await Promise.all(
        ['có nhóm', 'không nhóm', 'hai đơn vị'].map((name) => givenUnit(store, name)),
      )
      if (!served || !bare || !both) throw new Error('units')
      await givenGroup(store, engine.instanceId, 'nhóm', served)
      const chat = (name: string) => givenChat(store, engine.instanceId, name)
      await givenPerson(store, { units: [served], account: await chat('lan') })
      await givenPerson(store, { units: [bare, both], account: await chat('minh') })
      await givenPerson(store, { units: [bare, served], account: await chat('hoa') })
      await givenPerson(store, { units: [bare] })
      const id = await givenBroadcast(store, { units: [served, bare, both] })

      await expand(id)
      await engine.run()

      expect(arrived().sort()).toEqual(['minh', 'nhóm'])
      const people = await store.db
        .selectFrom('broadcast_person')
        .selectAll()
        .where('broadcast_id', '=', id)
        .execute()
      expect(people).toHaveLength(6)
    })

    it('is written some copies at a time, and goes on behind the last after a death, but not while it is paused', async () => {
      const unit = await givenUnit(store, 'xã')
      const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
      for (const name of names)
        await givenPerson(store, {
          units: [unit],
          account: await givenChat(store, engine.instanceId, name),
        })
      const id = await givenBroadcast(store, { units: [unit] })
      const write = () =>
        writeCopies(store, id, { now: new Date(), today: '2026-11-28', atOnce: 2 })
      const copies = () =>
        store.db.selectFrom('delivery').select('id').where('broadcast_id', '=', id).execute()
      await sql`create function die() returns trigger language plpgsql as $$ begin
        if (select count(*) from delivery where broadcast_id = new.broadcast_id) >= 4
        then raise exception 'died'; end if; return new; end $$`.execute(store.db)
      await sql`create trigger die before insert on delivery for each row execute function die()`.execute(
        store.db,
      )
      await expect(write()).rejects.toThrow('died')
      const before = await copies()
      await engine.run()
      expect(before).toHaveLength(4)
      // Nothing goes out before all copies are written.
      expect(arrived()).toEqual([])

      await sql`drop trigger die on delivery`.execute(store.db)
      await inTransaction(store, (tx) => pauseBroadcast(tx, id))
      expect(await write()).toEqual({ kind: 'not-due' })
      expect(await copies()).toHaveLength(4)
      await inTransaction(store, (tx) => resumeBroadcast(tx, id, new Date()))
      const expansion = await write()
      await engine.run()

      expect(expansion).toEqual({ kind: 'expanded', groups: 0, privateChats: 7 })
      expect((await copies()).map((row) => row.id)).toEqual(
        expect.arrayContaining(before.map((row) => row.id)),
      )
      expect(arrived().sort()).toEqual(names)
      expect(await write()).toEqual({ kind: 'not-due' })
    })

    describe('to a group that was entered anew under its new id before its move was told', () => {
      const moved = { kind: 'moved', toChatId: 'mới' } as const

      it.each([
        { title: 'after the new one has it', first: 'mới' },
        { title: 'before', first: 'cũ' },
      ])('goes there once, when the old id is tried $title', async ({ first }) => {
        const id = await toGroups(['cũ', 'mới'])
        await expand(id)
        const later = first === 'cũ' ? 'mới' : 'cũ'
        await sql`update delivery d set next_at = now() + interval '10 s' from chat
          where d.broadcast_id = ${id} and chat.id = d.chat_id and chat.title = ${later}`.execute(
          store.db,
        )
        engine.platform.script('cũ', moved, moved)
        await engine.run()
        await engine.later(11_000)
        await updateProgress(engine.deps, id)
        await inTransaction(store, (tx) => retryFailed(tx, id, new Date()))
        await engine.run()

        expect(engine.platform.seen('mới')).toHaveLength(1)
        expect(await engine.states(id)).toEqual({ sent: 1 })
      })

      it('leaves the unit one group, and the next broadcast one copy', async () => {
        const unit = await givenUnit(store, 'thôn')
        await givenChat(store, engine.instanceId, 'cũ', 'group')
        await givenGroup(store, engine.instanceId, 'mới', unit)
        await followChat(store, {
          instanceId: engine.instanceId,
          fromExternalId: 'cũ',
          toExternalId: 'mới',
        })

        const id = await givenBroadcast(store, { units: [unit] })
        await expand(id)
        await engine.run()

        expect(arrived()).toEqual(['mới'])
        expect(await engine.states(id)).toEqual({ sent: 1 })
      })
    })

    it('takes the account that wrote last, and only those that receive', async () => {
      const unit = await givenUnit(store, 'thôn')
      const chats = await Promise.all(
        ['cũ', 'mới', 'tắt'].map((name) => givenChat(store, engine.instanceId, name)),
      )
      const person = await givenPerson(store, { units: [unit] })
      for (const [index, chatId] of chats.entries()) {
        const chat = await store.db
          .updateTable('chat')
          .set({ state_at: new Date(2026, 0, 1 + index) })
          .where('id', '=', chatId)
          .returning('account_id')
          .executeTakeFirstOrThrow()
        if (chat.account_id)
          await store.db
            .updateTable('account')
            .set({ person_id: person, receives: index < 2 })
            .where('id', '=', chat.account_id)
            .execute()
      }
      const id = await givenBroadcast(store, { units: [unit] })

      await expand(id)
      await engine.run()

      expect(arrived()).toEqual(['mới'])
    })

    it('is for those who hold a post on that day', async () => {
      const unit = await givenUnit(store, 'thôn')
      const holds = async (name: string, from: string, to: string | null): Promise<PersonId> => {
        const account = await givenChat(store, engine.instanceId, name)
        const personId = await givenPerson(store, { account })
        await addPost(store, { personId, unitId: unit, role: 'member', from })
        await store.db
          .updateTable('post')
          .set({ valid_to: to })
          .where('person_id', '=', personId)
          .execute()
        return personId
      }
      await holds('từ hôm nay', '2026-11-28', null)
      await holds('đến hết hôm nay', '2026-01-01', '2026-11-29')
      await holds('đến hôm qua', '2026-01-01', '2026-11-28')
      await holds('từ ngày mai', '2026-11-29', null)
      const erased = await holds('đã xoá', '2026-01-01', null)
      await store.db
        .updateTable('person')
        .set({ erased_at: new Date() })
        .where('id', '=', erased)
        .execute()
      const id = await givenBroadcast(store, { units: [unit] })

      await writeCopies(store, id, { now: new Date(), today: '2026-11-28' })
      await engine.run()

      expect(arrived().sort()).toEqual(['từ hôm nay', 'đến hết hôm nay'])
    })

    it('does not go to a group of before, and goes privately where the group takes nothing', async () => {
      const unit = await givenUnit(store, 'thôn')
      const [former, gone] = await Promise.all(
        ['nhóm cũ', 'nhóm mất'].map((name) => givenGroup(store, engine.instanceId, name, unit)),
      )
      if (!former || !gone) throw new Error('groups')
      await store.db
        .updateTable('chat_binding')
        .set({ valid_to: new Date() })
        .where('chat_id', '=', former)
        .execute()
      await setChatState(store, gone, 'gone', null, new Date())
      const account = await givenChat(store, engine.instanceId, 'lan')
      await givenPerson(store, { units: [unit], account })
      const id = await givenBroadcast(store, { units: [unit] })

      await expand(id)
      await engine.run()

      expect(arrived()).toEqual(['lan'])
      // It is shown as a place that lacks it, and goes there when that is over.
      expect(await engine.states(id)).toEqual({ sent: 1, unreachable: 1 })
    })

    it('goes to the account that may be written to, before one that must write first', async () => {
      const unit = await givenUnit(store, 'thôn')
      const [open, waiting] = await Promise.all(
        ['mở', 'chờ'].map((name) => givenChat(store, engine.instanceId, name)),
      )
      if (!open || !waiting) throw new Error('chats')
      await givenPerson(store, { units: [unit], account: open })
      await sql`update account set person_id = (select a.person_id from account a
          join chat c on c.account_id = a.id where c.id = ${open})
        from chat where chat.id = ${waiting} and account.id = chat.account_id`.execute(store.db)
      await sql`update chat set state = 'waiting-for-contact', state_at = now() where id = ${waiting}`.execute(
        store.db,
      )
      const id = await givenBroadcast(store, { units: [unit] })

      await expand(id)
      await engine.run()

      expect(await engine.states(id)).toEqual({ sent: 1 })
      expect(arrived()).toEqual(['mở'])
    })

    it('is written once, however often and by however many it is expanded', async () => {
      const id = await toGroups(['a', 'b', 'c'])

      await Promise.all([expand(id), expand(id), expand(id)])
      await expand(id)
      await engine.run()

      expect(arrived().sort()).toEqual(['a', 'b', 'c'])
      expect(engine.jobs.filter(({ name }) => name === 'run-lane').length).toBeGreaterThan(0)
    })

    it('does not go out before, nor after it was taken back', async () => {
      const early = await toGroups(['a'], { releaseAt: new Date(Date.now() + 60_000) })
      const undone = await toGroups(['b'])
      await store.db
        .updateTable('broadcast')
        .set({ state: 'cancelled', finished_at: new Date() })
        .where('id', '=', undone)
        .execute()

      await expand(early)
      await expand(undone)
      await engine.run()

      expect(arrived()).toEqual([])
    })

    it('makes ids in the order in which they are written', async () => {
      const id = await toGroups(['a', 'b'])

      await expand(id)

      const rows = await store.db
        .selectFrom('delivery')
        .select('id')
        .where('broadcast_id', '=', id)
        .execute()
      for (const row of rows)
        expect(row.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-/)
    })
  })

  describe('under control', () => {
    it('holds while it is paused, and goes on', async () => {
      const id = await toGroups(['a', 'b'])
      await expand(id)
      const paused = await inTransaction(store, (tx) => pauseBroadcast(tx, id))
      await engine.run()
      expect(arrived()).toEqual([])

      const resumed = await inTransaction(store, (tx) => resumeBroadcast(tx, id, new Date()))
      await engine.run()

      expect([paused.kind, resumed]).toEqual(['done', { kind: 'done', lanes: [engine.instanceId] }])
      expect(arrived().sort()).toEqual(['a', 'b'])
    })

    it('holds at once for what is in hand but not begun', async () => {
      const slow = { pace: { ...engine.channel.capabilities.pace, perSecond: 10 } }
      const paced = await start(slow)
      const units = await Promise.all(
        Array.from({ length: 12 }, async (_, index) => {
          const unit = await givenUnit(store, `u${index}`)
          await givenGroup(store, paced.instanceId, `g${index}`, unit)
          return unit
        }),
      )
      const id = await givenBroadcast(store, { units })
      await expandBroadcast(paced.deps, id)
      const run = paced.run()
      await paced.platform.until(({ calls }) => calls.length >= 2)

      await inTransaction(store, (tx) => pauseBroadcast(tx, id))
      const begun = paced.platform.calls.length
      await run

      // One call may be on its way at the moment of the pause.
      expect(paced.platform.calls.length).toBeLessThanOrEqual(begun + 1)
      expect(paced.platform.calls.length).toBeLessThan(12)
      const { planned, sent } = await paced.states(id)
      expect([planned, sent]).toEqual([
        12 - paced.platform.calls.length,
        paced.platform.calls.length,
      ])
    })

    it('finishes the copy whose first part is out when it is stopped, and cancels the rest', async () => {
      engine.copy = ['một', 'hai']
      const id = await toGroups(['a', 'b', 'c'])
      await expand(id)
      engine.platform.script('a', { kind: 'ok' }, { kind: 'wait', afterMs: 5_000 })
      engine.platform.script('b', { kind: 'wait', afterMs: 5_000 })
      engine.platform.script('c', { kind: 'wait', afterMs: 5_000 })
      await engine.run()

      await inTransaction(store, (tx) => stopBroadcast(tx, id, new Date()))
      await engine.later(6_000)

      expect(engine.platform.seen().map(({ chat, text }) => [chat, text])).toEqual([
        ['a', 'một'],
        ['a', 'hai'],
      ])
      expect(await engine.states(id)).toEqual({ sent: 1, cancelled: 2 })
    })

    it('finishes such a copy also when its quota is gone in the middle and its person writes after the stop', async () => {
      engine.copy = ['một', 'hai']
      const id = await toGroups(['a', 'b'])
      await expand(id)
      const spent = { kind: 'wait', afterMs: 3_600_000, why: 'quota' } as const
      engine.platform.script('a', { kind: 'ok' }, spent)
      engine.platform.script('b', spent)
      await engine.run()
      await inTransaction(store, (tx) => stopBroadcast(tx, id, new Date()))
      const chats = await store.db
        .selectFrom('delivery')
        .select('chat_id')
        .where('broadcast_id', '=', id)
        .execute()

      for (const { chat_id: chatId } of chats)
        await inTransaction(store, (tx) =>
          noteChatState(tx, { chatId, state: 'active', reason: null, now: new Date() }),
        )
      await engine.run()

      expect(engine.platform.seen('a').map(({ text }) => text)).toEqual(['một', 'hai'])
      expect(await engine.states(id)).toEqual({ sent: 1, cancelled: 1 })
    })

    it('leaves nothing to be sent later to who must write first when it is stopped', async () => {
      const id = await toGroups(['a', 'b'])
      await expand(id)
      engine.platform.script('a', { kind: 'blocked', state: 'waiting-for-contact' })
      engine.platform.script('b', { kind: 'wait', afterMs: 5_000 })
      await engine.run()
      const { left } = await countToStop(store, id)
      await inTransaction(store, (tx) => stopBroadcast(tx, id, new Date()))

      expect(left).toBe(2)
      expect(await engine.states(id)).toEqual({ cancelled: 2 })
    })

    it('does not say that a copy was never sent of which half is out and the rest waited for its person', async () => {
      engine.copy = ['một', 'hai']
      const id = await toGroups(['a'])
      await expand(id)
      engine.platform.script('a', { kind: 'ok' }, { kind: 'blocked', state: 'waiting-for-contact' })
      await engine.run()
      await inTransaction(store, (tx) => stopBroadcast(tx, id, new Date()))
      await finishBroadcast(store, id, new Date())
      const { chat_id: chatId } = await onlyCopy(id)
      await inTransaction(store, (tx) =>
        noteChatState(tx, { chatId, state: 'active', reason: null, now: new Date() }),
      )
      await engine.run()

      expect(engine.platform.seen('a').map(({ text }) => text)).toEqual(['một'])
      expect(await engine.states(id)).toEqual({ unreachable: 1 })
    })

    it('brings a group that took nothing and has moved since what it has missed, once it takes a message', async () => {
      const id = await toGroups(['a', 'b'])
      await expand(id)
      engine.platform.script('a', { kind: 'blocked', state: 'left' })
      await engine.run()
      expect(await engine.states(id)).toEqual({ unreachable: 1, sent: 1 })
      const { chat_id: group } = await store.db
        .selectFrom('delivery')
        .select('chat_id')
        .where('broadcast_id', '=', id)
        .where('state', '=', 'unreachable')
        .executeTakeFirstOrThrow()
      await inTransaction(store, (tx) => moveChat(tx, group, 'siêu a'))
      await planMessage(store, {
        chatId: group,
        message: plainMessage('nhắc'),
        purpose: 'reminder',
        priority: PRIORITY.normal,
      })
      await engine.run()

      expect(await engine.states(id)).toEqual({ sent: 2 })
      const texts = engine.platform.seen('siêu a').map(({ text }) => text)
      expect(texts).toHaveLength(3)
      expect(texts[0]).toBe('nhắc')
    })

    it('ends at once when it is stopped although a call that was out then is told to wait', async () => {
      const id = await toGroups(['a'])
      await expand(id)
      engine.platform.script('a', { kind: 'wait', afterMs: 3_600_000 })
      engine.platform.latencyMs = 300
      const running = engine.run()
      await engine.platform.until(({ calls }) => calls.length > 0)
      await inTransaction(store, (tx) => stopBroadcast(tx, id, new Date()))
      await running
      await updateProgress(engine.deps, id)

      expect(await engine.states(id)).toEqual({ cancelled: 1 })
      expect((await standingOf(store, id, new Date()))?.isEnded).toBe(true)
    })

    it('tries again what failed, and only that', async () => {
      const id = await toGroups(['a', 'b', 'c', 'd'])
      engine.platform.script('a', { kind: 'refused', why: 'refused' })
      engine.platform.script('b', { kind: 'cut' })
      engine.platform.script(
        'c',
        { kind: 'blocked', state: 'left' },
        { kind: 'blocked', state: 'left' },
      )
      await expand(id)
      await engine.run()
      await updateProgress(engine.deps, id)

      const answer = await inTransaction(store, (tx) => retryFailed(tx, id, new Date()))
      await engine.run()

      expect(answer).toEqual({ kind: 'done', lanes: [engine.instanceId], count: 3 })
      expect(await engine.states(id)).toEqual({ sent: 3, unreachable: 1 })
      expect(engine.platform.seen('d')).toHaveLength(1)
    })

    it('waits for a document that cannot be read as long as the first time when somebody tries again', async () => {
      const bytes = Buffer.from('pdf')
      const file = await keepFile(store, { name: 'mời.pdf', mime: 'application/pdf', bytes })
      const message = { ...plainMessage('kèm'), files: [file] }
      engine.deps = { ...engine.deps, messageFor: async () => message }
      const id = await toGroups(['a'])
      await expand(id)
      await sql`update delivery set created_at = now() - interval '2 hours'
        where broadcast_id = ${id}`.execute(store.db)
      await sql`alter table file rename to file_away`.execute(store.db)
      await engine.run()
      await updateProgress(engine.deps, id)
      expect(await engine.states(id)).toEqual({ rejected: 1 })

      await inTransaction(store, (tx) => retryFailed(tx, id, new Date()))
      await engine.run()
      await sql`alter table file_away rename to file`.execute(store.db)
      expect(await engine.states(id)).toEqual({ planned: 1 })
      await engine.later(6_000)

      expect(engine.platform.seen('a').map(({ text }) => text)).toEqual(['kèm', 'mời.pdf'])
    })

    it.each([
      { title: 'paused twice', first: pauseBroadcast, last: pauseBroadcast, state: 'paused' },
      { title: 'resumed while it runs', first: null, last: resumeBroadcast, state: 'sending' },
      { title: 'retried while it runs', first: null, last: retryFailed, state: 'sending' },
    ])('answers with its state when $title', async ({ first, last, state }) => {
      const id = await toGroups(['a'])
      await expand(id)
      if (first) await inTransaction(store, (tx) => first(tx, id))

      const answer = await inTransaction<unknown>(store, (tx) => last(tx, id, new Date()))

      expect(answer).toEqual({ kind: 'wrong-state', state })
    })
  })

  describe('that should not go on without a word', () => {
    const HOUR = 60 * 60_000
    const stateOf = (id: BroadcastId) =>
      store.db
        .selectFrom('broadcast')
        .select(['state', 'pause_reason'])
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
    const resume = (id: BroadcastId) =>
      inTransaction(store, (tx) => resumeBroadcast(tx, id, engine.deps.clock.now()))
    const names = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`)

    it('is held when many copies fail, and goes on to the rest when somebody says so', async () => {
      engine = await start({ pace: { ...engine.channel.capabilities.pace, perSecond: 10 } })
      const id = await toGroups(names(40))
      await expand(id)
      for (const name of names(25)) engine.platform.script(name, { kind: 'blocked', state: 'left' })
      await engine.run()

      expect(await stateOf(id)).toEqual({ state: 'paused', pause_reason: 'failures' })
      expect(engine.held).toEqual(['failures'])
      expect(engine.platform.calls.length).toBeLessThan(40)

      await resume(id)
      await engine.run()
      await updateProgress(engine.deps, id)

      expect(await engine.states(id)).toEqual({ sent: 15, unreachable: 25 })
      expect((await stateOf(id)).state).toBe('finished')
    })

    it('is held when its document is refused by all although its words arrive', async () => {
      engine = await start({ pace: { ...engine.channel.capabilities.pace, perSecond: 50 } })
      engine.copy = ['chữ', 'tệp']
      const id = await toGroups(names(40))
      await expand(id)
      const refused = { kind: 'refused', why: 'file-refused' } as const
      for (const name of names(40)) engine.platform.script(name, { kind: 'ok' }, refused)
      await engine.run()

      expect(await stateOf(id)).toEqual({ state: 'paused', pause_reason: 'failures' })
      expect(await askedAbout(store, id)).toEqual(['file-refused'])
    })

    it('is held once for each reason, though the process dies, and once more when what failed is tried again', async () => {
      engine = await start({ pace: { ...engine.channel.capabilities.pace, perSecond: 50 } })
      const id = await toGroups(names(155))
      await expand(id)
      const refused = { kind: 'refused', why: 'refused' } as const
      const answers = (count: number, answer: PlainAnswer) => Array<PlainAnswer>(count).fill(answer)
      engine.platform.script(
        '*',
        ...answers(70, refused),
        // More of each than ends it, for the calls that go out before a busy machine has written the hold.
        ...answers(45, { kind: 'blocked', state: 'left' }),
        ...answers(30, { kind: 'cut' }),
      )
      // Each run is another owner, who knows only what is written.
      const goOn = async () => {
        await engine.run()
        return stateOf(id)
      }

      expect(await goOn()).toEqual({ state: 'paused', pause_reason: 'failures' })
      expect(await askedAbout(store, id)).toEqual(['refused'])
      await resume(id)
      expect(await goOn()).toEqual({ state: 'paused', pause_reason: 'failures' })
      expect(await askedAbout(store, id)).toEqual(['refused', 'left'])
      expect((await engine.states(id))['rejected']).toBe(70)
      await resume(id)
      expect(await goOn()).toEqual({ state: 'paused', pause_reason: 'unknowns' })
      await resume(id)
      expect(await goOn()).toEqual({ state: 'sending', pause_reason: null })
      await updateProgress(engine.deps, id)
      expect(await engine.states(id)).toEqual({
        sent: 10,
        rejected: 70,
        unreachable: 45,
        unknown: 30,
      })

      await inTransaction(store, (tx) => retryFailed(tx, id, new Date()))
      engine.platform.script('*', ...answers(50, refused))
      expect(await goOn()).toEqual({ state: 'paused', pause_reason: 'failures' })
      expect(engine.held).toEqual(['failures', 'failures', 'unknowns', 'failures'])
    })

    it('is held for a reason by one of two processes, and by neither when somebody has let it pass', async () => {
      const id = await toGroups(['a'])
      await expand(id)
      const held = { reason: 'failures', count: 20, of: 20, why: 'left', isMore: false } as const
      const hold = (reason: Held) =>
        Promise.all([0, 1].map(() => holdBroadcast(engine.deps, id, reason)))

      expect((await hold(held)).filter(Boolean)).toHaveLength(1)
      await resume(id)
      expect(await hold(held)).toEqual([false, false])
      expect((await hold({ ...held, why: 'blocked' })).filter(Boolean)).toHaveLength(1)
      expect(engine.held).toEqual(['failures', 'failures'])
    })

    it('is held when of many it is not known whether they arrived', async () => {
      engine = await start({ pace: { ...engine.channel.capabilities.pace, perSecond: 20 } })
      const id = await toGroups(names(30))
      await expand(id)
      engine.platform.script('*', ...Array.from({ length: 30 }, () => ({ kind: 'cut' }) as const))
      await engine.run()

      expect(await stateOf(id)).toEqual({ state: 'paused', pause_reason: 'unknowns' })
      const { unknown = 0, planned = 0 } = await engine.states(id)
      expect(unknown).toBeGreaterThan(10)
      expect(unknown + planned).toBe(30)
    })

    it.each([
      { how: 'fail', answer: { kind: 'blocked', state: 'left' }, states: { unreachable: 20 } },
      { how: 'are unknown', answer: { kind: 'cut' }, states: { unknown: 20 } },
    ] as const)(
      'ends when its last copies $how, because nothing is left to be held',
      async (last) => {
        const id = await toGroups(names(20))
        await expand(id)
        for (const name of names(20)) engine.platform.script(name, last.answer)
        await engine.run()
        await updateProgress(engine.deps, id)

        expect(await stateOf(id)).toEqual({ state: 'finished', pause_reason: null })
        expect(engine.held).toEqual([])
        expect(await engine.states(id)).toEqual(last.states)
      },
    )

    it('is held before a directive is sent once more to all of whom it is not known', async () => {
      const id = await toGroups(names(20), { kind: 'directive' })
      await expand(id)
      for (const name of names(20)) engine.platform.script(name, { kind: 'cut' })
      await engine.run()

      expect(await stateOf(id)).toEqual({ state: 'paused', pause_reason: 'unknowns' })
    })

    it('is not held for the calls that a process cuts off when it stops', async () => {
      const id = await toGroups(names(12))
      await expand(id)
      engine.platform.script('*', ...Array.from({ length: 12 }, () => ({ kind: 'hang' }) as const))
      const stopping = new AbortController()
      const run = engine.run(stopping.signal)
      await engine.platform.until(({ calls }) => calls.length === 12)
      stopping.abort()
      await run

      expect(await engine.states(id)).toEqual({ unknown: 12 })
      expect(await stateOf(id)).toEqual({ state: 'sending', pause_reason: null })
    })

    it('is not sent when its hour passed long ago, until somebody wants it all the same', async () => {
      const id = await toGroups(['a', 'b'], { releaseAt: new Date(Date.now() - 2 * HOUR) })

      await Promise.all([expand(id), expand(id)])
      await engine.run()
      expect(await stateOf(id)).toEqual({ state: 'paused', pause_reason: 'late' })
      expect(engine.held).toEqual(['late'])
      expect(arrived()).toEqual([])

      await resume(id)
      await expand(id)
      await engine.run()
      expect(arrived().sort()).toEqual(['a', 'b'])
    })

    it('is taken back as if it had never been when its hour passed and nobody wants it', async () => {
      const id = await toGroups(['a'], { releaseAt: new Date(Date.now() - 2 * HOUR) })
      await expand(id)

      expect(await cancelBroadcast(store, id, new Date())).toBe(true)

      await expand(id)
      await engine.run()
      expect(arrived()).toEqual([])
      expect((await stateOf(id)).state).toBe('cancelled')
    })

    it('cannot be taken back when copies of it are written', async () => {
      const id = await toGroups(['a'])
      await expand(id)
      await inTransaction(store, (tx) => pauseBroadcast(tx, id))

      expect(await cancelBroadcast(store, id, new Date())).toBe(false)
    })

    it('goes on after a power cut of an afternoon, and asks after a night', async () => {
      const id = await toGroups(['a', 'b'])
      await expand(id)
      engine.aheadMs += 5 * HOUR
      await updateProgress(engine.deps, id)
      expect((await stateOf(id)).state).toBe('sending')

      engine.aheadMs += 7 * HOUR
      await engine.run()
      expect(arrived()).toEqual([])
      await updateProgress(engine.deps, id)
      expect(await stateOf(id)).toEqual({ state: 'paused', pause_reason: 'interrupted' })
      expect(engine.held).toEqual(['interrupted'])

      await resume(id)
      await engine.run()
      expect(arrived().sort()).toEqual(['a', 'b'])
    })

    it('does not keep its lane turning round meanwhile, nor holds up a change in the same chat', async () => {
      const id = await toGroups(['a'])
      await expand(id)
      const { chat_id: chatId } = await store.db
        .selectFrom('delivery')
        .select('chat_id')
        .where('broadcast_id', '=', id)
        .executeTakeFirstOrThrow()
      const purpose = 'card'
      const priority = PRIORITY.answer
      const planned = { chatId, message: plainMessage('thẻ'), purpose, priority } as const
      const deliveryId = await planMessage(store, planned)
      await inTransaction(store, (tx) => pauseBroadcast(tx, id))
      await engine.run()
      await store.db
        .updateTable('broadcast')
        .set({ state: 'sending' })
        .where('id', '=', id)
        .execute()
      engine.aheadMs += 7 * HOUR
      const message = plainMessage('thẻ mới')
      await inTransaction(store, (tx) => planEdit(tx, { deliveryId, message, purpose, priority }))
      engine.jobs.length = 0

      await engine.run()

      expect(engine.platform.calls.map(({ text }) => text)).toEqual(['thẻ', 'thẻ mới'])
      expect(engine.jobs).toEqual([])
    })
  })

  describe('an invitation', () => {
    const DAY = 24 * 60 * 60_000
    const states = async (id: BroadcastId) => {
      const { rows } = await sql<{ state: string; reason: string | null }>`
        select state, reason from delivery where broadcast_id = ${id}`.execute(store.db)
      return rows
    }
    /** Time goes by while somebody watches. */
    const wait = async (id: BroadcastId, ms: number): Promise<void> => {
      engine.aheadMs += ms
      await markWatched(store, id, engine.deps.clock.now())
    }
    const QUOTA = { kind: 'wait', afterMs: 2 * DAY, why: 'quota' } as const
    const end = async (id: BroadcastId): Promise<void> => {
      await sweep(engine.deps)
      await updateProgress(engine.deps, id)
    }
    const retry = async (id: BroadcastId): Promise<void> => {
      await inTransaction(store, (tx) => retryFailed(tx, id, engine.deps.clock.now()))
      await engine.run()
    }
    const active = async (id: BroadcastId): Promise<void> => {
      const { chat_id: chatId } = await onlyCopy(id)
      const now = engine.deps.clock.now()
      await inTransaction(store, (tx) =>
        noteChatState(tx, { chatId, state: 'active', reason: null, now }),
      )
      await engine.run()
    }

    it('that has waited a day for quota is not sent, says why, and is sent when somebody tries again', async () => {
      const id = await toGroups(['a'], { kind: 'invitation' })
      await expand(id)
      engine.platform.script('a', QUOTA)
      await engine.run()
      await wait(id, DAY - 60_000)
      await end(id)
      expect((await states(id))[0]?.state).toBe('planned')

      await wait(id, 2 * 60_000)
      await end(id)
      await engine.later(2 * DAY)

      expect(await states(id)).toEqual([{ state: 'rejected', reason: 'too-late' }])
      expect((await failedDeliveries(store, id, 10)).map(({ why }) => why)).toEqual(['too-late'])
      expect((await standingOf(store, id, engine.deps.clock.now()))?.state).toBe('finished')
      expect(arrived()).toEqual([])

      engine.platform.script('a', { kind: 'wait', afterMs: 60_000 })
      await retry(id)
      await end(id)
      await engine.later(61_000)
      expect(arrived()).toEqual(['a'])
    })

    it.each([
      { kind: 'invitation', days: 3, sent: 0, state: 'rejected' },
      { kind: 'invitation', days: 0, sent: 1, state: 'sent' },
      { kind: 'directive', days: 3, sent: 1, state: 'sent' },
    ] as const)(
      'for a group that is back after $days days, compared with others: $kind, $state',
      async ({ kind, days, state, sent }) => {
        const id = await toGroups(['a'], { kind })
        await expand(id)
        engine.platform.script('a', { kind: 'blocked', state: 'left' })
        await engine.run()
        await end(id)
        await wait(id, days * DAY)
        await active(id)
        await end(id)

        expect((await states(id))[0]?.state).toBe(state)
        // With each missed copy comes a word that it was missed.
        expect(arrived().length).toBe(sent * 2)
        if (state === 'sent') return
        expect(await states(id)).toEqual([{ state: 'rejected', reason: 'too-late' }])
        await retry(id)
        expect(arrived()).toEqual(['a'])
      },
    )

    it.each([
      {
        after: 'what waited for its person to write',
        answer: { kind: 'blocked', state: 'waiting-for-contact' },
      },
      { after: 'what waited for quota, before the sweeper came', answer: QUOTA },
    ] as const)('does not go with a person’s word after days: $after', async ({ answer }) => {
      const id = await toGroups(['a'], { kind: 'invitation' })
      await expand(id)
      engine.platform.script('a', answer)
      await engine.run()
      await wait(id, 1.5 * DAY)
      await active(id)

      expect(await states(id)).toEqual([{ state: 'rejected', reason: 'too-late' }])
      expect(arrived()).toEqual([])
    })

    it('half of which is out is finished', async () => {
      engine.copy = ['một', 'hai']
      const id = await toGroups(['a'], { kind: 'invitation' })
      await expand(id)
      engine.platform.script('a', { kind: 'ok' }, QUOTA)
      await engine.run()
      await wait(id, 1.5 * DAY)
      await end(id)
      await active(id)

      expect(engine.platform.seen('a').map(({ text }) => text)).toEqual(['một', 'hai'])
    })

    it('of which nobody knows whether it arrived stays in doubt', async () => {
      const id = await toGroups(['a'], { kind: 'invitation' })
      await expand(id)
      engine.platform.script('a', { kind: 'cut' }, QUOTA)
      await engine.run()
      await end(id)
      await retry(id)
      await wait(id, 1.5 * DAY)
      await end(id)

      expect(await states(id)).toEqual([{ state: 'unknown', reason: 'too-late' }])
    })

    it('that nobody was there to send for a day is asked about, and goes on when somebody says so', async () => {
      const id = await toGroups(['a'], { kind: 'invitation' })
      await expand(id)
      engine.aheadMs += 1.1 * DAY
      await end(id)
      expect(engine.held).toEqual(['interrupted'])

      await inTransaction(store, (tx) => resumeBroadcast(tx, id, engine.deps.clock.now()))
      await end(id)
      await engine.run()

      expect(arrived()).toEqual(['a'])
    })

    it('that was paused for days goes on when somebody says so', async () => {
      const id = await toGroups(['a'], { kind: 'invitation' })
      await expand(id)
      await inTransaction(store, (tx) => pauseBroadcast(tx, id))
      engine.aheadMs += 3 * DAY
      await end(id)
      await inTransaction(store, (tx) => resumeBroadcast(tx, id, engine.deps.clock.now()))
      await end(id)
      await engine.run()

      expect(arrived()).toEqual(['a'])
    })
  })

  describe('for which an account’s quota is gone', () => {
    const DAY = 24 * 60 * 60_000
    const spent = { kind: 'wait', afterMs: 60 * 60_000, why: 'quota' } as const
    const refused = async (): Promise<BroadcastId> => {
      const id = await toGroups(['a'])
      engine.platform.script('a', ...Array.from({ length: 20 }, () => spent))
      await expand(id)
      await engine.run()
      return id
    }
    /** It is tried once a day, while somebody watches; gives what became of it. */
    const after = async (id: BroadcastId, days: number): Promise<string> => {
      for (let day = 0; day < days; day++) {
        engine.aheadMs += DAY
        await markWatched(store, id, engine.deps.clock.now())
        await engine.run()
      }
      return (await onlyCopy(id)).state
    }

    it('waits three days, and as long again each time that somebody tries again', async () => {
      const id = await refused()

      for (let times = 0; times < 3; times++) {
        expect(await after(id, 2)).toBe('planned')
        expect(await after(id, 1)).toBe('rejected')
        await updateProgress(engine.deps, id)
        await inTransaction(store, (tx) => retryFailed(tx, id, engine.deps.clock.now()))
        await engine.run()
      }
    })

    it('waits three days from when somebody says that it goes on', async () => {
      const id = await refused()
      await inTransaction(store, (tx) => pauseBroadcast(tx, id))
      await after(id, 5)
      await inTransaction(store, (tx) => resumeBroadcast(tx, id, engine.deps.clock.now()))

      expect(await after(id, 2)).toBe('planned')
      expect(await after(id, 1)).toBe('rejected')
    })
  })

  describe('beside others', () => {
    const givenRun = async (perSecond: number) => {
      const pace = { ...engine.channel.capabilities.pace, perSecond }
      return start({ pace })
    }
    const groupsOf = async (runner: TestEngine, prefix: string, count: number) =>
      Promise.all(
        Array.from({ length: count }, async (_, index) => {
          const unit = await givenUnit(store, `${prefix}${index}`)
          await givenGroup(store, runner.instanceId, `${prefix}${index}`, unit)
          return unit
        }),
      )

    it.each([20, 100])(
      'shares the lane fairly with another of the same rank (%i/s)',
      async (pace) => {
        const runner = await givenRun(pace)
        for (const prefix of ['x', 'y'])
          await expandBroadcast(
            runner.deps,
            await givenBroadcast(store, { units: await groupsOf(runner, prefix, 20) }),
          )

        await runner.run()

        const half = arrivedAt(runner).slice(0, 20)
        const ofX = half.filter((chat) => chat.startsWith('x')).length
        expect(ofX).toBeGreaterThanOrEqual(8)
        expect(ofX).toBeLessThanOrEqual(12)
      },
    )

    it('has its turns at once beside one of which much is in hand already', async () => {
      const runner = await givenRun(20)
      const [early, late] = await Promise.all(
        (['x', 'y'] as const).map((prefix) => groupsOf(runner, prefix, 30)),
      )
      await expandBroadcast(runner.deps, await givenBroadcast(store, { units: early ?? [] }))
      const run = runner.run()
      await runner.platform.until(({ calls }) => calls.length >= 4)
      await expandBroadcast(runner.deps, await givenBroadcast(store, { units: late ?? [] }))
      await run

      const first = arrivedAt(runner).findIndex((chat) => chat.startsWith('y'))
      const next = arrivedAt(runner).slice(first, first + 10)
      const ofLate = next.filter((chat) => chat.startsWith('y')).length
      expect(ofLate).toBeGreaterThanOrEqual(4)
      expect(first).toBeLessThan(20)
    })

    it('brings its words, and another broadcast, to all while its document is still being carried up', async () => {
      const runner = await givenRun(20)
      const file = await keepFile(store, {
        name: 'lớn.pdf',
        mime: 'application/pdf',
        bytes: Buffer.from('pdf'),
      })
      const withFile = await givenBroadcast(store, { units: await groupsOf(runner, 'n', 60) })
      const messages = runner.deps
      runner.deps = {
        ...messages,
        messageFor: async (copy) =>
          copy.broadcastId === withFile ? heavy : messages.messageFor(copy),
      }
      const heavy = { ...plainMessage('kèm'), files: [file] }
      runner.platform.script('upload', { kind: 'ok', afterMs: 6_000 })
      await expandBroadcast(runner.deps, withFile)
      const running = runner.run()
      await runner.platform.until(({ calls }) => calls.some(({ upload }) => upload === 3))

      const other = await givenBroadcast(store, { units: await groupsOf(runner, 'm', 5) })
      await expandBroadcast(runner.deps, other)
      await runner.platform.until(({ calls }) => calls.length >= 60 + 5 + 1)

      const begun = runner.platform.calls.find(({ upload }) => upload === 3)?.at ?? 0
      const meanwhile = runner.platform.calls.filter(({ at }) => at < begun + 6_000)
      expect(meanwhile.filter(({ text }) => text === 'kèm')).toHaveLength(60)
      expect(meanwhile.filter(({ chat }) => chat.startsWith('m'))).toHaveLength(5)
      await running
      expect(runner.platform.seen()).toHaveLength(60 * 2 + 5)
    })

    it('leaves a chat its answers while its copy waits for the document to be carried up', async () => {
      const runner = await givenRun(20)
      const file = await keepFile(store, {
        name: 'lớn.pdf',
        mime: 'application/pdf',
        bytes: Buffer.from('pdf'),
      })
      const heavy = { ...plainMessage('kèm'), files: [file] }
      runner.deps = { ...runner.deps, messageFor: async () => heavy }
      const units = await groupsOf(runner, 'n', 3)
      runner.platform.script('upload', { kind: 'ok', afterMs: 3_000 })
      const id = await givenBroadcast(store, { units })
      await expandBroadcast(runner.deps, id)
      const running = runner.run()
      await runner.platform.until(({ calls }) => calls.some((call) => call.upload === 3))

      const upload = runner.platform.calls.find((call) => call.upload === 3)
      const waiting = ['n0', 'n1', 'n2'].find((name) => name !== upload?.chat) ?? ''
      await planMessage(store, {
        chatId: await givenChat(store, runner.instanceId, waiting, 'group'),
        message: plainMessage('trả lời'),
        purpose: 'answer',
        priority: PRIORITY.answer,
      })
      await runner.platform.until(({ calls }) => calls.some(({ text }) => text === 'trả lời'))

      const answer = runner.platform.calls.find(({ text }) => text === 'trả lời')
      expect((answer?.at ?? Infinity) - (upload?.at ?? 0)).toBeLessThan(2_000)
      await running
      expect(await runner.states(id)).toEqual({ sent: 3 })
      expect(runner.platform.seen()).toHaveLength(3 * 2 + 1)
    })

    it('lets an urgent one and an answer overtake it at once', async () => {
      const runner = await givenRun(20)
      const normal = await givenBroadcast(store, { units: await groupsOf(runner, 'n', 60) })
      await expandBroadcast(runner.deps, normal)
      const stopping = new AbortController()
      const run = runner.run(stopping.signal)
      await runner.platform.until(({ calls }) => calls.length >= 5)

      const urgent = await givenBroadcast(store, {
        units: await groupsOf(runner, 'u', 2),
        urgent: true,
      })
      await expandBroadcast(runner.deps, urgent)
      await planMessage(store, {
        chatId: await givenChat(store, runner.instanceId, 'lan'),
        message: plainMessage('trả lời'),
        purpose: 'answer',
        priority: PRIORITY.answer,
      })
      const before = runner.platform.calls.length
      await runner.platform.until(({ calls }) =>
        ['lan', 'u0', 'u1'].every((name) => calls.some((call) => call.chat === name)),
      )
      const place = arrivedAt(runner).findLastIndex((chat) => ['lan', 'u0', 'u1'].includes(chat))

      expect(place - before).toBeLessThan(20)
      stopping.abort()
      await run
    })

    const arrivedAt = (runner: TestEngine): string[] =>
      runner.platform.seen().map((call) => call.chat)
  })

  describe('with an answer that was lost', () => {
    it('sends a directive once more after a while, and no second time', async () => {
      const id = await toGroups(['a'], { kind: 'directive' })
      await expand(id)
      engine.platform.script('a', { kind: 'cut' }, { kind: 'cut' })
      await engine.run()
      await retryUnknowns(store, new Date(Date.now() + 30_000))
      await engine.run()
      expect(engine.platform.calls).toHaveLength(1)
      expect((await standingOf(store, id, new Date()))?.isSettled).toBe(false)

      for (let i = 0; i < 3; i++) {
        engine.aheadMs += 60_000
        await retryUnknowns(store, engine.deps.clock.now())
        await engine.run()
      }

      expect(engine.platform.calls).toHaveLength(2)
      expect(await engine.states(id)).toEqual({ unknown: 1 })
      expect((await standingOf(store, id, new Date()))?.isSettled).toBe(true)
    })

    it('counts a directive that waits for its second try as come, and as in doubt when it is stopped', async () => {
      const id = await toGroups(['a'], { kind: 'directive' })
      await expand(id)
      engine.platform.script('a', { kind: 'cut' })
      await engine.run()
      await retryUnknowns(store, new Date(Date.now() + 60_000))
      const { chat_id: chatId, state } = await onlyCopy(id)
      const { notice_id: noticeId } = await store.db
        .selectFrom('broadcast')
        .select('notice_id')
        .where('id', '=', id)
        .executeTakeFirstOrThrow()

      expect(state).toBe('planned')
      expect(await broadcastInChat(store, chatId, noticeId)).toBe(id)
      await inTransaction(store, (tx) => stopBroadcast(tx, id, new Date()))
      expect(await onlyCopy(id)).toMatchObject({ state: 'unknown' })
      expect(await broadcastInChat(store, chatId, noticeId)).toBe(id)
    })

    it('shows an announcement as unknown and does not repeat it', async () => {
      const id = await toGroups(['a'])
      await expand(id)
      engine.platform.script('a', { kind: 'cut' })

      await engine.run()
      engine.aheadMs += 120_000
      await retryUnknowns(store, engine.deps.clock.now())
      await engine.run()

      expect(engine.platform.calls).toHaveLength(1)
      expect(await engine.states(id)).toEqual({ unknown: 1 })
    })
  })

  describe('its progress', () => {
    it('is one message, changed in place, and ends the broadcast once', async () => {
      const officer = await givenChat(store, engine.instanceId, 'minh')
      const id = await toGroups(['a', 'b'], { progressChatId: officer })
      let ends = 0
      const deps = {
        ...engine.deps,
        onFinished: async () => {
          ends++
        },
      }
      await expand(id)
      await updateProgress(deps, id)
      await engine.run()

      await Promise.all([updateProgress(deps, id), updateProgress(deps, id)])
      await updateProgress(deps, id)

      expect(ends).toBe(1)
      expect(engine.platform.seen('minh').map(({ text }) => text)).toEqual(['0/2'])
      expect((await standingOf(store, id, new Date()))?.state).toBe('finished')
    })

    it('comes round every two seconds while something is left, and not after', async () => {
      const id = await toGroups(['a'])
      await expand(id)

      await updateProgress(engine.deps, id)
      const again = engine.jobs.findLast(({ name }) => name === 'update-progress')
      // A little longer where counting takes long, as on a busy machine.
      expect(again?.delayMs).toBeGreaterThanOrEqual(2_000)
      await engine.run()
      engine.jobs.length = 0
      await updateProgress(engine.deps, id)
      await updateProgress(engine.deps, id)

      expect(engine.jobs.filter(({ name }) => name === 'update-progress')).toEqual([])
    })

    it('is not changed into itself while nothing moves', async () => {
      const officer = await givenChat(store, engine.instanceId, 'minh')
      const id = await toGroups(['a', 'b', 'c'], { progressChatId: officer })
      await expand(id)
      engine.platform.script('a', { kind: 'wait', afterMs: 3_600_000, why: 'quota' })
      engine.platform.script('b', { kind: 'wait', afterMs: 7_200_000, why: 'quota' })
      await engine.run()
      for (let round = 0; round < 4; round++) {
        engine.aheadMs += 2_000
        await updateProgress(engine.deps, id)
        await engine.run()
      }
      engine.aheadMs += 3_600_000
      await engine.run()
      await updateProgress(engine.deps, id)
      await engine.run()

      const shown = engine.platform.calls.filter(({ chat }) => chat === 'minh')
      expect(shown.map(({ text }) => text)).toEqual(['Bắt đầu gửi', '1/3', '2/3'])
    })

    it('tells what waits longer than a moment, and why', async () => {
      const id = await toGroups(['a', 'b', 'c', 'd'])
      await expand(id)
      engine.platform.script('a', { kind: 'wait', afterMs: 7_200_000 })
      engine.platform.script('b', { kind: 'wait', afterMs: 5_000 })
      engine.platform.script('c', { kind: 'wait', afterMs: 7_200_000, why: 'quota' })
      await engine.run()

      const failures = await failedDeliveries(store, id, 10)
      expect(new Map(failures.map(({ chat, why, waits }) => [chat, { why, waits }]))).toEqual(
        new Map([
          ['a', { why: 'too-many', waits: true }],
          ['c', { why: 'quota', waits: true }],
        ]),
      )
    })

    it('tells that it waits for a bot which may not send', async () => {
      const id = await toGroups(['a'])
      await expand(id)
      engine.platform.script('a', { kind: 'unauthorised' })
      await engine.run()

      expect(await failedDeliveries(store, id, 10)).toMatchObject([
        { chat: 'a', why: 'token-refused', waits: true },
      ])
    })

    it('comes round while it is paused until what was on its way has ended', async () => {
      const id = await toGroups(['a'])
      await expand(id)
      engine.platform.script('a', { kind: 'ok', afterMs: 500 })
      const running = engine.run()
      await engine.platform.until(({ calls }) => calls.length > 0)
      await inTransaction(store, (tx) => pauseBroadcast(tx, id))
      const asksAgain = async (): Promise<boolean> => {
        engine.jobs.length = 0
        await updateProgress(engine.deps, id)
        return engine.jobs.some(({ name }) => name === 'update-progress')
      }

      expect(await asksAgain()).toBe(true)
      await running
      expect(await asksAgain()).toBe(false)
    })

    describe('of a broadcast that is paused', () => {
      const read = (id: BroadcastId) =>
        store.db
          .selectFrom('broadcast')
          .select(['state', 'pause_reason'])
          .where('id', '=', id)
          .executeTakeFirstOrThrow()
      const FINISHED = { state: 'finished', pause_reason: null }
      const pause = (id: BroadcastId) => inTransaction(store, (tx) => pauseBroadcast(tx, id))
      /** Whether the sweeper would have it looked at. */
      const isFound = async (id: BroadcastId): Promise<boolean> => {
        engine.jobs.length = 0
        await sweep(engine.deps)
        return engine.jobs.some(
          ({ name, data }) => name === 'update-progress' && Object.values(data).includes(id),
        )
      }

      it('ends it when its last copy, which was on its way, has come', async () => {
        const id = await toGroups(['a'])
        await expand(id)
        engine.platform.script('a', { kind: 'ok', afterMs: 300 })
        const running = engine.run()
        await engine.platform.until(({ calls }) => calls.length > 0)
        await pause(id)
        await updateProgress(engine.deps, id)
        expect(await read(id)).toEqual({ state: 'paused', pause_reason: null })
        await running

        expect(await isFound(id)).toBe(true)
        await updateProgress(engine.deps, id)
        expect(await read(id)).toEqual(FINISHED)
        const moved = await inTransaction(store, (tx) => resumeBroadcast(tx, id, new Date()))
        expect(moved).toEqual({ kind: 'wrong-state', state: 'finished' })
      })

      it('ends it when the service has paused it and what was left is gone', async () => {
        const id = await toGroups(['a', 'b'])
        await expand(id)
        engine.platform.script('a', { kind: 'blocked', state: 'left' })
        engine.platform.script('b', { kind: 'wait', afterMs: 60_000 })
        await engine.run()
        const held = { reason: 'failures', count: 1, of: 1, why: 'left', isMore: false } as const
        await holdBroadcast(engine.deps, id, held)
        await updateProgress(engine.deps, id)
        expect([await read(id), await isFound(id)]).toEqual([
          { state: 'paused', pause_reason: 'failures' },
          false,
        ])

        await sql`update delivery set state = 'cancelled', settled_at = now()
          where broadcast_id = ${id} and state = 'planned'`.execute(store.db)
        expect(await isFound(id)).toBe(true)
        await updateProgress(engine.deps, id)
        expect(await read(id)).toEqual(FINISHED)
      })

      it.each([
        {
          what: 'a copy has still to go',
          kind: 'announcement',
          answer: { kind: 'wait', afterMs: 60_000 },
        },
        {
          what: 'a copy waits for its person to write',
          kind: 'announcement',
          answer: { kind: 'blocked', state: 'waiting-for-contact' },
        },
        {
          what: 'a directive waits for its second try',
          kind: 'directive',
          answer: { kind: 'cut' },
        },
      ] as const)('leaves it paused while $what', async ({ kind, answer }) => {
        const id = await toGroups(['a'], { kind })
        await expand(id)
        engine.platform.script('a', answer)
        await engine.run()
        await pause(id)
        await updateProgress(engine.deps, id)

        expect([(await read(id)).state, await isFound(id)]).toEqual(['paused', false])
      })

      it('leaves it paused while not all its copies are written', async () => {
        const id = await toGroups(['a'], { releaseAt: new Date(Date.now() - 2 * 3_600_000) })
        await expand(id)
        await updateProgress(engine.deps, id)

        expect(await read(id)).toEqual({ state: 'paused', pause_reason: 'late' })
      })
    })

    it('counts no copy as sent in the last half minute of which no call was made', async () => {
      const id = await toGroups(['a', 'b'])
      await sql`update chat set state = 'left' where title = 'a'
        and channel_instance_id = ${engine.instanceId}`.execute(store.db)
      await expand(id)

      expect(await standingOf(store, id, new Date())).toMatchObject({ rate: 0, etaSeconds: null })
      await engine.run()
      expect((await standingOf(store, id, new Date()))?.rate).toBeGreaterThan(0)
    })

    it.each([
      { what: 'what waits for twenty seconds does', wait: { afterMs: 20_000 }, isSaid: true },
      { what: 'what waits for its quota does not', wait: { afterMs: 20_000, why: 'quota' } },
    ] as const)('counts into the time left what goes by itself soon: $what', async (one) => {
      const id = await toGroups(['a', 'b'])
      await expand(id)
      engine.platform.script('b', { kind: 'wait', ...one.wait })
      await engine.run()

      const standing = await standingOf(store, id, new Date())
      expect(standing?.rate).toBeGreaterThan(0)
      const seconds = standing?.etaSeconds ?? null
      expect(seconds !== null && seconds > 15 && seconds <= 20).toBe('isSaid' in one)
      expect(seconds === null).toBe(!('isSaid' in one))
    })

    it('ends one that was stopped, too, and keeps its state', async () => {
      const id = await toGroups(['a'])
      await expand(id)
      await inTransaction(store, (tx) => stopBroadcast(tx, id, new Date()))

      const ended = [
        await finishBroadcast(store, id, new Date()),
        await finishBroadcast(store, id, new Date()),
      ]

      expect(ended).toEqual([true, false])
      expect((await standingOf(store, id, new Date()))?.state).toBe('stopped')
    })
  })

  it('is found again by the sweeper at every stage', async () => {
    const id = await toGroups(['a'])
    const jobsFor = async (): Promise<string[]> => {
      engine.jobs.length = 0
      await sweep(engine.deps)
      return engine.jobs
        .filter(({ data }) => JSON.stringify(data).includes(id) || 'channelInstanceId' in data)
        .filter(
          ({ data }) =>
            !('channelInstanceId' in data) || data.channelInstanceId === engine.instanceId,
        )
        .map(({ name }) => name)
    }

    const scheduled = await jobsFor()
    await expand(id)
    const sending = await jobsFor()
    await engine.run()
    await updateProgress(engine.deps, id)
    const finished = await jobsFor()

    expect([scheduled, sending, finished]).toEqual([
      ['expand-broadcast'],
      ['run-lane', 'update-progress'],
      [],
    ])
  })
})
