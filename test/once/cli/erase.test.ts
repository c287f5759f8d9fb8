import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { findAccountByName } from '../../../src/storage/account-by-name.ts'
import { enterAccount } from '../../../src/storage/accounts.ts'
import { enterChat } from '../../../src/storage/chats.ts'
import { enterChannelInstance } from '../../../src/storage/channel-instances.ts'
import { keyringOf } from '../../../src/storage/keyring-file.ts'
import { addPerson, addPost, linkAccount, namesOf } from '../../../src/storage/people.ts'
import { addQuestion, findQuestion } from '../../../src/storage/questions.ts'
import type { Store } from '../../../src/storage/store.ts'
import { rootUnit } from '../../../src/storage/units.ts'
import { givenOffice, openCliStage, runIn, type CliStage } from '../../support/cli-stage.ts'

const BA = { platform: 'telegram', externalId: '7001' } as const
const DAY = '2026-03-20'

let stage: CliStage
let store: Store
let questionId: Awaited<ReturnType<typeof addQuestion>>['id']
beforeEach(async () => {
  stage = await openCliStage()
  await givenOffice(stage)
  const key = Buffer.from(stage.env['ENCRYPTION_KEY'] ?? '', 'base64')
  store = { db: stage.database.store.db, keys: keyringOf(key) }
  const bot = await enterChannelInstance(store, {
    platform: 'telegram',
    externalId: '1',
    name: 'bot',
  })
  const seen = { instanceId: bot, externalId: BA.externalId }
  const { id: accountId } = await enterAccount(store, { ...seen, name: 'Đỗ Văn Ba' })
  const { id: chatId } = await enterChat(store, {
    ...seen,
    type: 'private',
    title: '',
    accountId,
  })
  const asker = { accountId, chatId }
  const question = { text: 'Đường thôn Yên Cát bao giờ sửa?', asker, dueOn: DAY, today: DAY }
  questionId = (await addQuestion(store, question)).id
})
afterEach(() => stage.close())

const erase = (answer: string | undefined, ...more: string[]) =>
  runIn(
    { env: stage.env, cwd: stage.cwd, ...(answer !== undefined && { answer }) },
    'erase',
    'telegram:7001',
    ...more,
  )
const isKnown = async () => (await findAccountByName(store, BA, undefined)) !== undefined

describe('nhipcau erase', () => {
  it('deletes what a resident has told, once a person has said yes', async () => {
    expect(await erase('có')).toMatchObject({
      code: 0,
      out: expect.stringContaining('telegram:7001: đã xoá.'),
    })
    expect(await isKnown()).toBe(false)
    expect(await findQuestion(store, questionId)).toMatchObject({
      text: '',
      state: 'withdrawn',
    })
    expect((await stage.run('audit', 'verify')).code).toBe(0)
  })

  it.each([
    { title: 'who thinks better of it', answer: 'không', says: 'Chưa xoá gì' },
    { title: 'who ends the input', answer: '', says: 'Chưa xoá gì' },
    { title: 'where nobody sits', answer: undefined, says: 'thêm --yes' },
  ])('deletes nothing for one $title', async ({ answer, says }) => {
    expect(await erase(answer)).toMatchObject({ code: 1, err: expect.stringContaining(says) })
    expect(await isKnown()).toBe(true)
  })

  it('asks no program, and tells it so once', async () => {
    const { code, out } = await erase(undefined, '--yes', '--json')
    expect([code, JSON.parse(out)]).toEqual([0, { account: 'telegram:7001', erased: true }])
    expect(await erase(undefined, '--yes')).toMatchObject({
      code: 1,
      err: expect.stringContaining('không có tài khoản này'),
    })
  })

  it('finds the asker by the code of a question, and tells nobody who it is', async () => {
    const asked: string[] = []
    const { out, err, code } = await runIn(
      { env: stage.env, cwd: stage.cwd, answer: 'có', asked },
      'erase',
      '--question',
      'h1',
    )
    expect([code, out.split(' Tên')[0]]).toEqual([0, 'Người hỏi câu H1: đã xoá.'])
    expect(asked[0]).toContain('về người hỏi câu H1:')
    // H1 may be a slip, or another installation's: its bearer sees this day too.
    expect(asked[0]).toContain('Hạn trả lời câu H1 là 20/03/2026')
    expect(`${asked.join('')}${out}${err}`).not.toMatch(/7001|Ba|Yên Cát|tài khoản/u)
    expect(await isKnown()).toBe(false)

    expect(await stage.run('erase', '--question', 'H1', '--yes')).toMatchObject({
      code: 1,
      err: expect.stringContaining('không còn gắn với ai'),
    })
  })

  it('takes the linked account of the same person too, which it names first', async () => {
    const oa = await enterChannelInstance(store, {
      platform: 'zalo-oa',
      externalId: '2',
      name: 'OA',
    })
    const seen = { instanceId: oa, externalId: '88', name: 'Ba Zalo' }
    const zalo = await enterAccount(store, seen)
    const person = await addPerson(store, { name: 'Đỗ Văn Ba' })
    const known = await findAccountByName(store, BA, undefined)
    for (const id of [zalo.id, known!.id]) await linkAccount(store, id, person)

    const asked: string[] = []
    const how = { env: stage.env, cwd: stage.cwd, answer: 'có', asked }
    const { code } = await runIn(how, 'erase', 'telegram:7001')
    expect([code, asked[0]]).toEqual([
      0,
      expect.stringContaining('telegram:7001 và tài khoản của cùng một người: zalo-oa:88:'),
    ])
    const other = { platform: 'zalo-oa', externalId: '88' } as const
    expect(await findAccountByName(store, other, undefined)).toBeUndefined()
    expect((await namesOf(store, [person])).size).toBe(0)
    const entries = store.db.selectFrom('audit_entry').select('action')
    expect(await entries.where('action', '=', 'erase-account').execute()).toHaveLength(2)
  })

  it('says first that somebody holds an office, only by the account, and keeps the only owner', async () => {
    const asked: string[] = []
    const how = { env: stage.env, cwd: stage.cwd, answer: 'không', asked }
    await runIn(how, 'erase', 'telegram:1002')
    expect(asked[0]).toContain('đang giữ vai trò: người soạn;')
    expect(await stage.run('erase', 'telegram:1001', '--yes')).toMatchObject({
      code: 1,
      err: expect.stringContaining('chủ quản duy nhất có tài khoản'),
    })
    // By whichever bot of the platform they hold it: the newest knows them as nobody yet.
    const other = { platform: 'telegram', externalId: '9', name: 'bot mới' } as const
    const newest = await enterChannelInstance(store, other)
    await enterAccount(store, { instanceId: newest, externalId: '1002', name: 'Bình' })
    await runIn(how, 'erase', 'telegram:1002')
    expect(asked[1]).toContain('đang giữ vai trò: người soạn;')
    const owner = { platform: 'telegram', externalId: '1001' } as const
    expect(await findAccountByName(store, owner, undefined)).toBeDefined()

    const clerk = await addPerson(store, { name: 'Đỗ Văn Ba' })
    await linkAccount(store, (await findAccountByName(store, BA, undefined))!.id, clerk)
    const unitId = (await rootUnit(store))!.id
    await addPost(store, { personId: clerk, unitId, role: 'clerk', from: DAY })
    const { code, err } = await stage.run('erase', '--question', 'H1', '--yes')
    expect([code, err]).toEqual([1, expect.stringContaining('tự nhắn “xoá dữ liệu” cho bot')])
    expect(err).not.toMatch(/7001|vai trò|tiếp nhận/u)
    expect(await isKnown()).toBe(true)
  })

  it('says by JSON what it was told, no more', async () => {
    const told = await stage.json('erase', '--question', 'H1', '--yes')
    expect(told).toEqual({ question: 'H1', erased: true })
  })

  it.each([
    { title: 'an unknown code', words: ['--question', 'H9'], code: 1, says: 'Không có câu hỏi H9' },
    { title: 'no code', words: ['--question', 'T1'], code: 2, says: 'Cần mã câu hỏi như H12' },
    {
      title: 'two questions',
      words: ['--question', 'H9', '--question', 'H1'],
      code: 2,
      says: 'Chỉ nêu một câu hỏi',
    },
    { title: 'nobody', words: [], code: 2, says: 'Cần một trong hai' },
    {
      title: 'an account beside a question',
      words: ['telegram:7001', '--question', 'H1'],
      code: 2,
      says: 'Cần một trong hai',
    },
  ])('refuses $title', async ({ words, code, says }) => {
    expect(await stage.run('erase', ...words, '--yes')).toMatchObject({
      code,
      err: expect.stringContaining(says),
    })
    expect(await isKnown()).toBe(true)
  })

  it('leaves who stands in a roll there, without the account', async () => {
    expect((await stage.run('erase', 'telegram:1004', '--yes')).code).toBe(0)
    expect((await stage.json('status'))['people']).toBe(4)
    const sent = { platform: 'telegram', externalId: '1004' } as const
    expect(await findAccountByName(store, sent, undefined)).toBeUndefined()
  })
})
