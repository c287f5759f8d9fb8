import { describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { PRIORITY } from '../../../src/domain/delivery.ts'
import type {
  AccountId,
  BroadcastId,
  ChatId,
  PersonId,
  LinkId,
  UnitId,
} from '../../../src/domain/id.ts'
import { plainMessage } from '../../../src/messages/message.ts'
import { countToStop, standingOf } from '../../../src/storage/sending/count-copies.ts'
import {
  finishBroadcast,
  pauseBroadcast,
  resumeBroadcast,
  stopBroadcast,
} from '../../../src/storage/sending/pause-and-stop.ts'
import {
  countRetryable,
  retryFailed,
  retryUnknowns,
} from '../../../src/storage/sending/plan-again.ts'
import {
  accountsOf,
  linkPeople,
  lockLink,
  undoLink,
  writeLink,
} from '../../../src/storage/account-links.ts'
import { findBroadcast } from '../../../src/storage/sending/broadcasts.ts'
import { moveChat } from '../../../src/storage/chat-state.ts'
import { bindGroup, endBinding } from '../../../src/storage/groups.ts'
import { endPost, findPostOf } from '../../../src/storage/officers.ts'
import { addPost } from '../../../src/storage/people.ts'
import { planMessage } from '../../../src/storage/sending/plan-message.ts'
import { keepFile } from '../../../src/storage/files.ts'
import { inTransaction, type Store } from '../../../src/storage/store.ts'
import { endUnit } from '../../../src/storage/unit-changes.ts'
import { noteChatState } from '../../../src/usecases/chat-health.ts'
import { expandBroadcast } from '../../../src/usecases/sending/expand-broadcast.ts'
import { updateProgress } from '../../../src/usecases/sending/update-progress.ts'
import {
  givenBroadcast,
  givenChat,
  givenGroup,
  givenPerson,
  givenServedUnits,
  givenUnit,
} from '../../support/rows.ts'
import { setBroadcastStage } from '../../support/broadcast-stage.ts'
import type { PlainAnswer } from '../../support/plain-platform.ts'
import { waitUntil } from '../../support/wait-until.ts'

const stage = setBroadcastStage()

/** Stops a broadcast, and what follows the press is done. */
async function stop(id: BroadcastId): Promise<void> {
  await inTransaction(stage.store, (tx) => stopBroadcast(tx, id))
  await updateProgress(stage.engine.deps, id)
}

describe('a broadcast under control', () => {
  it('holds while it is paused, and goes on', async () => {
    const id = await stage.toGroups(['a', 'b'])
    await stage.expand(id)
    const paused = await inTransaction(stage.store, (tx) => pauseBroadcast(tx, id))
    await stage.engine.run()
    expect(stage.arrived()).toEqual([])

    const resumed = await inTransaction(stage.store, (tx) => resumeBroadcast(tx, id, new Date()))
    await stage.engine.run()

    expect([paused.kind, resumed]).toEqual([
      'done',
      { kind: 'done', lanes: [stage.engine.instanceId] },
    ])
    expect(stage.arrived().sort()).toEqual(['a', 'b'])
  })

  it('holds at once for what is in hand but not begun', async () => {
    const slow = { pace: { ...stage.engine.channel.capabilities.pace, perSecond: 10 } }
    const paced = await stage.start(slow)
    const names = Array.from({ length: 12 }, (_, index) => `g${index}`)
    const units = await givenServedUnits(stage.store, paced.instanceId, names)
    const id = await givenBroadcast(stage.store, { units })
    await expandBroadcast(paced.deps, id)
    const run = paced.run()
    await paced.platform.until(({ calls }) => calls.length >= 2)

    await inTransaction(stage.store, (tx) => pauseBroadcast(tx, id))
    const begun = paced.platform.calls.length
    await run

    // One call may be on its way at the moment of the pause.
    expect(paced.platform.calls.length).toBeLessThanOrEqual(begun + 1)
    expect(paced.platform.calls.length).toBeLessThan(12)
    const { planned, sent } = await paced.states(id)
    expect([planned, sent]).toEqual([12 - paced.platform.calls.length, paced.platform.calls.length])
  })

  it('finishes the copy whose first part is out when it is stopped, and cancels the rest', async () => {
    stage.engine.copy = ['một', 'hai']
    const id = await stage.toGroups(['a', 'b', 'c'])
    await stage.expand(id)
    stage.engine.platform.script('a', { kind: 'ok' }, { kind: 'wait', afterMs: 5_000 })
    stage.engine.platform.script('b', { kind: 'wait', afterMs: 5_000 })
    stage.engine.platform.script('c', { kind: 'wait', afterMs: 5_000 })
    await stage.engine.run()

    await stop(id)
    await stage.engine.later(6_000)

    expect(stage.engine.platform.seen().map(({ chat, text }) => [chat, text])).toEqual([
      ['a', 'một'],
      ['a', 'hai'],
    ])
    expect(await stage.engine.states(id)).toEqual({ sent: 1, cancelled: 2 })
  })

  it('finishes such a copy also when its quota is gone in the middle and its person writes after the stop', async () => {
    stage.engine.copy = ['một', 'hai']
    const id = await stage.toGroups(['a', 'b'])
    await stage.expand(id)
    const spent = { kind: 'wait', afterMs: 3_600_000, why: 'quota' } as const
    stage.engine.platform.script('a', { kind: 'ok' }, spent)
    stage.engine.platform.script('b', spent)
    await stage.engine.run()
    await stop(id)
    const chats = await stage.store.db
      .selectFrom('delivery')
      .select('chat_id')
      .where('broadcast_id', '=', id)
      .execute()

    for (const { chat_id: chatId } of chats)
      await inTransaction(stage.store, (tx) =>
        noteChatState(tx, { chatId, state: 'active', reason: null, now: new Date() }),
      )
    await stage.engine.run()

    expect(stage.engine.platform.seen('a').map(({ text }) => text)).toEqual(['một', 'hai'])
    expect(await stage.engine.states(id)).toEqual({ sent: 1, cancelled: 1 })
  })

  it('leaves nothing to be sent later to who must write first when it is stopped', async () => {
    const id = await stage.toGroups(['a', 'b'])
    await stage.expand(id)
    stage.engine.platform.script('a', { kind: 'blocked', state: 'waiting-for-contact' })
    stage.engine.platform.script('b', { kind: 'wait', afterMs: 5_000 })
    await stage.engine.run()
    const { left } = await countToStop(stage.store, id)
    await stop(id)

    expect(left).toBe(2)
    expect(await stage.engine.states(id)).toEqual({ cancelled: 2 })
  })

  it('does not say that a copy was never sent of which half is out and the rest waited for its person', async () => {
    stage.engine.copy = ['một', 'hai']
    const id = await stage.toGroups(['a'])
    await stage.expand(id)
    stage.engine.platform.script(
      'a',
      { kind: 'ok' },
      { kind: 'blocked', state: 'waiting-for-contact' },
    )
    await stage.engine.run()
    await inTransaction(stage.store, (tx) => stopBroadcast(tx, id))
    await finishBroadcast(stage.store, id, new Date())
    const { chat_id: chatId } = await stage.onlyCopy(id)
    await inTransaction(stage.store, (tx) =>
      noteChatState(tx, { chatId, state: 'active', reason: null, now: new Date() }),
    )
    await stage.engine.run()

    expect(stage.engine.platform.seen('a').map(({ text }) => text)).toEqual(['một'])
    expect(await stage.engine.states(id)).toEqual({ unreachable: 1 })
  })

  it('brings a group that took nothing and has moved since what it has missed, once it takes a message', async () => {
    const id = await stage.toGroups(['a', 'b'])
    await stage.expand(id)
    stage.engine.platform.script('a', { kind: 'blocked', state: 'left' })
    await stage.engine.run()
    expect(await stage.engine.states(id)).toEqual({ unreachable: 1, sent: 1 })
    const { chat_id: group } = await stage.store.db
      .selectFrom('delivery')
      .select('chat_id')
      .where('broadcast_id', '=', id)
      .where('state', '=', 'unreachable')
      .executeTakeFirstOrThrow()
    await inTransaction(stage.store, (tx) => moveChat(tx, group, 'siêu a'))
    await planMessage(stage.store, {
      chatId: group,
      message: plainMessage('nhắc'),
      purpose: 'reminder',
      priority: PRIORITY.normal,
    })
    await stage.engine.run()

    expect(await stage.engine.states(id)).toEqual({ sent: 2 })
    const texts = stage.engine.platform.seen('siêu a').map(({ text }) => text)
    expect(texts).toHaveLength(3)
    expect(texts[0]).toBe('nhắc')
  })

  it('ends at once when it is stopped although a call that was out then is told to wait', async () => {
    const id = await stage.toGroups(['a'])
    await stage.expand(id)
    stage.engine.platform.script('a', { kind: 'wait', afterMs: 3_600_000 })
    stage.engine.platform.latencyMs = 300
    const running = stage.engine.run()
    await stage.engine.platform.until(({ calls }) => calls.length > 0)
    await inTransaction(stage.store, (tx) => stopBroadcast(tx, id))
    await running
    await updateProgress(stage.engine.deps, id)

    expect(await stage.engine.states(id)).toEqual({ cancelled: 1 })
    expect((await standingOf(stage.store, id, new Date()))?.isEnded).toBe(true)
  })

  it('tries again what failed, and only that', async () => {
    const id = await stage.toGroups(['a', 'b', 'c', 'd'])
    stage.engine.platform.script('a', { kind: 'refused', why: 'refused' })
    stage.engine.platform.script('b', { kind: 'cut' })
    stage.engine.platform.script(
      'c',
      { kind: 'blocked', state: 'left' },
      { kind: 'blocked', state: 'left' },
    )
    await stage.expand(id)
    await stage.engine.run()
    await updateProgress(stage.engine.deps, id)

    const answer = await inTransaction(stage.store, (tx) => retryFailed(tx, id, new Date()))
    await stage.engine.run()

    expect(answer).toEqual({ kind: 'done', lanes: [stage.engine.instanceId], count: 3 })
    expect(await stage.engine.states(id)).toEqual({ sent: 3, unreachable: 1 })
    expect(stage.engine.platform.seen('d')).toHaveLength(1)
  })

  it('sends a document although another one, which came with it elsewhere, could not be carried up', async () => {
    const [bad, good] = await Promise.all(
      ['hỏng', 'tốt'].map((name) =>
        keepFile(stage.store, { name, mime: 'application/pdf', bytes: Buffer.from(name) }),
      ),
    )
    const { engine } = stage
    const both = await stage.toGroups(['a', 'b'])
    const messageFor = async (id: BroadcastId) => ({
      ...plainMessage('kèm'),
      files: id === both ? [bad!, good!] : [good!],
    })
    engine.deps = { ...engine.deps, messageFor }
    await stage.expand(both)
    engine.platform.script('b', { kind: 'wait', afterMs: 2_000 })
    engine.platform.script('upload', { kind: 'wait', afterMs: 300_000, why: 'upload-failed' })
    await engine.run()
    expect(engine.platform.seen().map(({ text }) => text)).toEqual(['kèm'])

    // The next owner meets a copy of both first.
    const single = await stage.toGroups(['c'])
    engine.platform.latencyMs = 800
    const running = engine.later(3_000)
    await engine.platform.until(({ calls }) => calls.at(-1)?.chat === 'b')
    await stage.expand(single)
    await running
    await engine.run()

    expect(engine.platform.seen('b').map(({ text }) => text)).toEqual(['kèm'])
    expect(engine.platform.seen('c').map(({ text }) => text)).toEqual(['kèm', 'tốt'])
  })

  it('waits for a document that cannot be read as long as the first time when somebody tries again', async () => {
    const bytes = Buffer.from('pdf')
    const file = await keepFile(stage.store, { name: 'mời.pdf', mime: 'application/pdf', bytes })
    const message = { ...plainMessage('kèm'), files: [file] }
    stage.engine.deps = { ...stage.engine.deps, messageFor: async () => message }
    const id = await stage.toGroups(['a'])
    await stage.expand(id)
    await sql`alter table file rename to file_away`.execute(stage.store.db)
    await stage.engine.run()
    for (const minutes of [20, 20, 21]) await stage.engine.later(minutes * 60_000)
    await updateProgress(stage.engine.deps, id)
    expect(await stage.engine.states(id)).toEqual({ rejected: 1 })

    const now = stage.engine.deps.clock.now()
    await inTransaction(stage.store, (tx) => retryFailed(tx, id, now))
    await stage.engine.run()
    await sql`alter table file_away rename to file`.execute(stage.store.db)
    expect(await stage.engine.states(id)).toEqual({ planned: 1 })
    await stage.engine.later(6_000)

    expect(stage.engine.platform.seen('a').map(({ text }) => text)).toEqual(['kèm', 'mời.pdf'])
  })

  it.each([
    { title: 'paused twice', first: pauseBroadcast, last: pauseBroadcast, state: 'paused' },
    { title: 'resumed while it runs', first: null, last: resumeBroadcast, state: 'sending' },
    { title: 'retried while it runs', first: null, last: retryFailed, state: 'sending' },
  ])('answers with its state when $title', async ({ first, last, state }) => {
    const id = await stage.toGroups(['a'])
    await stage.expand(id)
    if (first) await inTransaction(stage.store, (tx) => first(tx, id))

    const answer = await inTransaction<unknown>(stage.store, (tx) => last(tx, id, new Date()))

    expect(answer).toEqual({ kind: 'wrong-state', state })
  })
})

/** The chat takes something again, and what waited for that goes. */
async function comesBack(chatId: ChatId): Promise<void> {
  await inTransaction(stage.store, (tx) =>
    noteChatState(tx, { chatId, state: 'active', reason: null, now: new Date() }),
  )
  await stage.engine.run()
}

const TODAY = '2026-11-29'

describe('a copy for a group that leaves its unit', () => {
  interface Bound {
    readonly chatId: ChatId
    readonly unitId: UnitId
  }
  const boundGroup = async (id: BroadcastId, title: string): Promise<Bound> => {
    const row = await stage.store.db
      .selectFrom('delivery')
      .innerJoin('chat', 'chat.id', 'delivery.chat_id')
      .innerJoin('chat_binding', 'chat_binding.chat_id', 'chat.id')
      .select(['chat.id', 'chat_binding.unit_id'])
      .where('broadcast_id', '=', id)
      .where('chat.title', '=', title)
      .executeTakeFirstOrThrow()
    return { chatId: row.id, unitId: row.unit_id }
  }
  const bind = (tx: Store, { chatId, unitId }: Bound) =>
    bindGroup(tx, { chatId, unitId, by: null, now: new Date() })

  it('goes once the group is bound by several in the same moment', async () => {
    const id = await stage.toGroups(['a'])
    await stage.expand(id)
    const group = await boundGroup(id, 'a')

    await Promise.all(
      Array.from({ length: 4 }, () => inTransaction(stage.store, (tx) => bind(tx, group))),
    )
    await stage.engine.run()

    expect(stage.arrived()).toEqual(['a'])
  })

  it.each<{ title: string; act: (tx: Store, group: Bound) => Promise<void>; goes: string[] }>([
    {
      title: 'does not go when the group is unbound',
      act: (tx, { chatId }) => endBinding(tx, chatId, new Date()),
      goes: ['b'],
    },
    {
      title: 'does not go when the group is bound to a unit that it is not for',
      act: async (tx, { chatId }) => bind(tx, { chatId, unitId: await givenUnit(tx, 'khác') }),
      goes: ['b'],
    },
    {
      title: 'does not go when the unit is closed',
      act: (tx, { unitId }) => endUnit(tx, unitId, { now: new Date(), today: TODAY }),
      goes: ['b'],
    },
    { title: 'goes when the group is bound to its unit again', act: bind, goes: ['a', 'b'] },
    {
      title: 'goes when the group is unbound, and bound to its unit later',
      act: async (tx, group) => {
        await endBinding(tx, group.chatId, new Date())
        await bind(tx, group)
      },
      goes: ['a', 'b'],
    },
    {
      title: 'goes when the group is bound to another unit, and then to its own',
      act: async (tx, group) => {
        await bind(tx, { ...group, unitId: await givenUnit(tx, 'khác') })
        await bind(tx, group)
      },
      goes: ['a', 'b'],
    },
    {
      title: 'goes when the group has another id since',
      act: (tx, { chatId }) => moveChat(tx, chatId, 'siêu a'),
      goes: ['b', 'siêu a'],
    },
  ])('$title while the broadcast is paused', async ({ act, goes }) => {
    const id = await stage.toGroups(['a', 'b'])
    await stage.expand(id)
    await inTransaction(stage.store, (tx) => pauseBroadcast(tx, id))
    const group = await boundGroup(id, 'a')

    await inTransaction(stage.store, (tx) => act(tx, group))
    await inTransaction(stage.store, (tx) => resumeBroadcast(tx, id, new Date()))
    await stage.engine.run()
    await updateProgress(stage.engine.deps, id)

    expect(stage.arrived().sort()).toEqual(goes)
    expect((await stage.engine.states(id))['cancelled'] ?? 0).toBe(2 - goes.length)
    expect((await standingOf(stage.store, id, new Date()))?.state).toBe('finished')
  })

  it('is finished when half of it is out', async () => {
    stage.engine.copy = ['một', 'hai']
    const id = await stage.toGroups(['a'])
    await stage.expand(id)
    stage.engine.platform.script('a', { kind: 'ok' }, { kind: 'wait', afterMs: 5_000 })
    await stage.engine.run()
    const { chatId } = await boundGroup(id, 'a')

    await inTransaction(stage.store, (tx) => endBinding(tx, chatId, new Date()))
    await stage.engine.later(6_000)

    expect(stage.engine.platform.seen('a').map(({ text }) => text)).toEqual(['một', 'hai'])
  })

  it.each<{ title: string; answer: PlainAnswer; becomes: string }>([
    { title: 'told to wait', answer: { kind: 'wait', afterMs: 5_000 }, becomes: 'cancelled' },
    {
      title: 'told to wait for quota',
      answer: { kind: 'wait', afterMs: 5_000, why: 'quota' },
      becomes: 'cancelled',
    },
    { title: 'not answered', answer: { kind: 'cut' }, becomes: 'unknown' },
  ])('while it is called does not go again when that is $title', async ({ answer, becomes }) => {
    const id = await stage.toGroups(['a'], { kind: 'directive' })
    await stage.expand(id)
    const { chatId } = await boundGroup(id, 'a')
    const { engine } = stage
    engine.platform.latencyMs = 300
    engine.platform.script('a', answer)
    const running = engine.run()
    await engine.platform.until(({ calls }) => calls.length === 1)

    await inTransaction(stage.store, (tx) => endBinding(tx, chatId, new Date()))
    await running
    await engine.later(60_000)
    await retryUnknowns(stage.store, engine.deps.clock.now())
    await engine.run()

    expect(engine.platform.calls).toHaveLength(1)
    expect(await engine.states(id)).toEqual({ [becomes]: 1 })
    expect((await standingOf(stage.store, id, engine.deps.clock.now()))?.isSettled).toBe(true)
  })

  it('while it waits for its turn does not go by the next owner of the lane', async () => {
    const { pace } = stage.engine.channel.capabilities
    const engine = await stage.start({ pace: { ...pace, perSecond: 1 } })
    /** Of three copies two are out, and the group of the third leaves before the owner does. */
    const leaveClaimed = async (round: number) => {
      const unit = await givenUnit(stage.store, 'Thôn')
      for (const name of ['a', 'b', 'c'])
        await givenGroup(stage.store, engine.instanceId, `${name}${round}`, unit)
      const id = await givenBroadcast(stage.store, { units: [unit] })
      await expandBroadcast(engine.deps, id)
      const stop = new AbortController()
      const running = engine.run(stop.signal)
      // A slow bot may send its second one ahead of its time; the third then waits for a second.
      const isWaiting = async () => {
        const { sent, sending } = await engine.states(id)
        return sent === 3 || (sent === 2 && sending === 1)
      }
      await waitUntil('two are out and the third is claimed', isWaiting, 20_000, 10)
      const { chat_id: chatId } = await stage.store.db
        .selectFrom('delivery')
        .select('chat_id')
        .where('broadcast_id', '=', id)
        .orderBy('called_at', 'desc')
        .executeTakeFirstOrThrow()
      await inTransaction(stage.store, (tx) => endBinding(tx, chatId, new Date()))
      const isInTime = engine.platform.calls.length === 3 * round + 2
      stop.abort()
      await running
      return { id, isInTime }
    }
    let round = 0
    let left = await leaveClaimed(round)
    // On a busy machine its turn may have come meanwhile.
    while (!left.isInTime && round < 5) left = await leaveClaimed(++round)
    await engine.run()

    expect(left.isInTime).toBe(true)
    expect(engine.platform.calls).toHaveLength(3 * round + 2)
    expect(await engine.states(left.id)).toEqual({ sent: 2, cancelled: 1 })
  })

  it('told to wait goes once when the group is back by then, with both tries of a directive', async () => {
    const id = await stage.toGroups(['a'], { kind: 'directive' })
    await stage.expand(id)
    const { engine } = stage
    engine.platform.script('a', { kind: 'wait', afterMs: 5_000 }, { kind: 'cut' })
    await engine.run()
    const group = await boundGroup(id, 'a')

    await inTransaction(stage.store, (tx) => endBinding(tx, group.chatId, new Date()))
    expect(await engine.states(id)).toEqual({ cancelled: 1 })
    await inTransaction(stage.store, (tx) => bind(tx, group))
    await engine.later(6_000)
    await engine.later(60_000)
    await retryUnknowns(stage.store, engine.deps.clock.now())
    await engine.run()
    await engine.run()

    expect(engine.platform.calls.map(({ answer }) => answer)).toEqual(['wait', 'cut', 'ok'])
    expect(await engine.states(id)).toEqual({ sent: 1 })
  })

  it.each<{ title: string; ends: (id: BroadcastId) => Promise<unknown> }>([
    { title: 'was stopped', ends: (id) => stop(id) },
    { title: 'has ended', ends: (id) => updateProgress(stage.engine.deps, id) },
  ])('is not sent to a group that comes back when the broadcast $title', async ({ ends }) => {
    const id = await stage.toGroups(['a'])
    await stage.expand(id)
    const group = await boundGroup(id, 'a')
    await inTransaction(stage.store, (tx) => endBinding(tx, group.chatId, new Date()))
    await ends(id)

    await inTransaction(stage.store, (tx) => bind(tx, group))
    await stage.engine.run()

    expect(stage.arrived()).toEqual([])
    expect(await stage.engine.states(id)).toEqual({ cancelled: 1 })
  })

  it('and had failed goes only once the group is back in a unit that it is for', async () => {
    const id = await stage.toGroups(['a'])
    await stage.expand(id)
    stage.engine.platform.script('a', { kind: 'blocked', state: 'left' })
    await stage.engine.run()
    await updateProgress(stage.engine.deps, id)
    const group = await boundGroup(id, 'a')
    await inTransaction(stage.store, (tx) => endBinding(tx, group.chatId, new Date()))

    await comesBack(group.chatId)
    const answer = await inTransaction(stage.store, (tx) => retryFailed(tx, id, new Date()))
    await stage.engine.run()
    expect(answer).toEqual({ kind: 'nothing-to-retry' })
    expect(await countRetryable(stage.store, id)).toEqual({ lost: 0, unclear: 0 })
    expect(stage.arrived()).toEqual([])

    await inTransaction(stage.store, (tx) => bind(tx, group))
    await inTransaction(stage.store, (tx) => retryFailed(tx, id, new Date()))
    await stage.engine.run()
    expect(stage.arrived()).toEqual(['a'])
  })
})

describe('what has failed', () => {
  it('is counted to a thousand, whether lost or in doubt', async () => {
    const id = await stage.toGroups(['a'])
    await stage.expand(id)
    for (const [state, of] of [
      ['rejected', 1_000],
      ['unknown', 4],
    ] as const)
      await sql`
        with copy as (select * from delivery where broadcast_id = ${id} limit 1),
        made as (
          insert into chat (id, channel_instance_id, type, external_key, external_enc)
          select gen_random_uuid(), channel_instance_id, 'group', uuid_send(gen_random_uuid()), ''
          from copy, generate_series(1, ${of}) returning id
        ), bound as (
          insert into chat_binding (id, chat_id, unit_id, valid_from)
          select gen_random_uuid(), made.id, copy.unit_id, now() from made, copy)
        insert into delivery (id, channel_instance_id, chat_id, broadcast_id, unit_id, purpose, priority, state)
        select gen_random_uuid(), channel_instance_id, made.id, broadcast_id, unit_id, purpose, priority, ${state}
        from copy, made`.execute(stage.store.db)
    await sql`update delivery set state = 'rejected' where broadcast_id = ${id} and state = 'planned'`.execute(
      stage.store.db,
    )

    expect(await countRetryable(stage.store, id)).toEqual({ lost: 1_000, unclear: 4 })
  })
})

interface Member {
  readonly id: BroadcastId
  readonly unitId: UnitId
  readonly chatId: ChatId
  readonly personId: PersonId
  readonly accountId: AccountId
}

/** A directive to a unit without a group, whose one member is Lan; `before` its copy is written. */
async function toMember(
  before: (lan: Omit<Member, 'id'>) => Promise<unknown> = async () => {},
): Promise<Member> {
  const unitId = await givenUnit(stage.store, 'thôn')
  const chatId = await givenChat(stage.store, stage.engine.instanceId, 'lan')
  const personId = await givenPerson(stage.store, { units: [unitId], account: chatId })
  const chat = await stage.store.db
    .selectFrom('chat')
    .select('account_id')
    .where('id', '=', chatId)
    .executeTakeFirstOrThrow()
  const lan = { unitId, chatId, personId, accountId: chat.account_id as AccountId }
  await before(lan)
  const id = await givenBroadcast(stage.store, { units: [unitId], kind: 'directive' })
  await stage.expand(id)
  return { ...lan, id }
}

const endsMembership = async (tx: Store, { personId, unitId }: Member): Promise<void> => {
  const post = await findPostOf(tx, { personId, unitId, role: 'member' })
  await endPost(tx, post!.postId, { now: new Date(), today: TODAY })
}

describe('a copy for a person who leaves its unit', () => {
  it.each<{ title: string; act: (tx: Store, lan: Member) => Promise<void>; goes: string[] }>([
    { title: 'does not go when their post ends', act: endsMembership, goes: [] },
    {
      title: 'does not go when the unit is closed',
      act: (tx, { unitId }) => endUnit(tx, unitId, { now: new Date(), today: TODAY }),
      goes: [],
    },
    {
      title: 'goes when they hold another post there',
      act: async (tx, lan) => {
        const { personId, unitId } = lan
        await addPost(tx, { personId, unitId, role: 'author', from: TODAY })
        await endsMembership(tx, lan)
      },
      goes: ['lan'],
    },
  ])('$title while the broadcast is paused', async ({ act, goes }) => {
    const lan = await toMember()
    await inTransaction(stage.store, (tx) => pauseBroadcast(tx, lan.id))

    await inTransaction(stage.store, (tx) => act(tx, lan))
    await inTransaction(stage.store, (tx) => resumeBroadcast(tx, lan.id, new Date()))
    await stage.engine.run()

    expect(stage.arrived()).toEqual(goes)
    expect(await stage.engine.states(lan.id)).toEqual({
      [goes.length > 0 ? 'sent' : 'cancelled']: 1,
    })
  })

  it('does not go when they write while it waits for quota', async () => {
    const lan = await toMember()
    stage.engine.platform.script('lan', { kind: 'wait', afterMs: 3_600_000, why: 'quota' })
    await stage.engine.run()

    await inTransaction(stage.store, (tx) => endsMembership(tx, lan))
    await comesBack(lan.chatId)

    expect(stage.arrived()).toEqual([])
    expect(await stage.engine.states(lan.id)).toEqual({ cancelled: 1 })
  })

  it('does not go to an account that is theirs no more', async () => {
    const ba = await givenChat(stage.store, stage.engine.instanceId, 'ba')
    const lan = await toMember(async ({ personId, accountId }) => {
      await sql`update account set receives = false where id = ${accountId}`.execute(stage.store.db)
      const other = await stage.store.db
        .selectFrom('chat')
        .select('account_id')
        .where('id', '=', ba)
        .executeTakeFirstOrThrow()
      const accounts = [other.account_id as AccountId]
      const link = { to: personId, from: null, accounts, now: new Date(), today: TODAY }
      await inTransaction(stage.store, (tx) => writeLink(tx, link))
    })
    expect(await stage.onlyCopy(lan.id)).toEqual({ chat_id: ba, state: 'planned' })

    await inTransaction(stage.store, async (tx) => {
      const { id } = await tx.db
        .selectFrom('account_link')
        .select('id')
        .where('person_id', '=', lan.personId)
        .executeTakeFirstOrThrow()
      await undoLink(tx, (await lockLink(tx, id))!, { now: new Date(), today: TODAY })
    })
    await stage.engine.run()

    expect(stage.arrived()).toEqual([])
  })
})

describe('a copy that waits for its person to write', () => {
  const waiting = async (): Promise<Member> => {
    const lan = await toMember()
    stage.engine.platform.script('lan', { kind: 'blocked', state: 'waiting-for-contact' })
    await stage.engine.run()
    expect(await stage.engine.states(lan.id)).toEqual({ 'waiting-for-contact': 1 })
    return lan
  }

  it('does not go to who has left the unit meanwhile', async () => {
    const lan = await waiting()
    const { id, chatId } = lan
    await inTransaction(stage.store, (tx) => endsMembership(tx, lan))

    await comesBack(chatId)

    expect(stage.arrived()).toEqual([])
    expect(await stage.engine.states(id)).toEqual({ cancelled: 1 })
  })

  it('goes to who has linked the account to another meanwhile', async () => {
    const { id, chatId, personId, accountId } = await waiting()
    const to = await givenPerson(stage.store, { name: 'Lan' })
    const link = { to, from: personId, accounts: [accountId], now: new Date(), today: '2026-11-29' }
    await inTransaction(stage.store, (tx) => writeLink(tx, link))

    await comesBack(chatId)

    expect(stage.arrived()).toEqual(['lan'])
    expect(await stage.engine.states(id)).toEqual({ sent: 1 })
  })
})

describe('a private copy that waits while accounts are linked or parted', () => {
  type Pair = Record<'one' | 'other', Omit<Member, 'id'>> & { readonly unitId: UnitId }

  /** Two entries of the roll of a unit without a group, each with a chat; the other one's wrote last. */
  async function pair(units: (unitId: UnitId) => Record<'one' | 'other', readonly UnitId[]>) {
    const unitId = await givenUnit(stage.store, 'thôn')
    const entry = async (name: 'one' | 'other') => {
      const chatId = await givenChat(stage.store, stage.engine.instanceId, name)
      const personId = await givenPerson(stage.store, {
        units: units(unitId)[name],
        account: chatId,
      })
      const [accountId] = await accountsOf(stage.store, personId)
      return { unitId, chatId, personId, accountId: accountId! }
    }
    const two: Pair = { unitId, one: await entry('one'), other: await entry('other') }
    await sql`update chat set state_at = now() + interval '1 hour' where id = ${two.other.chatId}`.execute(
      stage.store.db,
    )
    return two
  }

  const both = (unitId: UnitId) => ({ one: [unitId], other: [unitId] })
  const onlyOne = (unitId: UnitId) => ({ one: [unitId], other: [] })
  const onlyOther = (unitId: UnitId) => ({ one: [], other: [unitId] })

  const links = ({ one, other }: Pair): Promise<LinkId> =>
    inTransaction(stage.store, (tx) =>
      linkPeople(tx, {
        to: one.personId,
        from: other.personId,
        accounts: [other.accountId],
        now: new Date(),
        today: TODAY,
      }),
    )

  const parts = (id: LinkId): Promise<unknown> =>
    inTransaction(stage.store, async (tx) =>
      undoLink(tx, (await lockLink(tx, id))!, { now: new Date(), today: TODAY }),
    )

  async function paused({ unitId }: Pair): Promise<BroadcastId> {
    const id = await givenBroadcast(stage.store, { units: [unitId], kind: 'directive' })
    await stage.expand(id)
    await inTransaction(stage.store, (tx) => pauseBroadcast(tx, id))
    return id
  }

  async function goesOn(id: BroadcastId): Promise<void> {
    await inTransaction(stage.store, (tx) => resumeBroadcast(tx, id, new Date()))
    await stage.engine.run()
  }

  it.each([
    { whose: 'of the account that stays', units: onlyOne, goes: ['one'] },
    { whose: 'of the account that goes', units: onlyOther, goes: ['other'] },
    { whose: 'of both', units: both, goes: ['one', 'other'] },
  ])('goes to whoever holds the post after they are parted: $whose', async ({ units, goes }) => {
    const two = await pair(units)
    const link = await links(two)
    const id = await paused(two)
    expect(await stage.onlyCopy(id)).toEqual({ chat_id: two.other.chatId, state: 'planned' })

    await parts(link)
    await goesOn(id)

    expect(stage.arrived().sort()).toEqual(goes)
  })

  it('goes to the other account of whoever stays, though it waited for a word in the one that goes', async () => {
    const two = await pair(onlyOne)
    const link = await links(two)
    const id = await givenBroadcast(stage.store, { units: [two.unitId] })
    stage.engine.platform.script('other', { kind: 'blocked', state: 'waiting-for-contact' })
    await stage.expand(id)
    await stage.engine.run()
    await updateProgress(stage.engine.deps, id)
    expect((await findBroadcast(stage.store, id))?.state).toBe('finished')

    await parts(link)
    await stage.engine.run()
    await comesBack(two.other.chatId)

    expect(stage.arrived()).toEqual(['one'])
    expect((await findBroadcast(stage.store, id))?.state).toBe('sending')
  })

  it('comes once after they are linked, and to each where they are parted again before it goes', async () => {
    const two = await pair(both)
    const [first, second] = [await paused(two), await paused(two)]

    const link = await links(two)
    await goesOn(first)
    await updateProgress(stage.engine.deps, first)
    expect(stage.arrived()).toEqual(['other'])
    await parts(link)
    await goesOn(second)

    // Of the first, too, they are two after all.
    expect(stage.arrived().slice(1).sort()).toEqual(['one', 'one', 'other'])
  })

  it('comes no second time to whom it has reached before they are linked', async () => {
    const two = await pair(both)
    stage.engine.platform.script('one', { kind: 'wait', afterMs: 3_600_000, why: 'quota' })
    const id = await givenBroadcast(stage.store, { units: [two.unitId] })
    await stage.expand(id)
    await stage.engine.run()
    expect(stage.arrived()).toEqual(['other'])

    await links(two)
    await comesBack(two.one.chatId)

    expect(stage.arrived()).toEqual(['other'])
    expect(await stage.engine.states(id)).toEqual({ sent: 1, cancelled: 1 })
  })

  it('does not come again to the account that stays when it has reached the one that goes', async () => {
    const two = await pair(onlyOne)
    const link = await links(two)
    const id = await givenBroadcast(stage.store, { units: [two.unitId] })
    await stage.expand(id)
    await stage.engine.run()

    await parts(link)
    await stage.engine.run()

    expect(stage.arrived()).toEqual(['other'])
  })
})
