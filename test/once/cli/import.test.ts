import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createChannelRegistry } from '../../../src/channels/registry.ts'
import type { Platform } from '../../../src/domain/platform.ts'
import { offerOwnership } from '../../../src/compose/offer-ownership.ts'
import { enterChannelInstance } from '../../../src/storage/channel-instances.ts'
import { openCliStage, type CliStage } from '../../support/cli-stage.ts'

const PEOPLE = 'full_name,unit_code,role,platform,account_id,phone'
const CHATS = 'platform,chat_id,title,unit_code,internal'

let stage: CliStage
beforeAll(async () => {
  stage = await openCliStage()
  await take('units', 'code,name,kind', 'xa,Toàn xã,org')
})
afterAll(() => stage.close())

async function take(kind: string, ...rows: string[]) {
  return stage.run('import', kind, await stage.write(`${kind}.csv`, `${rows.join('\n')}\n`))
}

describe('a roll that is taken in before anybody has claimed the installation', () => {
  const offer = (configured: readonly Platform[] = ['telegram']) =>
    offerOwnership({
      store: stage.database.store,
      channels: createChannelRegistry([], configured),
      clock: { now: () => new Date() },
      settings: { timeZone: 'Asia/Ho_Chi_Minh', owners: [], residentChannels: [], undoMs: 0 },
    })

  it('leaves none that no bot could be sent', async () => {
    expect(await offer([])).toBeUndefined()
  })

  it('leaves a code to claim it where its owner has no account to act with', async () => {
    expect(await take('people', PEOPLE, 'Phạm Văn Chủ,xa,owner,,,0900000001')).toMatchObject({
      code: 0,
    })
    expect(await offer()).toMatch(/^[A-Z0-9]{10}$/)
  })

  it('leaves none where its owner can act', async () => {
    await take('people', PEOPLE, 'Phạm Văn Chủ,xa,owner,telegram,1001,0900000001')
    expect(await offer()).toBeUndefined()
  })
})

describe('a file that is no table', () => {
  it('is refused as a whole, and no row of it is named', async () => {
    const file = await stage.write('danh-sach.pdf', '%PDF-1.7')
    expect(await stage.run('import', 'units', file)).toEqual({
      code: 1,
      out: '',
      err: 'Chỉ đọc được tệp .csv hoặc .xlsx.\nChưa nhập gì. / Nothing was taken in.\n',
    })
  })

  it('but for one cell has that cell named', async () => {
    const { err } = await take('units', 'code,name,kind', 'hoi,,org')
    expect(err).toBe(
      'Dòng 2, cột name: Ô này không được để trống.\nChưa nhập gì: 1 lỗi trong 1 dòng. / Nothing was taken in; errors: 1, rows: 1.\n',
    )
  })
})

describe('tables and accounts on the command line, after another bot was tried', () => {
  beforeAll(async () => {
    const { store } = stage.database
    await enterChannelInstance(store, { platform: 'telegram', externalId: '2', name: 'thử' })
    Object.assign(stage.env, {
      TELEGRAM_BOT_TOKEN: '1:AAAA',
      TELEGRAM_API_ROOT: 'http://127.0.0.1:9',
      OWNERS: 'telegram:1009',
    })
  })
  const botsOf = async (table: 'chat' | 'account'): Promise<string[]> => {
    const rows = await stage.database.store.db
      .selectFrom(table)
      .innerJoin('channel_instance', 'channel_instance.id', `${table}.channel_instance_id`)
      .select('channel_instance.external_id')
      .execute()
    return [...new Set(rows.map((row) => row.external_id))]
  }

  it('are of the one that is configured', async () => {
    await take('chats', CHATS, 'telegram,-100,Nhóm,xa,true')
    await take('people', PEOPLE, 'Trần Thị Bình,xa,member,telegram,1003,')
    await stage.write('tin.txt', 'Các đơn vị báo cáo trước ngày 25/12.')
    const kind = ['--kind', 'announcement', '--now', '--yes', '--as', 'telegram:1009']
    const sent = await stage.run('send', 'tin.txt', '--to', 'xa', ...kind)

    expect(sent).toMatchObject({ code: 0, err: '' })
    expect([await botsOf('chat'), await botsOf('account')]).toEqual([['1'], ['1']])
  })

  it('wait for a bot whose service has never run', async () => {
    stage.env['TELEGRAM_BOT_TOKEN'] = '3:AAAA'
    const { code, err } = await take('chats', CHATS, 'telegram,-200,Nhóm khác,xa,true')

    expect(code).toBe(1)
    expect(err).toContain('Dòng 2, cột platform')
    expect(await botsOf('chat')).toEqual(['1'])
  })
})
