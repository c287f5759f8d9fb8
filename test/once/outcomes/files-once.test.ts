import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { PRIORITY } from '../../../src/domain/delivery.ts'
import type { MessageFileRef } from '../../../src/domain/file.ts'
import type { BroadcastId, ChannelInstanceId, DeliveryId, UnitId } from '../../../src/domain/id.ts'
import { plainMessage } from '../../../src/messages/message.ts'
import type { ChatSeed } from '../../../src/sandbox/emulator-seed.ts'
import { enterAccount } from '../../../src/storage/accounts.ts'
import { enterChat } from '../../../src/storage/chats.ts'
import { retryFailed } from '../../../src/storage/sending/plan-again.ts'
import { planMessage } from '../../../src/storage/sending/plan-message.ts'
import { inTransaction } from '../../../src/storage/store.ts'
import { keepFileToken } from '../../../src/storage/file-tokens.ts'
import { keepFile } from '../../../src/storage/files.ts'
import { OA_GROUP, openOutcomeStage, type OutcomeStage } from '../../support/outcome-stage.ts'

const MINUTE = 60_000
const DAY = 86_400_000
const CHATS = 200
/** Large enough for Telegram to space uploads of the same size. */
const SIZE = 150_000

const externalIds = Array.from({ length: CHATS }, (_, index) => String(30_001 + index))
const oaGroups = Array.from({ length: 40 }, (_, index) => `f${String(index).padStart(19, '0')}`)

describe('a document for many chats', () => {
  let stage: OutcomeStage
  let file: MessageFileRef

  beforeEach(async () => {
    stage = await openOutcomeStage([
      ...externalIds.map((externalId): ChatSeed => ({
        platform: 'telegram',
        externalId,
        kind: 'private',
        title: externalId,
        members: ['lan'],
      })),
      ...oaGroups.map((externalId): ChatSeed => ({
        platform: 'zalo-oa',
        externalId,
        kind: 'group',
        title: externalId,
        members: ['hoa'],
      })),
    ])
    const bytes = Buffer.alloc(SIZE, 'x')
    file = await keepFile(stage.store, { name: 'bien-ban.pdf', mime: 'application/pdf', bytes })
  })
  afterEach(() => stage.stop())

  const plan = async (
    instanceId: ChannelInstanceId,
    externalId: string,
    { words = '', files = [file] } = {},
  ): Promise<DeliveryId> => {
    const type = externalId.startsWith('f') ? 'group' : 'private'
    const account =
      type === 'private'
        ? await enterAccount(stage.store, { instanceId, externalId, name: 'x' })
        : null
    const chat = await enterChat(stage.store, {
      instanceId,
      externalId,
      type,
      title: type === 'group' ? 'Nhóm' : '',
      accountId: account?.id ?? null,
    })
    return planMessage(stage.store, {
      chatId: chat.id,
      message: { ...(words ? plainMessage(words) : { blocks: [] }), files },
      purpose: 'answer',
      priority: PRIORITY.normal,
    })
  }
  const planMany = (count: number): Promise<DeliveryId[]> =>
    Promise.all(externalIds.slice(0, count).map((id) => plan(stage.telegram, id)))
  /** A notice with the file, to a unit for each group. */
  const sendToGroups = async (groups: readonly string[]): Promise<BroadcastId> => {
    const units: UnitId[] = []
    for (const externalId of groups) {
      const unit = await stage.unit(externalId)
      await stage.group(`zalo-oa:${externalId}`, unit)
      units.push(unit)
    }
    const id = await stage.send(units)
    const { notice_version_id } = await broadcastRow(id)
    const attached = { notice_version_id, file_id: file.fileId, ordinal: 0 }
    await stage.store.db.insertInto('notice_file').values(attached).execute()
    return id
  }
  const broadcastRow = (id: BroadcastId) =>
    stage.store.db
      .selectFrom('broadcast')
      .select(['notice_version_id', 'state'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
  const stateOf = async (id: BroadcastId): Promise<string> => (await broadcastRow(id)).state
  const reasonsOf = async (id: BroadcastId): Promise<string[]> => {
    const rows = await stage.store.db
      .selectFrom('delivery')
      .select('reason')
      .where('broadcast_id', '=', id)
      .execute()
    return rows.map(({ reason }) => reason ?? '')
  }
  const states = async (ids: readonly DeliveryId[]): Promise<string[]> => {
    const rows = await stage.store.db
      .selectFrom('delivery')
      .select('state')
      .distinct()
      .where('id', 'in', ids)
      .execute()
    return rows.map(({ state }) => state)
  }
  /** Calls of Telegram that carried bytes, and uploads of Zalo. */
  const uploads = async (platform: 'telegram' | 'zalo-oa'): Promise<number> => {
    const calls = await stage.control.calls(platform)
    return calls.filter(({ method, payload }) =>
      platform === 'telegram'
        ? typeof payload?.['document'] === 'object'
        : method === 'upload/file',
    ).length
  }
  const oaGroup = OA_GROUP.split(':')[1] ?? ''

  it('is carried up once for 200 chats, and not again after a restart', async () => {
    const ids = await planMany(CHATS)
    await stage.quiet()
    expect([await states(ids), await uploads('telegram')]).toEqual([['sent'], 1])

    // Each run of a lane begins with an empty memory, as a process that starts does.
    const again = await planMany(20)
    await stage.quiet()

    expect([await states(again), await uploads('telegram')]).toEqual([['sent'], 1])
    const refused = (await stage.control.calls('telegram')).filter(({ ok }) => !ok)
    expect(refused).toEqual([])
  })

  it('is carried up once more, by one call, when Telegram does not know its id', async () => {
    await keepFileToken(stage.store, stage.telegram, file.fileId, 'BQACAgUAStale', new Date())
    const ids = await planMany(40)
    await stage.quiet()

    expect([await states(ids), await uploads('telegram')]).toEqual([['sent'], 1])
  })

  it('is carried up again on Zalo before its seven days are over', async () => {
    const first = await plan(stage.zaloOa, oaGroup)
    await stage.quiet()
    await stage.later(5 * DAY)
    const second = await plan(stage.zaloOa, oaGroup)
    await stage.quiet()
    expect(await uploads('zalo-oa')).toBe(1)

    await stage.later(1.5 * DAY)
    const third = await plan(stage.zaloOa, oaGroup)
    await stage.quiet()

    expect([await states([first, second, third]), await uploads('zalo-oa')]).toEqual([['sent'], 2])
    const numbers = (await stage.control.calls('zalo-oa')).map(({ errorCode }) => errorCode)
    expect(numbers).not.toContain(-100)
  })

  it('is carried up again once when Zalo says that the upload has lapsed', async () => {
    const first = await plan(stage.zaloOa, oaGroup)
    await stage.quiet()
    await stage.control.fault({
      platform: 'zalo-oa',
      method: 'group/message',
      kind: 'code',
      code: -100,
      times: 1,
    })
    const second = await plan(stage.zaloOa, oaGroup)
    await stage.quiet()

    expect([await states([first, second]), await uploads('zalo-oa')]).toEqual([['sent'], 2])
  })

  it('is not given up for the chats after one that blocks the account', async () => {
    const hoa = '2512523625412515999'
    await stage.control.membership({ as: 'hoa', chatId: `zalo-oa:${hoa}`, action: 'block' })
    const lost = await plan(stage.zaloOa, hoa)
    await stage.quiet()
    const ids = [await plan(stage.zaloOa, oaGroup)]
    await stage.quiet()

    expect(await states([lost])).toEqual(['unreachable'])
    expect(await states(ids)).toEqual(['sent'])
    expect(await uploads('zalo-oa')).toBeLessThanOrEqual(1)
  })

  it('is not carried up anew because a chat takes no files: that one goes without it', async () => {
    const before = await plan(stage.telegram, externalIds[20] ?? '')
    await stage.quiet()
    await stage.control.fault({
      platform: 'telegram',
      method: 'sendDocument',
      chatId: `telegram:${externalIds[0]}`,
      kind: 'code',
      code: 400,
      description: 'Bad Request: not enough rights to send documents to the chat',
    })
    const [forbidding, ...others] = await planMany(5)
    await stage.quiet()

    expect(await states(forbidding ? [forbidding] : [])).toEqual(['rejected'])
    expect([await states([before, ...others]), await uploads('telegram')]).toEqual([['sent'], 1])
  })

  it('whose upload is cut half-way, as firewalls do, keeps no other message waiting and goes to all by the next try', async () => {
    await stage.control.fault({
      platform: 'zalo-oa',
      method: 'upload/file',
      kind: 'drop-before',
      times: 1,
    })
    const groups = oaGroups.slice(0, 4)
    const id = await sendToGroups(groups)
    await stage.quiet()
    expect(await stage.copies(id)).toEqual(groups.map(() => 'planned'))
    expect((await reasonsOf(id)).join()).toContain('upload-failed: network ')

    const words = { words: 'Đã ghi nhận.', files: [] }
    const other = await plan(stage.zaloOa, '2512523625412515999', words)
    const begun = Date.now()
    await stage.quiet()

    expect(await states([other])).toEqual(['sent'])
    // An account that is left alone rests for five.
    expect(Date.now() - begun).toBeLessThan(3_000)
    await stage.later(5 * MINUTE)
    expect(await stage.copies(id)).toEqual(groups.map(() => 'sent'))
    expect(await uploads('zalo-oa')).toBe(2)
  })

  it('that cannot be carried up holds up nothing else, is tried once in five minutes for all, and is given up after an hour', async () => {
    await stage.control.fault({
      platform: 'zalo-oa',
      method: 'upload/file',
      kind: 'http',
      status: 503,
    })
    // Its words go a minute later, by an owner of the lane that has seen no upload fail.
    const [first = '', late = ''] = oaGroups
    await stage.control.fault({
      platform: 'zalo-oa',
      method: 'group/message',
      chatId: `zalo-oa:${late}`,
      kind: 'code',
      code: -200,
      times: 1,
    })
    const id = await sendToGroups(oaGroups)
    await stage.quiet()
    const other = await planMessage(stage.store, {
      chatId: (await stage.chat(`zalo-oa:${first}`)).id,
      message: plainMessage('Đã đổi giờ.'),
      purpose: 'reminder',
      priority: PRIORITY.normal,
    })
    await stage.quiet()
    expect(await states([other])).toEqual(['sent'])
    const read = await stage.read(`zalo-oa:${first}`, 'hoa')
    expect(read).toEqual([expect.stringContaining('Mời họp thôn.'), 'Đã đổi giờ.'])
    await stage.later(MINUTE)
    expect(await stage.read(`zalo-oa:${late}`, 'hoa')).toHaveLength(1)
    expect(await uploads('zalo-oa')).toBe(1)

    const during: string[] = []
    for (let minutes = 1; minutes < 56; minutes += 5) {
      await stage.later(5 * MINUTE)
      during.push(...(await stage.copies(id)))
    }
    await stage.later(6 * MINUTE)

    expect(new Set(during)).toEqual(new Set(['planned']))
    expect(await stage.copies(id)).toEqual(oaGroups.map(() => 'rejected'))
    const reasons = await reasonsOf(id)
    expect(reasons.filter((reason) => !reason.startsWith('upload-failed'))).toEqual([])
    expect(reasons.join()).toContain('upload-failed: ')
    expect(await stateOf(id)).toBe('finished')
    expect(await uploads('zalo-oa')).toBeLessThanOrEqual(14)

    // Whoever tries again begins anew.
    await stage.control.clearFaults()
    await inTransaction(stage.store, (tx) => retryFailed(tx, id, stage.now()))
    await stage.quiet()
    expect(new Set(await stage.copies(id))).toEqual(new Set(['sent']))
  })

  it('that Zalo refuses is carried up once for all, who have its words, and once more when somebody tries again', async () => {
    await stage.control.fault({
      platform: 'zalo-oa',
      method: 'upload/file',
      kind: 'code',
      code: -210,
    })
    const groups = oaGroups.slice(0, 4)
    const id = await sendToGroups(groups)
    await stage.quiet()

    expect(await stage.copies(id)).toEqual(groups.map(() => 'rejected'))
    const reasons = (await reasonsOf(id)).map((reason) => reason.split(':')[0])
    expect(new Set(reasons)).toEqual(new Set(['file-too-large']))
    expect([await stateOf(id), await uploads('zalo-oa')]).toEqual(['finished', 1])
    for (const group of groups) expect(await stage.read(`zalo-oa:${group}`, 'hoa')).toHaveLength(1)

    await stage.control.clearFaults()
    await inTransaction(stage.store, (tx) => retryFailed(tx, id, stage.now()))
    await stage.quiet()
    expect(await stage.copies(id)).toEqual(groups.map(() => 'sent'))
    expect(await uploads('zalo-oa')).toBe(2)
  })

  it('goes as a sentence where the platform does not take it', async () => {
    const large = await keepFile(stage.store, {
      name: 'toan-van.pdf',
      mime: 'application/pdf',
      bytes: Buffer.alloc(5 * 1024 * 1024 + 1, 'y'),
    })
    const id = await plan(stage.zaloOa, oaGroup, { files: [large] })
    await stage.quiet()

    expect(await states([id])).toEqual(['sent'])
    expect((await stage.read(OA_GROUP, 'hoa')).join()).toContain('toan-van.pdf')
    expect((await stage.read(OA_GROUP, 'hoa')).join()).toContain('lớn hơn 5 MB')
    expect(await uploads('zalo-oa')).toBe(0)
  })

  it('keeps nobody from the words when the platform refuses it', async () => {
    await stage.control.fault({
      platform: 'telegram',
      method: 'sendDocument',
      kind: 'http',
      status: 413,
      description: 'Request Entity Too Large',
    })
    const words = 'Mời họp thôn lúc 19 giờ.'
    const id = await plan(stage.telegram, externalIds[0] ?? '', { words })
    await stage.quiet()

    expect(await states([id])).toEqual(['rejected'])
    expect(await stage.read(`telegram:${externalIds[0]}`, 'lan')).toEqual([words])
  })
})
