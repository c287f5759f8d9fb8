import { mkdir, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { newId, type UnitId } from '../../../src/domain/id.ts'
import { createNotice, moveNotice } from '../../../src/storage/notices.ts'
import { addPerson } from '../../../src/storage/people.ts'
import { addUnit } from '../../../src/storage/units.ts'
import { openCliStage, type CliStage } from '../../support/cli-stage.ts'
import { givenNotice } from '../../support/notice.ts'

let stage: CliStage
beforeAll(async () => {
  stage = await openCliStage()
  await mkdir(join(stage.cwd, 'thu-muc.csv'))
  await mkdir(join(stage.cwd, 'thu-muc.txt'))
  await stage.write('trong.csv', '')
  await stage.write('trong.txt', ' \n\n')
  await stage.write('anh.png', 'PNG')
  await stage.write('gia.docx', 'không phải tệp Word')
  for (const name of ['to.txt', 'to.docx', 'to.xlsx']) {
    await stage.write(name, 'PK')
    await truncate(join(stage.cwd, name), 50 * 1024 * 1024)
  }
  await stage.write('sai.csv', 'code,name,kind\nxa,Toàn xã,org\nhai hai,Sai,org\n')
})
afterAll(() => stage.close())

describe('bad input on the command line', () => {
  it.each([
    ['a missing file', ['read', '/khong-co.txt'], 1, 'Không thấy tệp /khong-co.txt. /'],
    ['one named without its folder', ['read', 'khong-co.txt'], 1, 'hãy viết đủ đường dẫn'],
    ['a missing table', ['import', 'units', 'khong-co.csv'], 1, 'Không thấy tệp'],
    ['a folder', ['read', 'thu-muc.txt'], 1, 'là thư mục'],
    ['a folder as a table', ['import', 'units', 'thu-muc.csv'], 1, 'là thư mục'],
    ['another ending', ['read', 'anh.png'], 1, 'Chưa đọc được loại tệp này'],
    ['a table with another ending', ['import', 'units', 'anh.png'], 1, '.csv hoặc .xlsx'],
    ['a file without a word', ['read', 'trong.txt'], 1, 'không có chữ nào'],
    ['an empty table', ['import', 'people', 'trong.csv'], 1, 'trống'],
    ['a docx that is none', ['read', 'gia.docx'], 1, 'không phải tệp Word'],
    ['50 MB of text', ['read', 'to.txt'], 1, 'quá lớn (50 MB)'],
    ['50 MB of Word', ['read', 'to.docx'], 1, 'quá lớn (50 MB)'],
    ['50 MB of Excel', ['import', 'chats', 'to.xlsx'], 1, 'quá lớn'],
    ['a bad row', ['import', 'units', 'sai.csv'], 1, 'Dòng 3, cột code'],
    ['a table of something else', ['import', 'cars', 'sai.csv'], 2, 'units, chats, people'],
    ['an unknown command', ['fly'], 2, 'Không có lệnh này'],
    ['an unknown option', ['status', '--fast'], 2, 'Không có tuỳ chọn này'],
    ['a missing argument', ['read'], 2, 'Thiếu tham số'],
    ['two forms at once', ['read', 'sai.csv', '--json', '--text'], 2, 'không đi cùng nhau'],
    ['a code that is none', ['status', 'abc'], 2, 'Cần mã tin'],
    ['a folder that would hang it', ['sandbox', '--data', '/proc/khong'], 1, 'thư mục ghi được'],
    ['a missing option', ['send', 'tin.txt', '--to', 'xa'], 2, 'Thiếu tuỳ chọn bắt buộc'],
  ])('%s is refused with a sentence', async (_what, args, code, words) => {
    const result = await stage.run(...args)
    expect([result.code, result.out, result.err]).toEqual([
      code,
      '',
      expect.stringContaining(words),
    ])
  })

  it('gives every bad row to a program too, and has written nothing', async () => {
    const report = await stage.json('import', 'units', 'sai.csv')
    expect(report).toEqual({
      rows: 2,
      added: 0,
      changed: 0,
      errors: [{ row: 3, column: 'code', message: expect.stringContaining('Mã đơn vị') }],
    })
    expect(await stage.json('status')).toMatchObject({ units: 0 })
  })

  it('says in words what it is unsure of in a document, without a code', async () => {
    const head = 'UBND XÃ NHƯ XUÂN\nSố: 12/TB-UBND\nTHÔNG BÁO\nVề việc dọn vệ sinh\n'
    const file = await stage.write('khong-ngay.txt', `${head}Các thôn dọn vệ sinh đường làng.`)
    const { out } = await stage.run('read', file)
    expect(out).toContain('Lưu ý: Không thấy ngày ban hành.')
    expect(out).not.toMatch(/[a-z]+_[a-z]+/u)
    // Which is no fault of an announcement.
    expect(out).not.toContain('việc nào được giao')
  })

  it('names each wrong variable and shows no value', async () => {
    const env = { ...stage.env }
    Object.assign(stage.env, { TIME_ZONE: 'Mars/Olympus', ENCRYPTION_KEY: 'ngan-qua-khong-dung' })
    const { code, err } = await stage.run('status')
    const doctor = await stage.run('doctor')
    Object.assign(stage.env, env, { TIME_ZONE: '' })
    expect(code).toBe(1)
    expect(err).toContain('TIME_ZONE: ')
    expect(err).toContain('ENCRYPTION_KEY: ')
    expect(err).not.toContain('ngan-qua')
    expect(doctor.code).toBe(1)
    expect(doctor.out).toContain('✗ TIME_ZONE')
  })

  it('warns of a webhook secret that is the secret of the app, and shows neither', async () => {
    const secret = 'mot-bi-mat-dan-hai-lan'
    const oa = {
      ZALO_OA_APP_ID: '1617400000000000001',
      ZALO_OA_APP_SECRET: secret,
      ZALO_OA_WEBHOOK_SECRET: secret,
      ZALO_OA_API_ROOT: 'http://127.0.0.1:9',
      ZALO_OAUTH_ROOT: 'http://127.0.0.1:9',
    }
    Object.assign(stage.env, oa)
    const { out } = await stage.run('doctor')
    for (const name of Object.keys(oa)) delete stage.env[name]

    expect(out).toMatch(/✓ Lưu ý: ZALO_OA_WEBHOOK_SECRET: trùng với ZALO_OA_APP_SECRET/)
    expect(out).not.toContain(secret)
  })

  it('refuses the wrong key and a server that is away, without the password', async () => {
    const env = { ...stage.env }
    await stage.run('migrate')
    stage.env['ENCRYPTION_KEY'] = Buffer.alloc(32, 7).toString('base64')
    const wrongKey = await stage.run('status')
    Object.assign(stage.env, env, {
      DATABASE_URL: 'postgresql://ai:mat-khau-bi-mat@127.0.0.1:9/khong',
    })
    const away = await stage.run('status')
    Object.assign(stage.env, env)
    expect([wrongKey.code, wrongKey.err]).toEqual([1, expect.stringContaining('Khoá mã hoá')])
    expect([away.code, away.err]).toEqual([1, expect.stringContaining('Không kết nối được')])
    expect(away.err).not.toContain('mat-khau-bi-mat')
  })

  it('helps everywhere, in Vietnamese first', async () => {
    for (const args of [[], ['send'], ['import'], ['audit'], ['audit', 'verify'], ['serve']]) {
      const { code, out } = await stage.run(...args, '--help')
      expect([code, out]).toEqual([0, expect.stringContaining('Cách dùng / Usage')])
    }
  })
})

describe('more notices than the command line lists', () => {
  it('are counted, not only those that are listed', async () => {
    const { store } = stage.database
    const unitId = newId<UnitId>()
    const from = '2026-01-01'
    const unit = { kind: 'org', code: 'xa', name: 'Toàn xã', parentId: null, from } as const
    await addUnit(store, { id: unitId, ...unit })
    const authorId = await addPerson(store, { name: 'Nguyễn Anh Tuấn' })
    const now = new Date('2026-11-24T02:00:00Z')
    for (let count = 0; count < 12; count++) {
      const content = givenNotice({ title: 'Họp thôn' })
      const id = await createNotice(store, { unitId, authorId, content, now })
      await moveNotice(store, id, ['draft'], 'pending', now)
    }

    const { out } = await stage.run('status')
    const whole = await stage.json('status')

    expect(out).toContain('Chờ duyệt: 12\n  T12 – Họp thôn\n')
    expect(out).toContain('  T3 – Họp thôn\n  … và 2 tin nữa\n')
    expect(whole['pendingCount']).toBe(12)
    expect(whole['pending']).toHaveLength(10)
  })
})
