import { describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import type { BroadcastId, PersonId, UnitId } from '../../../src/domain/id.ts'
import { accountsOf, linkPeople, lockLinks } from '../../../src/storage/account-links.ts'
import { countPeople } from '../../../src/storage/acknowledgements.ts'
import { endPost, findPostOf } from '../../../src/storage/officers.ts'
import { holdDue } from '../../../src/storage/sending/broadcast-holds.ts'
import { standingOf } from '../../../src/storage/sending/count-copies.ts'
import {
  pauseBroadcast,
  resumeBroadcast,
  stopBroadcast,
} from '../../../src/storage/sending/pause-and-stop.ts'
import { stopLaneOf } from '../../../src/storage/sending/lane-stops.ts'
import { retryFailed, retryUnknowns } from '../../../src/storage/sending/plan-again.ts'
import { bindGroup, groupAddress } from '../../../src/storage/groups.ts'
import { followChat, noteTold, setChatState } from '../../../src/storage/chat-state.ts'
import { reachByInstance } from '../../../src/storage/audience-cost.ts'
import { broadcastInChat } from '../../../src/storage/notices-in-chat.ts'
import { writeCopies } from '../../../src/storage/sending/write-copies.ts'
import { addPost } from '../../../src/storage/people.ts'
import { inTransaction, type Store } from '../../../src/storage/store.ts'
import { reachOfAudience } from '../../../src/storage/audience-reach.ts'
import { noteChatState } from '../../../src/usecases/chat-health.ts'
import { expandBroadcast } from '../../../src/usecases/sending/expand-broadcast.ts'
import { sweep } from '../../../src/usecases/sending/sweep.ts'
import { updateProgress } from '../../../src/usecases/sending/update-progress.ts'
import {
  givenBroadcast,
  givenChat,
  givenGroup,
  givenInstance,
  givenPerson,
  givenUnit,
} from '../../support/rows.ts'
import { setBroadcastStage } from '../../support/broadcast-stage.ts'
import { waitUntil } from '../../support/wait-until.ts'

const stage = setBroadcastStage()

/** A store in whose transactions something comes between: before the one of that number. */
function interrupted(
  store: Store,
  between: Readonly<Record<number, () => Promise<unknown>>>,
): Store {
  let begun = 0
  const transaction = () => {
    const next = store.db.transaction()
    const execute: typeof next.execute = async (work) => {
      await between[++begun]?.()
      return next.execute(work)
    }
    return { execute }
  }
  return { ...store, db: Object.create(store.db, { transaction: { value: transaction } }) }
}

describe('a broadcast', () => {
  describe('when its hour comes', () => {
    it('goes to each group once, and privately only to whom no group serves', async () => {
      const [served, bare, both] = await Promise.all(
        ['có nhóm', 'không nhóm', 'hai đơn vị'].map((name) => givenUnit(stage.store, name)),
      )
      if (!served || !bare || !both) throw new Error('units')
      await givenGroup(stage.store, stage.engine.instanceId, 'nhóm', served)
      const chat = (name: string) => givenChat(stage.store, stage.engine.instanceId, name)
      await givenPerson(stage.store, { units: [served], account: await chat('lan') })
      await givenPerson(stage.store, { units: [bare, both], account: await chat('minh') })
      await givenPerson(stage.store, { units: [bare, served], account: await chat('hoa') })
      await givenPerson(stage.store, { units: [bare] })
      const id = await givenBroadcast(stage.store, { units: [served, bare, both] })

      await stage.expand(id)
      await stage.engine.run()

      expect(stage.arrived().sort()).toEqual(['minh', 'nhóm'])
      const people = await stage.store.db
        .selectFrom('broadcast_person')
        .selectAll()
        .where('broadcast_id', '=', id)
        .execute()
      expect(people).toHaveLength(6)
    })

    it('is written some copies at a time, and goes on behind the last after a death, but not while it is paused', async () => {
      const unit = await givenUnit(stage.store, 'xã')
      const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
      for (const name of names)
        await givenPerson(stage.store, {
          units: [unit],
          account: await givenChat(stage.store, stage.engine.instanceId, name),
        })
      const id = await givenBroadcast(stage.store, { units: [unit], urgent: true })
      const write = () => writeCopies(stage.store, id, { now: new Date(), atOnce: 2 })
      const copies = () =>
        stage.store.db.selectFrom('delivery').select('id').where('broadcast_id', '=', id).execute()
      await sql`create function die() returns trigger language plpgsql as $$ begin
        if (select count(*) from delivery where broadcast_id = new.broadcast_id) >= 4
        then raise exception 'died'; end if; return new; end $$`.execute(stage.store.db)
      await sql`create trigger die before insert on delivery for each row execute function die()`.execute(
        stage.store.db,
      )
      await expect(write()).rejects.toThrow('died')
      const before = await copies()
      await stage.engine.run()
      expect(before).toHaveLength(4)
      // A large one that is urgent would keep everybody waiting until its last copy is written.
      expect(stage.arrived().sort()).toEqual(['a', 'b', 'c', 'd'])
      await updateProgress(stage.engine.deps, id)
      expect((await standingOf(stage.store, id, new Date()))?.state).toBe('expanding')
      // That nothing planned is left says nothing while more is to be written.
      const held = { reason: 'failures', count: 20, of: 20, why: 'left', isMore: false } as const
      const holding = { now: new Date(), timeZone: 'Asia/Ho_Chi_Minh' }
      expect(await inTransaction(stage.store, (tx) => holdDue(tx, id, held, holding))).toBe(true)
      await inTransaction(stage.store, (tx) => resumeBroadcast(tx, id, new Date()))

      await sql`drop trigger die on delivery`.execute(stage.store.db)
      await inTransaction(stage.store, (tx) => pauseBroadcast(tx, id))
      expect(await write()).toEqual({ kind: 'not-due' })
      expect(await copies()).toHaveLength(4)
      await inTransaction(stage.store, (tx) => resumeBroadcast(tx, id, new Date()))
      const expansion = await write()
      await stage.engine.run()

      expect(expansion).toEqual({ kind: 'expanded', groups: 0, privateChats: 7 })
      expect((await copies()).map((row) => row.id)).toEqual(
        expect.arrayContaining(before.map((row) => row.id)),
      )
      expect(stage.arrived().sort()).toEqual(names)
      expect(await write()).toEqual({ kind: 'not-due' })
    })

    it.each([
      { title: 'paused', between: pauseBroadcast },
      { title: 'stopped', between: stopBroadcast },
    ])(
      'sends nothing more once it is $title while it is written, though it is urgent',
      async ({ between }) => {
        const unit = await givenUnit(stage.store, 'xã')
        for (const name of ['a', 'b', 'c', 'd'])
          await givenPerson(stage.store, {
            units: [unit],
            account: await givenChat(stage.store, stage.engine.instanceId, name),
          })
        const id = await givenBroadcast(stage.store, { units: [unit], urgent: true })
        const written = async (): Promise<void> => {
          if (stage.arrived().length > 0) return
          await stage.engine.run()
          if (stage.arrived().length > 0) await inTransaction(stage.store, (tx) => between(tx, id))
        }

        const options = { now: new Date(), atOnce: 1 }
        const expansion = await writeCopies(stage.store, id, options, written)
        await stage.engine.run()
        await updateProgress(stage.engine.deps, id)

        expect(expansion).toEqual({ kind: 'not-due' })
        expect(stage.arrived()).toEqual(['a'])
      },
    )

    it('waits until all its copies are written, if it is not urgent', async () => {
      const unit = await givenUnit(stage.store, 'xã')
      for (const name of ['a', 'b'])
        await givenPerson(stage.store, {
          units: [unit],
          account: await givenChat(stage.store, stage.engine.instanceId, name),
        })
      const id = await givenBroadcast(stage.store, { units: [unit] })
      const early: string[][] = []

      const options = { now: new Date(), atOnce: 1 }
      await writeCopies(stage.store, id, options, async () => {
        await stage.engine.run()
        early.push(stage.arrived())
      })
      await stage.engine.run()

      expect(early).toEqual([[], [], []])
      expect(stage.arrived().sort()).toEqual(['a', 'b'])
    })

    it.each([false, true])(
      'asks for its lanes when its copies may go, urgent or not: %s',
      async (urgent) => {
        const id = await stage.toGroups(['a'], { urgent })
        const { engine } = stage
        const enqueue: typeof engine.deps.enqueue = async ({ name }) => {
          if (name === 'run-lane') await engine.run()
        }

        await expandBroadcast({ ...engine.deps, enqueue }, id)

        expect(stage.arrived()).toEqual(['a'])
      },
    )

    it('wakes nobody while they are written, if it is not urgent', async () => {
      const id = await stage.toGroups(['a', 'b'])

      await stage.expand(id)

      expect(stage.engine.jobs.map(({ name }) => name)).toEqual(['run-lane', 'update-progress'])
    })

    it('leaves nobody out when it is paused and resumed between two of these steps', async () => {
      const unit = await givenUnit(stage.store, 'xã')
      const names = ['a', 'b', 'c', 'd', 'e']
      for (const name of names)
        await givenPerson(stage.store, {
          units: [unit],
          account: await givenChat(stage.store, stage.engine.instanceId, name),
        })
      const id = await givenBroadcast(stage.store, { units: [unit] })
      const write = (store: Store) => writeCopies(store, id, { now: new Date(), atOnce: 2 })
      const pause = () => inTransaction(stage.store, (tx) => pauseBroadcast(tx, id))
      const resume = () => inTransaction(stage.store, (tx) => resumeBroadcast(tx, id, new Date()))

      // The audience and the first two are written; then one look finds it paused, and the next would find it resumed.
      await write(interrupted(stage.store, { 3: pause, 4: resume }))
      await resume()
      await write(stage.store)
      await stage.engine.run()

      expect(stage.arrived().sort()).toEqual(names)
    })

    describe('and its copies are written some at a time', () => {
      /** Two entries of the roll, in the order in which their copies are written, each with a chat. */
      async function twoEntries(units: readonly [UnitId, UnitId]) {
        const entry = async (name: string, unit: UnitId) => {
          const chatId = await givenChat(stage.store, stage.engine.instanceId, name)
          const personId = await givenPerson(stage.store, { units: [unit], account: chatId })
          return { name, chatId, personId }
        }
        return [await entry('đầu', units[0]), await entry('sau', units[1])] as const
      }

      const links = (from: PersonId, to: PersonId) => (): Promise<unknown> =>
        inTransaction(stage.store, async (tx) => {
          await lockLinks(tx)
          const accounts = await accountsOf(tx, from)
          await linkPeople(tx, { from, to, accounts, now: new Date(), today: '2026-11-28' })
        })

      const write = (store: Store, id: BroadcastId) =>
        writeCopies(store, id, { now: new Date(), atOnce: 1 })

      /** Has the copies written so slowly that something comes while they are; in a box, or it would be waited for. */
      async function beginSlowly(id: BroadcastId): Promise<{ writing: Promise<unknown> }> {
        await sql`create or replace function slow() returns trigger language plpgsql as $$ begin
          perform pg_sleep(0.3); return new; end $$`.execute(stage.store.db)
        await sql`create trigger slow before insert on delivery for each row
          execute function slow()`.execute(stage.store.db)
        const write = async (): Promise<void> => {
          await writeCopies(stage.store, id, { now: new Date() })
          await sql`drop trigger slow on delivery`.execute(stage.store.db)
        }
        const writing = write()
        await waitUntil('copies are being written', async () => {
          const { rows } = await sql`select from pg_stat_activity
            where datname = current_database() and wait_event = 'PgSleep'`.execute(stage.store.db)
          return rows.length > 0
        })
        return { writing }
      }

      it.each([
        { title: 'as the first of two entries', keeps: 'đầu' },
        { title: 'as the second', keeps: 'sau' },
      ])('goes once to who links two accounts in between, $title', async ({ keeps }) => {
        const unit = await givenUnit(stage.store, 'xã')
        const [first, second] = await twoEntries([unit, unit])
        const [to, from] = keeps === 'đầu' ? [first, second] : [second, first]
        // The other app is where they wrote last.
        await sql`update chat set state_at = now() + interval '1 hour' where id = ${second.chatId}`.execute(
          stage.store.db,
        )
        const id = await givenBroadcast(stage.store, { units: [unit] })

        await write(interrupted(stage.store, { 3: links(from.personId, to.personId) }), id)
        await stage.engine.run()

        expect(stage.arrived()).toEqual(['đầu'])
      })

      it('goes once to who links two accounts just while a copy is being written', async () => {
        const unit = await givenUnit(stage.store, 'xã')
        const [first, second] = await twoEntries([unit, unit])
        const id = await givenBroadcast(stage.store, { units: [unit] })
        const { writing } = await beginSlowly(id)
        await links(second.personId, first.personId)()
        await writing
        await stage.engine.run()

        expect(stage.arrived()).toHaveLength(1)
      })

      it('keeps nobody from acknowledging what has come already', async () => {
        const unit = await givenUnit(stage.store, 'xã')
        await twoEntries([unit, unit])
        const id = await givenBroadcast(stage.store, { units: [unit] })
        const acknowledges = () =>
          // As the key of an acknowledgement does, but for a wait.
          sql`select from broadcast where id = ${id} for key share nowait`.execute(stage.store.db)
        const { writing } = await beginSlowly(id)

        await expect(acknowledges()).resolves.toBeDefined()
        await writing
      })

      it('goes to no second account of somebody whom a group serves by now', async () => {
        const [served, bare] = await Promise.all(
          ['có nhóm', 'không nhóm'].map((name) => givenUnit(stage.store, name)),
        )
        if (!served || !bare) throw new Error('units')
        await givenGroup(stage.store, stage.engine.instanceId, 'nhóm', served)
        const [first, second] = await twoEntries([served, bare])
        const id = await givenBroadcast(stage.store, { units: [served, bare] })

        await write(interrupted(stage.store, { 3: links(second.personId, first.personId) }), id)
        await stage.engine.run()

        expect(stage.arrived()).toEqual(['nhóm'])
      })

      it('does not go to who leaves while it is paused, but keeps them in the audience of the day', async () => {
        const unit = await givenUnit(stage.store, 'xã')
        const [first, second] = await twoEntries([unit, unit])
        const id = await givenBroadcast(stage.store, { units: [unit] })
        const pause = () => inTransaction(stage.store, (tx) => pauseBroadcast(tx, id))
        await write(interrupted(stage.store, { 3: pause }), id)
        for (const { personId } of [first, second]) {
          const post = await findPostOf(stage.store, { personId, unitId: unit, role: 'member' })
          await inTransaction(stage.store, (tx) =>
            endPost(tx, post!.postId, { now: new Date(), today: '2026-11-28' }),
          )
        }

        await inTransaction(stage.store, (tx) => resumeBroadcast(tx, id, new Date()))
        await write(stage.store, id)
        await stage.engine.run()

        expect(stage.arrived()).toEqual([])
        expect(await countPeople(stage.store, id)).toMatchObject({ expected: 2 })
      })
    })

    describe('to a group that was entered anew under its new id before its move was told', () => {
      const moved = { kind: 'moved', toChatId: 'mới' } as const

      it.each([
        { title: 'after the new one has it', first: 'mới' },
        { title: 'before', first: 'cũ' },
      ])('goes there once, when the old id is tried $title', async ({ first }) => {
        const id = await stage.toGroups(['cũ', 'mới'])
        await stage.expand(id)
        const later = first === 'cũ' ? 'mới' : 'cũ'
        await sql`update delivery d set next_at = now() + interval '10 s' from chat
          where d.broadcast_id = ${id} and chat.id = d.chat_id and chat.title = ${later}`.execute(
          stage.store.db,
        )
        stage.engine.platform.script('cũ', moved, moved)
        await stage.engine.run()
        await stage.engine.later(11_000)
        await updateProgress(stage.engine.deps, id)
        await inTransaction(stage.store, (tx) => retryFailed(tx, id, new Date()))
        await stage.engine.run()

        expect(stage.engine.platform.seen('mới')).toHaveLength(1)
        expect(await stage.engine.states(id)).toEqual({ sent: 1 })
      })

      it('leaves the unit one group, and the next broadcast one copy', async () => {
        const unit = await givenUnit(stage.store, 'thôn')
        await givenChat(stage.store, stage.engine.instanceId, 'cũ', 'group')
        await givenGroup(stage.store, stage.engine.instanceId, 'mới', unit)
        await followChat(stage.store, {
          instanceId: stage.engine.instanceId,
          fromExternalId: 'cũ',
          toExternalId: 'mới',
        })

        const id = await givenBroadcast(stage.store, { units: [unit] })
        await stage.expand(id)
        await stage.engine.run()

        expect(stage.arrived()).toEqual(['mới'])
        expect(await stage.engine.states(id)).toEqual({ sent: 1 })
      })

      it('is not tried a second time by what it was when it was met, even where that has been bound', async () => {
        const { store, engine } = stage
        const unit = await givenUnit(store, 'thôn')
        await givenGroup(store, engine.instanceId, 'cũ', unit)
        const chatId = await givenChat(store, engine.instanceId, 'mới', 'group')
        await followChat(store, {
          instanceId: engine.instanceId,
          fromExternalId: 'cũ',
          toExternalId: 'mới',
        })
        await bindGroup(store, { chatId, unitId: unit, by: null, now: new Date() })

        const id = await givenBroadcast(store, { units: [unit] })
        await stage.expand(id)
        await engine.run()
        await updateProgress(engine.deps, id)
        const again = await inTransaction(store, (tx) => retryFailed(tx, id, new Date()))

        expect(again).toEqual({ kind: 'nothing-to-retry' })
        expect(stage.arrived()).toEqual(['mới'])
        expect(await groupAddress(store, chatId)).not.toBe('mới')
      })
    })

    it('takes the account that wrote last, and only those that receive', async () => {
      const unit = await givenUnit(stage.store, 'thôn')
      const chats = await Promise.all(
        ['cũ', 'mới', 'tắt'].map((name) => givenChat(stage.store, stage.engine.instanceId, name)),
      )
      const person = await givenPerson(stage.store, { units: [unit] })
      for (const [index, chatId] of chats.entries()) {
        const chat = await stage.store.db
          .updateTable('chat')
          .set({ state_at: new Date(2026, 0, 1 + index) })
          .where('id', '=', chatId)
          .returning('account_id')
          .executeTakeFirstOrThrow()
        if (chat.account_id)
          await stage.store.db
            .updateTable('account')
            .set({ person_id: person, receives: index < 2 })
            .where('id', '=', chat.account_id)
            .execute()
      }
      const id = await givenBroadcast(stage.store, { units: [unit] })

      await stage.expand(id)
      await stage.engine.run()

      expect(stage.arrived()).toEqual(['mới'])
    })

    it('goes also to a unit that was made below a chosen one since, and to its people', async () => {
      const { db } = stage.store
      const commune = await givenUnit(stage.store, 'xã')
      const id = await givenBroadcast(stage.store, { units: [commune] })
      await sql`insert into notice_audience (notice_id, unit_id)
        select notice_id, ${commune} from broadcast where id = ${id}`.execute(db)
      const [made, other] = [
        await givenUnit(stage.store, 'mới'),
        await givenUnit(stage.store, 'xã khác'),
      ]
      await db
        .updateTable('unit_version')
        .set({ parent_id: commune })
        .where('unit_id', '=', made)
        .execute()
      await givenGroup(stage.store, stage.engine.instanceId, 'nhóm mới', made)
      await givenGroup(stage.store, stage.engine.instanceId, 'nhóm khác', other)
      await givenPerson(stage.store, { units: [made] })

      await stage.expand(id)
      await stage.engine.run()

      expect(stage.arrived()).toEqual(['nhóm mới'])
      const asked = db
        .selectFrom('broadcast_person')
        .select('unit_id')
        .where('broadcast_id', '=', id)
      expect(await asked.execute()).toEqual([{ unit_id: made }])
    })

    it('is for those who hold a post on that day', async () => {
      const unit = await givenUnit(stage.store, 'thôn')
      const holds = async (name: string, from: string, to: string | null): Promise<PersonId> => {
        const account = await givenChat(stage.store, stage.engine.instanceId, name)
        const personId = await givenPerson(stage.store, { account })
        await addPost(stage.store, { personId, unitId: unit, role: 'member', from })
        await stage.store.db
          .updateTable('post')
          .set({ valid_to: to })
          .where('person_id', '=', personId)
          .execute()
        return personId
      }
      await holds('từ hôm nay', '2026-11-28', null)
      await holds('đến hôm nay', '2026-01-01', '2026-11-28')
      // A clock that was a day ahead wrote this one; whoever counts those who hold a post counts them.
      await holds('đồng hồ nhanh', '2026-11-29', null)
      const erased = await holds('đã xoá', '2026-01-01', null)
      await stage.store.db
        .updateTable('person')
        .set({ erased_at: new Date() })
        .where('id', '=', erased)
        .execute()
      const id = await givenBroadcast(stage.store, { units: [unit] })

      await writeCopies(stage.store, id, { now: new Date() })
      await stage.engine.run()

      expect(stage.arrived().sort()).toEqual(['từ hôm nay', 'đồng hồ nhanh'])
    })

    it('does not go to a group of before, and goes privately where the group takes nothing', async () => {
      const unit = await givenUnit(stage.store, 'thôn')
      const [former, gone] = await Promise.all(
        ['nhóm cũ', 'nhóm mất'].map((name) =>
          givenGroup(stage.store, stage.engine.instanceId, name, unit),
        ),
      )
      if (!former || !gone) throw new Error('groups')
      await stage.store.db
        .updateTable('chat_binding')
        .set({ valid_to: new Date() })
        .where('chat_id', '=', former)
        .execute()
      await setChatState(stage.store, gone, 'gone', null, new Date())
      const account = await givenChat(stage.store, stage.engine.instanceId, 'lan')
      await givenPerson(stage.store, { units: [unit], account })
      const id = await givenBroadcast(stage.store, { units: [unit] })

      await stage.expand(id)
      await stage.engine.run()

      expect(stage.arrived()).toEqual(['lan'])
      // It is shown as a place that lacks it, and goes there when that is over.
      expect(await stage.engine.states(id)).toEqual({ sent: 1, unreachable: 1 })
    })

    it('goes to a group that takes messages again while the copies are being written', async () => {
      const unit = await givenUnit(stage.store, 'thôn')
      const group = await givenGroup(stage.store, stage.engine.instanceId, 'nhóm', unit)
      await setChatState(stage.store, group, 'no-rights', null, new Date())
      const id = await givenBroadcast(stage.store, { units: [unit] })
      const store = interrupted(stage.store, {
        2: () =>
          inTransaction(stage.store, (tx) =>
            noteChatState(tx, { chatId: group, state: 'active', reason: null, now: new Date() }),
          ),
      })

      await writeCopies(store, id, { now: new Date() })
      await stage.engine.run()

      expect(await stage.engine.states(id)).toEqual({ sent: 1 })
      const texts = stage.engine.platform.seen('nhóm').map(({ text }) => text)
      expect(texts).toContain(stage.engine.copy[0])
    })

    it('goes privately too where a group that lost its rights days ago is tried again and has not got them back', async () => {
      const unit = await givenUnit(stage.store, 'thôn')
      const group = await givenGroup(stage.store, stage.engine.instanceId, 'nhóm', unit)
      const lost = new Date(Date.now() - 2 * 86_400_000)
      await setChatState(stage.store, group, 'no-rights', null, lost)
      await noteTold(stage.store, group, 'no-rights')
      const account = await givenChat(stage.store, stage.engine.instanceId, 'lan')
      await givenPerson(stage.store, { units: [unit], account })
      stage.engine.platform.script('nhóm', { kind: 'blocked', state: 'no-rights' })
      const [id, next] = [
        await givenBroadcast(stage.store, { units: [unit] }),
        await givenBroadcast(stage.store, { units: [unit] }),
      ]

      await stage.expand(id)
      const { byPlatform } = await reachOfAudience(stage.store, [unit])
      expect(byPlatform).toEqual([{ platform: 'telegram', groups: 1, privateChats: 1 }])
      await stage.engine.run()
      expect(stage.engine.platform.calls.map(({ chat }) => chat).sort()).toEqual(['lan', 'nhóm'])
      expect(await stage.engine.states(id)).toEqual({ sent: 1, unreachable: 1 })

      // What arrives there proves that it serves again.
      await updateProgress(stage.engine.deps, id)
      await inTransaction(stage.store, (tx) => retryFailed(tx, id, new Date()))
      await stage.engine.run()
      await stage.expand(next)
      await stage.engine.run()

      expect(await stage.engine.states(next)).toEqual({ sent: 1 })
      expect(stage.arrived().sort()).toEqual(['lan', 'nhóm', 'nhóm'])
    })

    it('goes to the account that may be written to, before one that must write first', async () => {
      const unit = await givenUnit(stage.store, 'thôn')
      const [open, waiting] = await Promise.all(
        ['mở', 'chờ'].map((name) => givenChat(stage.store, stage.engine.instanceId, name)),
      )
      if (!open || !waiting) throw new Error('chats')
      await givenPerson(stage.store, { units: [unit], account: open })
      await sql`update account set person_id = (select a.person_id from account a
          join chat c on c.account_id = a.id where c.id = ${open})
        from chat where chat.id = ${waiting} and account.id = chat.account_id`.execute(
        stage.store.db,
      )
      await sql`update chat set state = 'waiting-for-contact', state_at = now() where id = ${waiting}`.execute(
        stage.store.db,
      )
      const id = await givenBroadcast(stage.store, { units: [unit] })

      await stage.expand(id)
      await stage.engine.run()

      expect(await stage.engine.states(id)).toEqual({ sent: 1 })
      expect(stage.arrived()).toEqual(['mở'])
    })

    it('goes to the account whose bot may send, before a newer one on a bot that is stopped, and is told and estimated so', async () => {
      const { store, engine } = stage
      const unit = await givenUnit(store, 'thôn')
      const other = await givenInstance(store)
      await sql`update channel_instance set platform = 'zalo-bot' where id = ${other}`.execute(
        store.db,
      )
      await stopLaneOf(store, other, 'unauthorized')
      const here = await givenChat(store, engine.instanceId, 'mở')
      const newer = await givenChat(store, other, 'dừng')
      await givenPerson(store, { units: [unit], account: here })
      await sql`update account set person_id = (select a.person_id from account a
          join chat c on c.account_id = a.id where c.id = ${here})
        from chat where chat.id = ${newer} and account.id = chat.account_id`.execute(store.db)
      await sql`update chat set state_at = state_at + interval '1 day' where id = ${newer}`.execute(
        store.db,
      )
      const id = await givenBroadcast(store, { units: [unit] })

      const reach = await reachByInstance(store, [unit], { windows: [], locked: [] })
      const { byPlatform } = await reachOfAudience(store, [unit])
      await stage.expand(id)
      await engine.run()

      expect(reach).toMatchObject([{ instanceId: engine.instanceId, free: 1 }])
      expect(byPlatform).toEqual([{ platform: 'telegram', groups: 0, privateChats: 1 }])
      expect(await engine.states(id)).toEqual({ sent: 1 })
      expect(stage.arrived()).toEqual(['mở'])
    })

    it('is written once, however often and by however many it is expanded', async () => {
      const id = await stage.toGroups(['a', 'b', 'c'])

      await Promise.all([stage.expand(id), stage.expand(id), stage.expand(id)])
      await stage.expand(id)
      await stage.engine.run()

      expect(stage.arrived().sort()).toEqual(['a', 'b', 'c'])
      expect(stage.engine.jobs.filter(({ name }) => name === 'run-lane').length).toBeGreaterThan(0)
    })

    it('does not go out before, nor after it was taken back', async () => {
      const early = await stage.toGroups(['a'], { releaseAt: new Date(Date.now() + 60_000) })
      const undone = await stage.toGroups(['b'])
      await stage.store.db
        .updateTable('broadcast')
        .set({ state: 'cancelled', finished_at: new Date() })
        .where('id', '=', undone)
        .execute()

      await stage.expand(early)
      await stage.expand(undone)
      await stage.engine.run()

      expect(stage.arrived()).toEqual([])
    })

    it('makes ids in the order in which they are written', async () => {
      const id = await stage.toGroups(['a', 'b'])

      await stage.expand(id)

      const rows = await stage.store.db
        .selectFrom('delivery')
        .select('id')
        .where('broadcast_id', '=', id)
        .execute()
      for (const row of rows)
        expect(row.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-/)
    })
  })

  it.each([
    { cut: ['một hai', 'ba'], comes: ['một', 'một hai', 'ba'] },
    { cut: ['một', 'hai', 'ba'], comes: ['một', 'hai', 'ba'] },
    { cut: ['một hai ba'], comes: ['một', 'một hai ba'] },
    // Blank forms are parts that say the same.
    { begun: ['…', '…', 'hai'], cut: ['…', '…', 'hai'], comes: ['…', '…', 'hai'] },
  ])(
    'that is half out loses no word where a newer program cuts its text into $cut',
    async ({ begun = ['một', 'hai ba'], cut, comes }) => {
      const { engine } = stage
      engine.copy = begun
      await stage.expand(await stage.toGroups(['a']))
      engine.platform.script('a', { kind: 'ok' }, { kind: 'wait', afterMs: 5_000 })
      await engine.run()

      engine.copy = cut
      await engine.later(6_000)

      expect(engine.platform.seen('a').map(({ text }) => text)).toEqual(comes)
    },
  )

  describe('with an answer that was lost', () => {
    it('sends a directive once more after a while, and no second time', async () => {
      const id = await stage.toGroups(['a'], { kind: 'directive' })
      await stage.expand(id)
      stage.engine.platform.script('a', { kind: 'cut' }, { kind: 'cut' })
      await stage.engine.run()
      await retryUnknowns(stage.store, new Date(Date.now() + 30_000))
      await stage.engine.run()
      expect(stage.engine.platform.calls).toHaveLength(1)
      expect((await standingOf(stage.store, id, new Date()))?.isSettled).toBe(false)

      for (let i = 0; i < 3; i++) {
        stage.engine.aheadMs += 60_000
        await retryUnknowns(stage.store, stage.engine.deps.clock.now())
        await stage.engine.run()
      }

      expect(stage.engine.platform.calls).toHaveLength(2)
      expect(await stage.engine.states(id)).toEqual({ unknown: 1 })
      expect((await standingOf(stage.store, id, new Date()))?.isSettled).toBe(true)
    })

    it('counts a directive that waits for its second try as come, and as in doubt when it is stopped', async () => {
      const id = await stage.toGroups(['a'], { kind: 'directive' })
      await stage.expand(id)
      stage.engine.platform.script('a', { kind: 'cut' })
      await stage.engine.run()
      await retryUnknowns(stage.store, new Date(Date.now() + 60_000))
      const { chat_id: chatId, state } = await stage.onlyCopy(id)
      const { notice_id: noticeId } = await stage.store.db
        .selectFrom('broadcast')
        .select('notice_id')
        .where('id', '=', id)
        .executeTakeFirstOrThrow()

      expect(state).toBe('planned')
      expect(await broadcastInChat(stage.store, chatId, noticeId)).toBe(id)
      await inTransaction(stage.store, (tx) => stopBroadcast(tx, id))
      await updateProgress(stage.engine.deps, id)
      expect(await stage.onlyCopy(id)).toMatchObject({ state: 'unknown' })
      expect(await broadcastInChat(stage.store, chatId, noticeId)).toBe(id)
    })

    it('shows an announcement as unknown and does not repeat it', async () => {
      const id = await stage.toGroups(['a'])
      await stage.expand(id)
      stage.engine.platform.script('a', { kind: 'cut' })

      await stage.engine.run()
      stage.engine.aheadMs += 120_000
      await retryUnknowns(stage.store, stage.engine.deps.clock.now())
      await stage.engine.run()

      expect(stage.engine.platform.calls).toHaveLength(1)
      expect(await stage.engine.states(id)).toEqual({ unknown: 1 })
    })
  })

  it('is found by the sweeper also while something else that it does is broken', async () => {
    const [held, id] = [await stage.toGroups(['a']), await stage.toGroups(['b'])]
    await sql`update broadcast set state = 'paused', pause_reason = 'late' where id = ${held}`.execute(
      stage.store.db,
    )
    const onUnheard = () => Promise.reject(new Error('broken'))
    stage.engine.jobs.length = 0

    await expect(sweep({ ...stage.engine.deps, onUnheard })).rejects.toThrow('broken')

    expect(stage.engine.jobs).toContainEqual({
      name: 'expand-broadcast',
      data: { broadcastId: id },
    })
  })

  it('is found again by the sweeper at every stage', async () => {
    const id = await stage.toGroups(['a'])
    const jobsFor = async (): Promise<string[]> => {
      stage.engine.jobs.length = 0
      await sweep(stage.engine.deps)
      return stage.engine.jobs
        .filter(({ data }) => JSON.stringify(data).includes(id) || 'channelInstanceId' in data)
        .filter(
          ({ data }) =>
            !('channelInstanceId' in data) || data.channelInstanceId === stage.engine.instanceId,
        )
        .map(({ name }) => name)
    }

    const scheduled = await jobsFor()
    await stage.expand(id)
    const sending = await jobsFor()
    await stage.engine.run()
    await updateProgress(stage.engine.deps, id)
    const finished = await jobsFor()

    expect([scheduled, sending, finished]).toEqual([
      ['expand-broadcast'],
      ['run-lane', 'update-progress'],
      [],
    ])
  })
})
