import { describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { takeTurn } from '../../../src/conversations/take-turn.ts'
import { PRIORITY } from '../../../src/domain/delivery.ts'
import { newId, type ChatId, type DeliveryId } from '../../../src/domain/id.ts'
import { plainMessage } from '../../../src/messages/message.ts'
import { claimParts } from '../../../src/storage/sending/claim-parts.ts'
import { findDeliveryByMessage } from '../../../src/storage/sending/find-delivery.ts'
import { forgetTraceless } from '../../../src/storage/sending/forget-traceless.ts'
import { restartLane, stopLaneOf } from '../../../src/storage/sending/lane-stops.ts'
import { acquireLane } from '../../../src/storage/sending/lanes.ts'
import { noteChatWait } from '../../../src/storage/sending/waits.ts'
import { inTransaction } from '../../../src/storage/store.ts'
import { noteChatState } from '../../../src/usecases/chat-health.ts'
import { eraseAccountOf } from '../../../src/usecases/erase-account.ts'
import { givenChat, givenDeadOwner } from '../../support/rows.ts'
import { setMessageStage } from '../../support/message-stage.ts'
import { waitForLockWaits } from '../../support/lock-wait.ts'

const stage = setMessageStage()
const { chat, comesBack, edit, plan, row, start } = stage

/** As the office's answer to somebody's question is planned. */
const OFFICES_ANSWER = { purpose: 'card', traceless: true } as const

/** What is to leave no trace leaves none any more. */
const forget = () => forgetTraceless(stage.store, new Date(Date.now() + 60_000))

const eraseLan = () => {
  const { instanceId } = stage.engine
  const now = new Date()
  const erased = { instanceId, externalId: 'lan', at: now, now, timeZone: 'Asia/Ho_Chi_Minh' }
  return inTransaction(stage.store, (tx) => eraseAccountOf(tx, erased))
}

/** A real turn, in which somebody says something to the bot. */
const says = (externalId: string, text: string) =>
  inTransaction(stage.store, (tx) =>
    takeTurn(
      stage.engine.deps,
      tx,
      stage.engine.channel,
      {
        chat: { externalId, type: 'private' },
        from: { externalId, name: externalId },
        at: new Date(),
        event: { kind: 'text', text, messageId: newId<string>() },
      },
      null,
    ),
  )

/** What the ledger keeps of what was said in a chat. */
const saidIn = (chatId: ChatId) =>
  stage.store.db.selectFrom('delivery').select('id').where('chat_id', '=', chatId).execute()

const changeOf = (id: DeliveryId) =>
  stage.store.db
    .selectFrom('delivery')
    .select('id')
    .where('edits_id', '=', id)
    .executeTakeFirstOrThrow()

describe('sending', () => {
  it('sends the parts of a message in order and writes down every id', async () => {
    const lan = await chat('lan')
    const subject = { kind: 'question', id: newId<string>() }
    const id = await plan(lan, plainMessage('một', 'hai', 'ba'), { subject })

    await stage.engine.run()

    expect(stage.engine.platform.calls.map(({ text }) => text)).toEqual(['một', 'hai', 'ba'])
    expect(await row(id)).toMatchObject({ state: 'sent', message_enc: null, tries: 0 })
    const found = await findDeliveryByMessage(stage.store, lan, 'm2')
    expect(found).toEqual({ original: id, broadcastId: null, subject, purpose: 'answer' })
    const attempts = await stage.store.db
      .selectFrom('attempt')
      .select(['ordinal', 'outcome'])
      .where('delivery_id', '=', id)
      .orderBy('id')
      .execute()
    expect(attempts).toEqual([0, 1, 2].map((ordinal) => ({ ordinal, outcome: 'sent' })))
  })

  it('sends what was planned for a later hour at that hour', async () => {
    const lan = await chat('lan')
    const dueAt = new Date(Date.now() + 30_000)
    await plan(lan, plainMessage('sau'), { notBefore: dueAt })

    await stage.engine.run()
    expect(stage.engine.platform.calls).toEqual([])
    expect(stage.engine.jobs.at(-1)).toMatchObject({
      name: 'run-lane',
      delayMs: expect.any(Number),
      dueAt,
    })
    await stage.engine.later(31_000)

    expect(stage.engine.platform.calls.map(({ text }) => text)).toEqual(['sau'])
  })

  it('waits for one chat that is told to wait, and not with the others', async () => {
    const [lan, minh] = [await chat('lan'), await chat('minh')]
    stage.engine.platform.script('lan', { kind: 'wait', afterMs: 60_000 })
    const id = await plan(lan, plainMessage('a1', 'a2'))
    await plan(lan, plainMessage('a3'))
    await plan(minh, plainMessage('b1'))

    await stage.engine.run()
    expect(stage.engine.platform.seen().map(({ text }) => text)).toEqual(['b1'])
    expect(await stage.engine.delivery(id)).toMatchObject({ state: 'planned', tries: 0 })
    await stage.engine.later(61_000)

    expect(stage.engine.platform.seen('lan').map(({ text }) => text)).toEqual(['a1', 'a2', 'a3'])
  })

  it('leaves a chat alone that is to wait, whoever sends next and whatever is planned for it later', async () => {
    const lan = await chat('lan')
    stage.engine.platform.script('lan', { kind: 'wait', afterMs: 60_000 })
    await plan(lan, plainMessage('một'))
    await stage.engine.run()

    await plan(lan, plainMessage('hai'))
    await stage.engine.run()

    expect(stage.engine.platform.calls).toHaveLength(1)
    // The lane does not wake itself again and again meanwhile.
    expect(stage.engine.jobs.at(-1)).toMatchObject({
      name: 'run-lane',
      delayMs: expect.any(Number),
    })
    await stage.engine.later(61_000)
    expect(stage.engine.platform.seen('lan').map(({ text }) => text)).toEqual(['một', 'hai'])
  })

  it('does not bring forward by a wait what was planned for a later hour', async () => {
    const lan = await chat('lan')
    stage.engine.platform.script('lan', { kind: 'wait', afterMs: 30_000 })
    await plan(lan, plainMessage('ngay'))
    await plan(lan, plainMessage('sau'), { notBefore: new Date(Date.now() + 3_600_000) })

    await stage.engine.run()
    await stage.engine.later(31_000)

    expect(stage.engine.platform.seen('lan').map(({ text }) => text)).toEqual(['ngay'])
  })

  it('keeps the longest of the waits that a chat was told', async () => {
    const lan = await chat('lan')
    const [long, short] = [60_000, 5_000].map((ms) => new Date(Date.now() + ms)) as [Date, Date]
    const from = new Date()

    await inTransaction(stage.store, (tx) => noteChatWait(tx, lan, { from, until: long }))
    await inTransaction(stage.store, (tx) => noteChatWait(tx, lan, { from, until: short }))

    const { wait_until: until } = await stage.store.db
      .selectFrom('chat')
      .select('wait_until')
      .where('id', '=', lan)
      .executeTakeFirstOrThrow()
    expect(until).toEqual(long)
  })

  it('leaves the whole bot alone that is to wait, whoever sends next', async () => {
    const [lan, minh] = [await chat('lan'), await chat('minh')]
    stage.engine.platform.script('lan', { kind: 'wait', afterMs: 1_500, scope: 'lane' })
    await plan(lan, plainMessage('một'))
    await stage.engine.run()
    await plan(minh, plainMessage('hai'))

    await stage.engine.run()

    const [first, second] = stage.engine.platform.calls
    expect(second).toMatchObject({ chat: expect.any(String) })
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(1_300)
  })

  it.each([
    { title: 'one answer means the whole bot', scope: 'lane', told: 1 },
    { title: 'three chats are told so at once', scope: 'chat', told: 3 },
  ] as const)('waits with all chats at once when $title', async ({ scope, told }) => {
    const pace = { ...stage.engine.channel.capabilities.pace, perSecond: 5 }
    stage.engine = await start({ pace })
    const wait = { kind: 'wait', afterMs: 1_500, scope } as const
    stage.engine.platform.script('*', ...Array.from({ length: told }, () => wait))
    for (const name of ['a', 'b', 'c', 'd', 'e']) await plan(await chat(name), plainMessage('tin'))

    await stage.engine.run()

    const times = stage.engine.platform.calls.map(({ at }) => at)
    // Two go at once, so one may be out beside the one that is told.
    const next = Math.max(told, 2)
    expect((times[next] ?? 0) - (times[told - 1] ?? 0)).toBeGreaterThan(1_400)
  })

  it('does not become slower by chats whose quota is used up', async () => {
    stage.engine = await start({
      pace: { ...stage.engine.channel.capabilities.pace, perSecond: 10 },
    })
    const spent = { kind: 'wait', afterMs: 3_600_000, why: 'quota' } as const
    for (const name of ['lan', 'minh', 'hoa', 'mai']) stage.engine.platform.script(name, spent)
    for (const name of ['lan', 'minh', 'hoa', 'mai', 'nam', 'tư'])
      await plan(await chat(name), plainMessage('tin'))
    const begun = performance.now()

    await stage.engine.run()

    expect(
      stage.engine.platform
        .seen()
        .map((call) => call.chat)
        .sort(),
    ).toEqual(['nam', 'tư'])
    expect(performance.now() - begun).toBeLessThan(5_000)
  })

  it('does not become slower with a new owner, where too many calls are those of the whole bot', async () => {
    const pace = { ...stage.engine.channel.capabilities.pace, perSecond: 10 }
    stage.engine = await start({ tooMany: 'lane', pace })
    for (let index = 0; index < 9; index++) await plan(await chat(`c${index}`), plainMessage('tin'))
    // The platform's minute had run out, and said so to all that was out.
    await sql`
      insert into attempt (delivery_id, ordinal, channel_instance_id, chat_id, fence, started_at, finished_at, outcome, reason)
      select id, 0, channel_instance_id, chat_id, 0, now() - interval '20 s', now() - interval '20 s',
        'retry-after', 'too-many: hết lượt'
      from delivery where channel_instance_id = ${stage.engine.instanceId}`.execute(stage.store.db)

    await stage.engine.run()

    const times = stage.engine.platform.seen().map(({ at }) => at)
    expect(times).toHaveLength(9)
    // Eight gaps take a second; at a third of the pace, where it would be after nine, more than two.
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThan(1_600)
  })

  it('answers whose quota is used up when they write, and sends what has waited', async () => {
    const lan = await chat('lan')
    stage.engine.platform.script('lan', { kind: 'wait', afterMs: 3_600_000, why: 'quota' })
    await plan(lan, plainMessage('tin'))
    await stage.engine.run()

    // Within the window that opens when somebody writes nothing is counted.
    await plan(lan, plainMessage('trả lời'))
    await stage.engine.run()
    expect(stage.engine.platform.seen('lan').map(({ text }) => text)).toEqual(['trả lời'])
    await comesBack(lan)
    await stage.engine.run()
    expect(stage.engine.platform.seen('lan').map(({ text }) => text)).toEqual(['trả lời', 'tin'])
  })

  it('leaves what waited for quota to its call when its person writes while that is being claimed', async () => {
    const lan = await chat('lan')
    stage.engine.platform.script('lan', { kind: 'wait', afterMs: 3_600_000, why: 'quota' })
    const id = await plan(lan, plainMessage('tin'))
    await stage.engine.run()
    const answer = await acquireLane(stage.store, stage.engine.instanceId, newId<string>(), 60_000)
    if (answer.kind !== 'held') throw new Error(answer.kind)
    const read = { deliveryId: id, chatId: lan, edition: 0, ordinal: 0, nothingOut: true }

    const [released] = await inTransaction(stage.store, async (tx) => {
      const claimed = await claimParts(tx, answer.lease, [{ ...read, at: new Date() }], {
        now: new Date(),
        timeZone: 'Asia/Ho_Chi_Minh',
      })
      expect([...claimed]).toEqual([id])
      const release = comesBack(lan)
      await waitForLockWaits(stage.store)
      return [release] as const
    })
    await released

    // As planned it would go a second time, by whoever looks next.
    expect(await stage.engine.delivery(id)).toMatchObject({ state: 'sending' })
  })

  it('lets a message that waits for quota hold up no other of its chat, each of which is tried once', async () => {
    const lan = await chat('lan')
    const spent = { kind: 'wait', afterMs: 3_600_000, why: 'quota' } as const
    stage.engine.platform.script('lan', spent, spent, spent)
    const ids = [
      await plan(lan, plainMessage('một')),
      await plan(lan, plainMessage('hai')),
      await plan(lan, plainMessage('ba')),
    ]

    await stage.engine.run()
    await stage.engine.run()

    expect(stage.engine.platform.calls).toHaveLength(3)
    for (const id of ids)
      expect(await stage.engine.delivery(id)).toMatchObject({
        state: 'planned',
        reason: expect.stringMatching(/^quota/),
      })
    // So each of them goes as soon as somebody writes, and not only the first that was refused.
    await comesBack(lan)
    await stage.engine.run()
    expect(stage.engine.platform.seen('lan').map(({ text }) => text)).toEqual(['một', 'hai', 'ba'])
  })

  it('says a change at most four times where it goes as a message of its own', async () => {
    stage.engine = await start({ edit: false })
    const lan = await chat('lan')
    const id = await plan(lan, plainMessage('Có 3 người'), { purpose: 'card' })
    await stage.engine.run()
    stage.engine.platform.script(
      'lan',
      ...Array.from({ length: 5 }, () => ({ kind: 'cut' }) as const),
    )
    await edit(id, 'Có 4 người')

    await stage.engine.run()
    for (let time = 0; time < 5; time++) await stage.engine.later(601_000)

    const [before, ...said] = stage.engine.platform.calls.map(({ text }) => text)
    expect(before).toBe('Có 3 người')
    expect(said).toEqual(Array.from({ length: 4 }, () => 'Có 4 người'))
  })

  it('writes down what the platform said, whatever characters it used', async () => {
    const [lan, minh] = [await chat('lan'), await chat('minh')]
    stage.engine.platform.script('lan', {
      kind: 'refused',
      why: 'refused',
      words: 'a\u0000b\ud83d',
    })
    const id = await plan(lan, plainMessage('một'))
    await plan(minh, plainMessage('hai'))

    await stage.engine.run()

    expect(await stage.engine.delivery(id)).toMatchObject({
      state: 'rejected',
      reason: 'refused: ab\ufffd',
    })
    expect(stage.engine.platform.seen('minh')).toHaveLength(1)
  })

  it('does not turn round for a change whose message has still to go out', async () => {
    const lan = await chat('lan')
    stage.engine.platform.script('lan', { kind: 'cut' })
    const id = await plan(lan, plainMessage('cũ'), { purpose: 'card' })
    await stage.engine.run()
    await edit(id, 'mới')

    await stage.engine.run()

    expect(stage.engine.jobs.at(-1)).toMatchObject({
      name: 'run-lane',
      delayMs: expect.any(Number),
    })
  })

  it('gives what was in doubt its second try also after its chat was away', async () => {
    const lan = await chat('lan')
    stage.engine.platform.script(
      'lan',
      { kind: 'blocked', state: 'waiting-for-contact' },
      { kind: 'cut' },
    )
    const id = await plan(lan, plainMessage('tin'))
    await stage.engine.run()
    await comesBack(lan)
    await stage.engine.run()

    expect(await stage.engine.delivery(id)).toMatchObject({ state: 'planned', tries: 1 })
  })

  it('goes on with the part that had to wait, not from the start', async () => {
    const lan = await chat('lan')
    stage.engine.platform.script('lan', { kind: 'ok' }, { kind: 'wait', afterMs: 5_000 })
    await plan(lan, plainMessage('một', 'hai', 'ba'))

    await stage.engine.run()
    await stage.engine.later(6_000)

    expect(stage.engine.platform.seen('lan').map(({ text }) => text)).toEqual(['một', 'hai', 'ba'])
  })

  it('leaves a chat that blocks the bot alone until it is active again', async () => {
    const lan = await chat('lan')
    stage.engine.platform.script('lan', { kind: 'blocked', state: 'blocked' })
    const first = await plan(lan, plainMessage('một'))
    const second = await plan(lan, plainMessage('hai'))

    await stage.engine.run()

    expect(await stage.engine.delivery(first)).toMatchObject({
      state: 'unreachable',
      reason: 'blocked: bot was blocked',
    })
    expect(await stage.engine.delivery(second)).toMatchObject({
      state: 'unreachable',
      reason: 'blocked',
    })
    expect(stage.engine.platform.calls).toHaveLength(1)
    await comesBack(lan)
    await plan(lan, plainMessage('ba'))
    await stage.engine.run()
    expect(stage.engine.platform.seen('lan').map(({ text }) => text)).toEqual(['ba'])
  })

  it('keeps what waits for a person’s next message, and sends it then', async () => {
    const lan = await chat('lan')
    stage.engine.platform.script('lan', { kind: 'blocked', state: 'waiting-for-contact' })
    const id = await plan(lan, plainMessage('một'))

    await stage.engine.run()
    expect(await stage.engine.delivery(id)).toMatchObject({ state: 'waiting-for-contact' })
    await comesBack(lan)
    await stage.engine.run()

    expect(stage.engine.platform.seen('lan').map(({ text }) => text)).toEqual(['một'])
    expect(await row(id)).toMatchObject({ state: 'sent', message_enc: null })
  })

  it('sends to who writes in the moment in which the copy is found to wait for them', async () => {
    const lan = await chat('lan')
    const id = await plan(lan, plainMessage('một'))
    await sql`update chat set state = 'waiting-for-contact' where id = ${lan}`.execute(
      stage.store.db,
    )

    const [running] = await inTransaction(stage.store, async (tx) => {
      await noteChatState(tx, { chatId: lan, state: 'active', reason: null, now: new Date() })
      const looking = stage.engine.run()
      await waitForLockWaits(stage.store)
      return [looking] as const
    })
    await running

    // As one that waits it would need a second word from them.
    expect(await stage.engine.delivery(id)).toMatchObject({ state: 'sent' })
  })

  it.each([
    { title: 'whose window was closed', state: 'waiting-for-contact' },
    { title: 'who had blocked the bot', state: 'blocked' },
  ])('answers who writes while a call is out to one $title', async ({ state }) => {
    const lan = await chat('lan')
    stage.engine.platform.latencyMs = 1_000
    stage.engine.platform.script('lan', { kind: 'blocked', state })
    await plan(lan, plainMessage('tin'))

    const running = stage.engine.run()
    await stage.engine.platform.until(({ calls }) => calls.length === 1)
    await says('lan', 'chào')
    stage.engine.platform.latencyMs = 0
    await running
    await stage.engine.run()

    const { rows } = await sql<{ state: string; chat: string }>`
      select d.state, chat.state as chat from delivery d join chat on chat.id = d.chat_id
      where d.chat_id = ${lan}`.execute(stage.store.db)
    expect(rows).toEqual(Array(2).fill({ state: 'sent', chat: 'active' }))
    expect(stage.engine.platform.seen('lan').map(({ text }) => text)).toContain('tin')
  })

  it('leaves a chat that takes nothing alone although somebody wrote before the call', async () => {
    const lan = await chat('lan')
    const blocked = { kind: 'blocked', state: 'blocked' } as const
    stage.engine.platform.script('lan', { kind: 'ok' }, blocked, blocked)
    await says('lan', 'chào')
    await stage.engine.run()
    const id = await plan(lan, plainMessage('tin'))

    await stage.engine.run()

    expect(await stage.engine.delivery(id)).toMatchObject({ state: 'unreachable' })
    expect(stage.engine.platform.calls).toHaveLength(2)
  })

  it('gives up the message that does not open, and sends the others', async () => {
    const [lan, minh] = [await chat('lan'), await chat('minh')]
    const id = await plan(lan, plainMessage('hỏng'))
    await sql`update chat set external_enc = 'hỏng'::bytea where id = ${lan}`.execute(
      stage.store.db,
    )
    await plan(minh, plainMessage('tin'))

    await stage.engine.run()

    expect(stage.engine.platform.seen().map(({ text }) => text)).toEqual(['tin'])
    for (let tries = 1; tries < 5; tries++) await stage.engine.later(31_000)
    expect(await stage.engine.delivery(id)).toMatchObject({ state: 'rejected', reason: 'not-made' })
  })

  it('keeps no reminder until then: in June nobody is told what they have not confirmed in March', async () => {
    const lan = await chat('lan')
    stage.engine.platform.script('lan', { kind: 'blocked', state: 'waiting-for-contact' })
    const [refused, behind] = [
      await plan(lan, plainMessage('một'), { purpose: 'reminder' }),
      await plan(lan, plainMessage('hai'), { purpose: 'reminder' }),
    ]

    await stage.engine.run()
    await comesBack(lan)
    await stage.engine.run()

    for (const id of [refused, behind])
      expect(await row(id)).toMatchObject({ state: 'unreachable', message_enc: null })
    expect(stage.engine.platform.seen('lan')).toEqual([])
  })

  it('keeps an answer to who asks the office until they have unblocked the bot, and nothing of it then', async () => {
    const lan = await chat('lan')
    stage.engine.platform.script('lan', { kind: 'blocked', state: 'blocked' })
    const found = await plan(lan, plainMessage('trả lời H1'), OFFICES_ANSWER)
    await stage.engine.run()
    const known = await plan(lan, plainMessage('trả lời H2'), OFFICES_ANSWER)
    await stage.engine.run()
    expect(stage.engine.platform.calls).toHaveLength(1)
    await forget()

    await comesBack(lan)
    await stage.engine.run()

    const texts = stage.engine.platform.seen('lan').map(({ text }) => text)
    expect(texts.sort()).toEqual(['trả lời H1', 'trả lời H2'])
    await forget()
    const left = stage.store.db
      .selectFrom('delivery')
      .select('id')
      .where('id', 'in', [found, known])
    expect(await left.execute()).toEqual([])
  })

  it.each([
    { title: 'while it waits', afterMs: 0 },
    { title: 'while its call is out', afterMs: 500 },
  ])('leaves nothing of such an answer when its person is erased $title', async ({ afterMs }) => {
    const lan = await chat('lan')
    stage.engine.platform.latencyMs = afterMs
    stage.engine.platform.script('lan', { kind: 'blocked', state: 'blocked' })
    const id = await plan(lan, plainMessage('trả lời H1'), OFFICES_ANSWER)
    const running = stage.engine.run()
    if (afterMs > 0) await stage.engine.platform.until(({ calls }) => calls.length === 1)
    else await running

    await eraseLan()
    await running
    await forget()

    const left = stage.store.db.selectFrom('delivery').select('id').where('id', '=', id)
    expect(await left.execute()).toEqual([])
  })

  it('forgets a message with its changes, also where a change went as a message of its own and was changed', async () => {
    const lan = await chat('lan')
    const first = await plan(lan, plainMessage('một'), { traceless: true })
    await stage.engine.run()
    stage.engine.platform.script('lan', { kind: 'refused', why: 'message-gone' })
    await edit(first, 'hai')
    await stage.engine.run()
    await stage.engine.run()
    await edit((await changeOf(first)).id, 'ba')

    await forget()
    expect(await saidIn(lan)).toHaveLength(3)
    await stage.engine.run()
    await forget()

    const shown = stage.engine.platform.calls.filter(({ answer }) => answer === 'ok')
    expect(shown.map(({ text }) => text)).toEqual(['một', 'hai', 'ba'])
    expect(await saidIn(lan)).toEqual([])
  })

  it('forgets no message before a change that may still be meant by the press of a button', async () => {
    const lan = await chat('lan')
    const first = await plan(lan, plainMessage('một'), { traceless: true })
    await stage.engine.run()
    await edit(first, 'hai')
    await stage.engine.run()
    await sql`update delivery set settled_at = now() - interval '2 hours' where id = ${first}`.execute(
      stage.store.db,
    )
    stage.engine.platform.script('lan', { kind: 'cut' })
    await plan(lan, plainMessage('ba'), { traceless: true })
    await stage.engine.run()

    await forget()
    expect(await saidIn(lan)).toHaveLength(3)
    await stage.engine.later(6_000)
    await forget()

    expect(await saidIn(lan)).toEqual([])
  })

  it.each([
    { title: 'a change of it', isShownAnew: false },
    { title: 'the change of one that went as a message of its own', isShownAnew: true },
  ])('erases whose message is being changed, and leaves nothing of it: $title', async (story) => {
    const lan = await chat('lan')
    const first = await plan(lan, plainMessage('một'), { traceless: true })
    await stage.engine.run()
    let changed = first
    if (story.isShownAnew) {
      stage.engine.platform.script('lan', { kind: 'refused', why: 'message-gone' })
      await edit(first, 'hai')
      await stage.engine.run()
      await stage.engine.run()
      changed = (await changeOf(first)).id
    }
    await edit(changed, 'ba')
    const before = stage.engine.platform.calls.length
    stage.engine.platform.latencyMs = 500
    const running = stage.engine.run()
    await stage.engine.platform.until(({ calls }) => calls.length > before)

    await eraseLan()
    await running
    await forget()

    expect(await saidIn(lan)).toEqual([])
  })

  it('erases whose message begins to be changed in this moment', async () => {
    const lan = await chat('lan')
    const first = await plan(lan, plainMessage('một'), { traceless: true })
    await stage.engine.run()
    await edit(first, 'hai')
    const { id } = await changeOf(first)
    const answer = await acquireLane(stage.store, stage.engine.instanceId, newId<string>(), 60_000)
    if (answer.kind !== 'held') throw new Error(answer.kind)
    const read = { deliveryId: id, chatId: lan, edition: 0, ordinal: 0, nothingOut: true }
    const at = { now: new Date(), timeZone: 'Asia/Ho_Chi_Minh' }

    const [erasing] = await inTransaction(stage.store, async (tx) => {
      await claimParts(tx, answer.lease, [{ ...read, at: at.now }], at)
      const running = eraseLan()
      await waitForLockWaits(stage.store)
      return [running] as const
    })
    await erasing

    expect(await saidIn(lan)).toHaveLength(2)
  })

  it('follows a group to its new id and sends there', async () => {
    const group = await chat('nhóm', 'group')
    stage.engine.platform.script('nhóm', { kind: 'moved', toChatId: 'siêu nhóm' })
    const id = await plan(group, plainMessage('một'))

    await stage.engine.run()
    await stage.engine.run()

    expect(stage.engine.platform.calls.map((call) => call.chat)).toEqual(['nhóm', 'siêu nhóm'])
    expect(await stage.engine.delivery(id)).toMatchObject({ state: 'sent' })
  })

  it('gives up what the platform will never take, with its words', async () => {
    const lan = await chat('lan')
    stage.engine.platform.script('lan', { kind: 'refused', why: 'too-long' })
    const id = await plan(lan, plainMessage('một'))

    await stage.engine.run()

    expect(await row(id)).toMatchObject({
      state: 'rejected',
      reason: 'too-long: bad request',
      message_enc: null,
    })
  })

  it('stops the lane when the token is refused, and loses nothing', async () => {
    const stopped: string[] = []
    const deps = {
      ...stage.engine.deps,
      onLaneStopped: async (_tx: unknown, _id: unknown, why: string) => {
        stopped.push(why)
        return []
      },
    }
    Object.assign(stage.engine.deps, deps)
    stage.engine.platform.script('*', { kind: 'unauthorised' })
    const ids = [await plan(await chat('lan'), plainMessage('một'))]
    ids.push(await plan(await chat('minh'), plainMessage('hai')))

    await stage.engine.run()
    const calls = stage.engine.platform.calls.length
    await stage.engine.run()

    expect(stage.engine.platform.calls).toHaveLength(calls)
    expect(stopped).toEqual(['token-refused'])
    await restartLane(stage.store, stage.engine.instanceId)
    await stage.engine.run()
    for (const id of ids) expect(await stage.engine.delivery(id)).toMatchObject({ state: 'sent' })
  })

  it('tells once that a lane stands, also where the platform has said so before its owner hears', async () => {
    const told: string[] = []
    Object.assign(stage.engine.deps, {
      onLaneStopped: async (_tx: unknown, _id: unknown, why: string) => {
        told.push(why)
        return []
      },
    })
    stage.engine.platform.latencyMs = 300
    stage.engine.platform.script('*', { kind: 'unauthorised' })
    const id = await plan(await chat('lan'), plainMessage('một'))

    const run = stage.engine.run()
    await stage.engine.platform.until(({ calls }) => calls.length === 1)
    const stop = () => stopLaneOf(stage.store, stage.engine.instanceId, 'consent-lost: x')
    expect([await stop(), await stop()]).toEqual([true, false])
    await run

    expect(told).toEqual([])
    expect(await stage.engine.delivery(id)).toMatchObject({ state: 'planned' })
    await stage.engine.run()
    expect(stage.engine.platform.calls).toHaveLength(1)
  })

  it('does not repeat a call whose answer was lost', async () => {
    const lan = await chat('lan')
    stage.engine.platform.script('lan', { kind: 'cut' })
    const id = await plan(lan, plainMessage('một'), { purpose: 'reminder' })

    await stage.engine.run()
    await stage.engine.later(120_000)

    expect(stage.engine.platform.seen('lan')).toHaveLength(1)
    expect(await stage.engine.delivery(id)).toMatchObject({ state: 'unknown', tries: 1 })
  })

  it('makes such a call once more, and no more, where somebody waits for the message', async () => {
    const [lan, minh] = [await chat('lan'), await chat('minh')]
    stage.engine.platform.script('lan', { kind: 'cut' })
    stage.engine.platform.script('minh', { kind: 'cut' }, { kind: 'cut' }, { kind: 'cut' })
    const ids = [await plan(lan, plainMessage('một')), await plan(minh, plainMessage('hai'))]

    await stage.engine.run()
    await stage.engine.later(6_000)
    await stage.engine.later(120_000)

    const states = await Promise.all(ids.map(async (id) => (await stage.engine.delivery(id)).state))
    expect(states).toEqual(['sent', 'unknown'])
    expect(stage.engine.platform.calls.map(({ chat: name }) => name).sort()).toEqual([
      'lan',
      'lan',
      'minh',
      'minh',
    ])
  })

  it('makes a card for some minutes, and the office’s answer again when its person writes', async () => {
    const [lan, minh] = [await chat('lan'), await chat('minh')]
    const cut = { kind: 'cut' } as const
    stage.engine.platform.script('lan', cut, cut, cut)
    stage.engine.platform.script('minh', cut, cut, cut, cut)
    const card = await plan(lan, plainMessage('hỏi'), { purpose: 'card' })
    const answer = await plan(minh, plainMessage('trả lời H1'), OFFICES_ANSWER)

    await stage.engine.run()
    for (const pauseMs of [6_000, 61_000, 601_000]) await stage.engine.later(pauseMs)

    expect(await stage.engine.delivery(card)).toMatchObject({ state: 'sent' })
    await forget()
    expect(await stage.engine.delivery(answer)).toMatchObject({ state: 'waiting-for-contact' })
    await comesBack(minh)
    await stage.engine.later(1_000)
    expect(await stage.engine.delivery(answer)).toMatchObject({ state: 'sent' })
  })

  it('keeps the office’s answer for its person also where a process dies over its last try', async () => {
    const minh = await chat('minh')
    const answer = await plan(minh, plainMessage('trả lời H1'), OFFICES_ANSWER)
    await sql`update delivery set state = 'sending', fence = 0, calling = 0, tries = 3
      where id = ${answer}`.execute(stage.store.db)
    await givenDeadOwner(stage.store, stage.engine.instanceId)

    await stage.engine.run()
    await forget()
    expect(await stage.engine.delivery(answer)).toMatchObject({ state: 'waiting-for-contact' })
    await comesBack(minh)
    await stage.engine.later(1_000)

    expect(stage.engine.platform.seen('minh').map(({ text }) => text)).toEqual(['trả lời H1'])
  })

  it('waits while the platform does not answer at all, and then sends', async () => {
    const lan = await chat('lan')
    const id = await plan(lan, plainMessage('một'))
    const refused = await start()
    await refused.stop()
    const offline = { ...refused.channel, instanceId: stage.engine.instanceId }
    const channels = { get: () => offline, all: () => [offline], awaited: () => [] }

    const stopping = new AbortController()
    offline.send = async (...call) => {
      const outcome = await refused.channel.send(...call)
      stopping.abort()
      return outcome
    }
    const { runLane } = await import('../../../src/usecases/sending/run-lane.ts')
    await runLane({ ...stage.engine.deps, channels }, stage.engine.instanceId, stopping.signal)
    expect(await stage.engine.delivery(id)).toMatchObject({ state: 'planned', tries: 0 })
    await stage.engine.later(1_000)

    expect(stage.engine.platform.seen('lan').map(({ text }) => text)).toEqual(['một'])
  })

  it('lets answers overtake broadcasts and edits come last', async () => {
    const slow = { pace: { ...stage.engine.channel.capabilities.pace, perSecond: 50 } }
    const paced = await start(slow)
    const chats = await Promise.all(
      ['a', 'b', 'c', 'd'].map((name) => givenChat(stage.store, paced.instanceId, name)),
    )
    const [a, b, c, d] = chats as [ChatId, ChatId, ChatId, ChatId]
    const card = await plan(d, plainMessage('thẻ'))
    await paced.run()
    await edit(card, 'thẻ mới')
    // One that has waited for two seconds does not; a busy machine needs as long for this.
    await sql`update delivery set created_at = now() + interval '1 minute' where edits_id = ${card}`.execute(
      stage.store.db,
    )
    await plan(a, plainMessage('thường'), { priority: PRIORITY.normal })
    await plan(b, plainMessage('khẩn'), { priority: PRIORITY.urgent })
    await plan(c, plainMessage('trả lời'), { priority: PRIORITY.answer })

    await paced.run()

    expect(paced.platform.calls.slice(1).map(({ text }) => text)).toEqual([
      'trả lời',
      'khẩn',
      'thường',
      'thẻ mới',
    ])
  })
})
