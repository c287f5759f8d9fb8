import { expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { type DeliveryPurpose, type DeliveryState, PRIORITY } from '../../../src/domain/delivery.ts'
import { type DeliveryId, type FileId, newId } from '../../../src/domain/id.ts'
import { QUESTIONS_PER_DAY } from '../../../src/domain/question.ts'
import { dayOf } from '../../../src/domain/time/format.ts'
import { enterAccount } from '../../../src/storage/accounts.ts'
import { enterChat } from '../../../src/storage/chats.ts'
import { verifyAudit } from '../../../src/storage/audit.ts'
import { saveConversation } from '../../../src/storage/conversations.ts'
import {
  forgetErasures,
  noteErasure,
  wasErasedSince,
} from '../../../src/storage/erased-accounts.ts'
import { keepFile } from '../../../src/storage/files.ts'
import { forgetDroppedDrafts } from '../../../src/storage/forget-dropped-drafts.ts'
import { latestActions } from '../../../src/storage/latest-audit.ts'
import { findNotice, moveNotice } from '../../../src/storage/notices.ts'
import {
  type DeliverySubject,
  planEdit,
  planMessage,
} from '../../../src/storage/sending/plan-message.ts'
import { inTransaction } from '../../../src/storage/store.ts'
import { cancelDraft, draftNotice, restoreDraft } from '../../../src/usecases/draft-notice.ts'
import { plainMessage } from '../../../src/messages/message.ts'
import { storeInInbox } from '../../../src/storage/inbox.ts'
import {
  addAnswer,
  addQuestion,
  type Asker,
  findQuestionByCode,
  type Question,
} from '../../../src/storage/questions.ts'
import { giveConsent } from '../../../src/storage/consents.ts'
import { askQuestion } from '../../../src/usecases/ask-question.ts'
import { createEndingOfKeeping, endKeeping } from '../../../src/usecases/end-keeping.ts'
import { eraseAccountOf } from '../../../src/usecases/erase-account.ts'
import { withdrawOwnConsent } from '../../../src/usecases/withdraw-own-consent.ts'
import { setTestDatabase } from '../../support/database-stage.ts'
import {
  askerIn,
  givenBroadcast,
  givenChat,
  givenInstance,
  givenPerson,
  givenUnit,
} from '../../support/rows.ts'

const NOW = new Date('2028-12-02T03:00:00Z')
const DAY = 86_400_000

const database = setTestDatabase('all')

const forget = (isRight?: () => boolean, now = NOW) =>
  endKeeping({
    store: database.store,
    clock: { now: () => now, ...(isRight && { isRight }) },
    settings: { timeZone: 'Asia/Ho_Chi_Minh' },
  })

const chatOf = async (name: string): Promise<Asker> => {
  const { store } = database
  return askerIn(store, await givenChat(store, await givenInstance(store), name))
}

it('a question and its answers are kept for the 24 months that its asker was told, and then deleted', async () => {
  const { store } = database
  const asker = await chatOf('lan')
  const clerk = await givenPerson(store)
  const ask = async (today: string, isAnswered: boolean): Promise<number> => {
    const { id, code } = await addQuestion(store, { text: 'Hỏi', asker, dueOn: today, today })
    if (isAnswered) await addAnswer(store, id, { text: 'Trả lời', by: clerk, at: NOW })
    return code
  }
  const codes = [
    await ask('2026-12-01', true),
    await ask('2026-12-01', false),
    await ask('2026-12-02', true),
  ]
  const left = async (): Promise<(Question['state'] | undefined)[]> =>
    Promise.all(codes.map(async (code) => (await findQuestionByCode(store, code))?.state))

  // By a clock that nobody has confirmed, and one that is known to be wrong, nothing is old.
  await forget()
  await forget(() => false)
  expect(await left()).toEqual(['answered', 'received', 'answered'])

  await forget(() => true)
  expect(await left()).toEqual([undefined, 'received', 'answered'])
  expect(await store.db.selectFrom('answer').select('id').execute()).toHaveLength(1)
  const entries = await store.db.selectFrom('audit_entry').select(['action', 'detail']).execute()
  expect(entries).toEqual([{ action: 'forget-questions', detail: { count: 1 } }])
  expect(await verifyAudit(store)).toMatchObject({ kind: 'intact' })

  // Of many they go some at a time; an owner's list says so once.
  await ask('2026-12-01', true)
  await forget(() => true)
  expect(await latestActions(store, 20)).toHaveLength(1)
})

it('words that were typed and never sent are forgotten after two days', async () => {
  const { store } = database
  const chats = [await chatOf('hoa'), await chatOf('mai')]
  const days = [2.1, 1.9]
  for (const [index, { chatId, accountId }] of chats.entries()) {
    const at = new Date(NOW.getTime() - days[index]! * DAY)
    await saveConversation(store, chatId, accountId, { definition: 'a', version: 1, state: {} }, at)
  }

  await forget(() => true)

  const left = await store.db.selectFrom('conversation').select('chat_id').execute()
  expect(left).toEqual([{ chat_id: chats[1]!.chatId }])
})

it('a workbook that was made for one message is forgotten in time, a file of a notice is not', async () => {
  const { store } = database
  const now = new Date()
  const keep = async (name: string, days: number): Promise<FileId> => {
    const { fileId } = await keepFile(store, { name, mime: 'x/y', bytes: Buffer.from(name) })
    const created_at = new Date(now.getTime() - days * DAY)
    await store.db.updateTable('file').set({ created_at }).where('id', '=', fileId).execute()
    return fileId
  }
  const [old, again, ofNotice] = [
    await keep('a.xlsx', 36),
    await keep('b.xlsx', 36),
    await keep('c.docx', 36),
  ]
  const recent = await keep('d.xlsx', 34)
  const unit = await givenUnit(store, 'thôn')
  await givenBroadcast(store, { units: [unit] })
  const { id: notice_version_id } = await store.db
    .selectFrom('notice_version')
    .select('id')
    .executeTakeFirstOrThrow()
  await store.db
    .insertInto('notice_file')
    .values({ notice_version_id, file_id: ofNotice, ordinal: 1 })
    .execute()
  // The same bytes are sent once more.
  await keepFile(store, { name: 'b.xlsx', mime: 'x/y', bytes: Buffer.from('b.xlsx') })

  await forget(() => true, now)

  const left = await store.db.selectFrom('file').select('id').execute()
  expect(new Set(left.map(({ id }) => id))).toEqual(new Set([again, ofNotice, recent]))
  expect(left).not.toContainEqual({ id: old })
})

it('what was kept long enough is looked for once an hour, and until there is no more of it', async () => {
  const { store } = database
  const clock = { now: () => new Date(), isRight: () => isRight }
  const look = createEndingOfKeeping({ store, clock, settings: { timeZone: 'Asia/Ho_Chi_Minh' } })
  const created_at = new Date(Date.now() - 36 * DAY)
  const add = async (count: number): Promise<void> => {
    for (let index = 0; index < count; index++)
      await keepFile(store, { name: `${index}`, mime: 'x/old', bytes: Buffer.from([index]) })
    await store.db.updateTable('file').set({ created_at }).where('mime', '=', 'x/old').execute()
  }
  const left = async (): Promise<number> =>
    (await store.db.selectFrom('file').select('id').where('mime', '=', 'x/old').execute()).length
  let isRight = false
  await add(21)

  await look()
  expect(await left()).toBe(21)
  isRight = true
  await look()
  expect(await left()).toBe(1)
  await look()
  expect(await left()).toBe(0)
  await look()
  await add(1)
  await look()
  expect(await left()).toBe(1)
})

it('a draft that was dropped and never submitted loses its words after a week, and cannot be taken up again', async () => {
  const { store } = database
  const unitId = await givenUnit(store, 'hội')
  const by = await givenPerson(store)
  const words =
    'Giao Hội Nông dân xã vận động hội viên làm vệ sinh đường làng trước ngày 20/12/2028.'
  const draft = async (days: number, isSubmitted = false) => {
    const at = { by, now: new Date(NOW.getTime() - days * DAY) }
    const common = { authorId: by, unitId, now: at.now, timeZone: 'Asia/Ho_Chi_Minh' }
    const file = await keepFile(store, { name: 'a.docx', mime: 'x/y', bytes: Buffer.from([days]) })
    const made = await draftNotice(store, { text: words, files: [file], ...common })
    const { noticeId } = made as Extract<typeof made, { kind: 'drafted' }>
    if (isSubmitted) await moveNotice(store, noticeId, ['draft'], 'pending', at.now)
    await inTransaction(store, (tx) => cancelDraft(tx, { noticeId, ...at }))
    return { noticeId, by, droppedAt: at.now, now: NOW }
  }
  const [old, recent, submitted] = [await draft(7.1), await draft(6.9), await draft(30, true)]

  await forget(() => true)

  const wordsOf = async ({ noticeId }: typeof old) =>
    (await findNotice(store, noticeId))?.sourceText
  expect(await wordsOf(submitted)).toBe(words)
  await restoreDraft(store, recent)
  expect(await findNotice(store, recent.noticeId)).toMatchObject({
    state: 'draft',
    sourceText: words,
  })
  await restoreDraft(store, old)
  const empty = {
    state: 'cancelled',
    sourceText: '',
    title: '',
    items: [],
    files: [],
    warnings: [],
  }
  expect(await findNotice(store, old.noticeId)).toMatchObject(empty)

  // The log of all that was ever done is not read for it.
  const read = await inTransaction(store, async (tx) => {
    const soFar = async () =>
      sql<{ read: number }>`
        select (seq_tup_read + coalesce(idx_tup_fetch, 0))::int as read
        from pg_stat_xact_user_tables where relname = 'audit_entry'`.execute(tx.db)
    const before = await soFar()
    await forgetDroppedDrafts(tx, { before: NOW, now: NOW })
    return (await soFar()).rows[0]!.read - before.rows[0]!.read
  })
  expect(read).toBe(0)
})

it('that somebody was erased is known for as long as what they wrote before may still come, or waits here', async () => {
  const { store } = database
  const instanceId = await givenInstance(store)
  const erasure = { instanceId, externalId: 'lan' }
  const at = new Date()
  await storeInInbox(store, [{ instanceId, dedupKey: '1', orderKey: 'lan', update: {} }])
  await noteErasure(store, erasure, new Date(at.getTime() + 1_000))
  const isKnown = () => wasErasedSince(store, erasure, at)
  const later = (days: number) => new Date(at.getTime() + days * DAY)

  // The bot was taken out of the configuration, and may come back.
  await forgetErasures(store, later(60))
  expect(await isKnown()).toBe(true)

  await store.db.updateTable('inbox').set({ state: 'processed', payload_enc: null }).execute()
  await forgetErasures(store, later(5.9))
  expect(await isKnown()).toBe(true)
  await forgetErasures(store, later(6.1))
  expect(await isKnown()).toBe(false)
})

it('the questions of a day are counted through a withdrawal and an erasure, and by nothing that says whose they were', async () => {
  const { store } = database
  const instanceId = await givenInstance(store)
  const timeZone = 'Asia/Ho_Chi_Minh'
  const at = (now = NOW) => ({ now, timeZone })
  const purpose = 'question'
  const asker = async (): Promise<Asker> => {
    const address = { instanceId, externalId: 'asks-again' }
    const { id: accountId } = await enterAccount(store, { ...address, name: 'Lan' })
    const { id: chatId } = await enterChat(store, {
      ...address,
      type: 'private',
      title: '',
      accountId,
    })
    return { accountId, chatId }
  }
  const ask = async (text: string, now = NOW) =>
    (await askQuestion(store, { text, asker: await asker(), ...at(now) })).kind
  const { accountId } = await asker()
  const consent = { accountId, purpose, textVersion: '1', today: dayOf(NOW, timeZone) }
  for (let count = 0; count < QUESTIONS_PER_DAY; count++) {
    expect(await ask('Bao giờ có nước sạch?')).toBe('received')
    if (count !== 1 && count !== 3) continue
    await giveConsent(store, consent)
    await inTransaction(store, (tx) => withdrawOwnConsent(tx, { accountId, purpose, ...at() }))
  }
  await inTransaction(store, (tx) =>
    eraseAccountOf(tx, { instanceId, externalId: 'asks-again', at: NOW, ...at() }),
  )

  expect((await asker()).accountId).not.toBe(accountId)
  expect(await ask('Đường bao giờ sửa?')).toBe('too-many')

  // Neither which questions, nor how many, nor when they were taken back.
  const settings = () => store.db.selectFrom('setting').select(['name', 'updated_at']).execute()
  const [kept, ...others] = await settings()
  expect(kept?.name).toMatch(/^on-day\.2028-12-02\.[\w-]{43}$/u)
  expect(kept?.updated_at).toEqual(new Date('2028-12-02T00:00:00Z'))
  expect(others).toEqual([])
  await forget(() => true)
  expect(await settings()).toHaveLength(1)
  const tomorrow = new Date(NOW.getTime() + DAY)
  await forget(() => true, tomorrow)
  expect(await settings()).toEqual([])
  expect(await ask('Đường bao giờ sửa?', tomorrow)).toBe('received')
})

it('what an answer says that may have come is forgotten after an hour, of cards and what waits it is not', async () => {
  const { store } = database
  const { chatId } = await chatOf('tám')
  const message = plainMessage('H1: Bao giờ sửa đường?')
  const say = async (purpose: DeliveryPurpose, state: DeliveryState, minutes: number) => {
    const id = await planMessage(store, { chatId, message, purpose, priority: PRIORITY.answer })
    const settled_at = state === 'planned' ? null : new Date(NOW.getTime() - minutes * 60_000)
    const ended = { state, settled_at }
    await store.db.updateTable('delivery').set(ended).where('id', '=', id).execute()
    return id
  }
  const old = await say('answer', 'unknown', 61)
  const kept = [
    await say('answer', 'unknown', 59),
    await say('answer', 'planned', 0),
    await say('card', 'unknown', 61),
  ]

  await forget(() => true)

  const full = store.db.selectFrom('delivery').select('id').where('chat_id', '=', chatId)
  const words = await full.where('message_enc', 'is not', null).execute()
  expect(words.map(({ id }) => id).toSorted()).toEqual(kept.toSorted())
  expect(await full.execute()).toContainEqual({ id: old })
})

it('answers, their progress and cards about nothing are forgotten after a year, and nothing that tells of a notice', async () => {
  const { store } = database
  const { chatId } = await chatOf('dung')
  const broadcastId = await givenBroadcast(store, { progressChatId: chatId })
  const { progress_delivery_id: shown } = await store.db
    .selectFrom('broadcast')
    .select('progress_delivery_id')
    .where('id', '=', broadcastId)
    .executeTakeFirstOrThrow()
  const asked = { text: 'Hỏi', asker: await chatOf('lan'), dueOn: '2028-12-20' }
  const question = await addQuestion(store, { ...asked, today: '2028-11-20' })
  const end = async (id: DeliveryId, days: number): Promise<DeliveryId> => {
    const at = new Date(NOW.getTime() - days * DAY)
    const ended = { state: 'sent', created_at: at, called_at: at, settled_at: at } as const
    await store.db.updateTable('delivery').set(ended).where('id', '=', id).execute()
    await sql`insert into attempt (delivery_id, ordinal, channel_instance_id, chat_id, fence, started_at, finished_at, outcome)
      select id, 1, channel_instance_id, chat_id, 1, ${at}, ${at}, 'sent' from delivery where id = ${id}`.execute(
      store.db,
    )
    return id
  }
  const of = { chatId, message: plainMessage('Đã ghi nhận'), priority: PRIORITY.answer }
  const say = async (purpose: DeliveryPurpose, days: number, subject?: DeliverySubject) =>
    end(await planMessage(store, { ...of, purpose, ...(subject && { subject }) }), days)
  const change = async (deliveryId: DeliveryId, days: number) => {
    await planEdit(store, { ...of, deliveryId, purpose: 'progress' })
    const { rows } = await sql<{ id: DeliveryId }>`
      select id from delivery where edits_id = ${deliveryId}`.execute(store.db)
    return end(rows[0]!.id, days)
  }
  await say('card', 367)
  await say('card', 367, { kind: 'question', id: newId() })
  await change(await change(await say('answer', 400), 390), 380)
  const young = await say('answer', 400)
  const kept = [
    await end(shown!, 400),
    await say('reminder', 400, { kind: 'notice', id: newId() }),
    await say('card', 400, { kind: 'sent-card', id: newId() }),
    await say('card', 400, { kind: 'question', id: question.id }),
    await say('card', 365),
    young,
    // Changed not so long ago.
    await change(young, 360),
    // The newest answer says when its reader last wrote.
    await say('answer', 367),
  ]
  const copy = await say('broadcast', 400)
  await sql`update delivery set broadcast_id = ${broadcastId} where id = ${copy}`.execute(store.db)

  await forget(() => true)

  const left = await sql<{ id: DeliveryId }>`
    select id from delivery where chat_id = ${chatId}`.execute(store.db)
  expect(left.rows.map(({ id }) => id).toSorted()).toEqual([...kept, copy].toSorted())
  const calls = await sql`select from attempt where chat_id = ${chatId}`.execute(store.db)
  expect(calls.rows).toHaveLength(left.rows.length)
})
