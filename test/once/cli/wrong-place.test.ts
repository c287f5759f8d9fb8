import { existsSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { checkDisk } from '../../../src/cli/doctor/check-machine.ts'
import { migrations } from '../../../src/storage/migrations/index.ts'
import { schemaState } from '../../../src/storage/schema-state.ts'
import { upgradeBeforeServing } from '../../../src/storage/upgrade-before-serving.ts'
import { countTables, openBackupStage, type BackupStage } from '../../support/backup-stage.ts'
import { givenOffice, openCliStage, runIn } from '../../support/cli-stage.ts'
import { quietLog } from '../../support/quiet-log.ts'

/** A bot that nobody asks: its server is down. */
const BOT = { TELEGRAM_BOT_TOKEN: '1:AAAA', TELEGRAM_API_ROOT: 'http://127.0.0.1:9' }
const VERBS = [
  ['doctor'],
  ['status'],
  ['audit', 'verify'],
  ['backup'],
  ['stop', 'T1'],
  ['retire', 'telegram:1'],
  ['zalo-consent'],
  ['send', 'tin.txt', '--to', 'xa', '--kind', 'announcement', '--as', 'telegram:1', '--now'],
].map((args) => ({ verb: args.slice(0, 2).join(' '), args }))

let stage: BackupStage
beforeAll(async () => {
  stage = await openBackupStage()
  await stage.source.write('tin.txt', 'Các đơn vị báo cáo trước ngày 25/12.')
  await stage.source.write('don-vi.csv', 'code,name,kind\nxa,Toàn xã,org\n')
})
afterAll(() => stage.close())

describe('a command in a place where no service has been started', () => {
  it.each(VERBS)('says so and leaves nothing behind: $verb', async ({ args }) => {
    const { cwd } = stage.source
    const before = await readdir(cwd)
    const dataDir = join(cwd, 'nhầm')

    const { code, out, err } = await runIn({ cwd, env: { ...BOT, DATA_DIR: dataDir } }, ...args)

    expect(code).toBe(1)
    expect(`${out}${err}`).toContain(`Không có dữ liệu ở ${dataDir}; DATA_DIR có đúng không?`)
    expect(existsSync(dataDir)).toBe(false)
    expect(await readdir(cwd)).toEqual(before)
  })

  it('names the folder of the demo too, where the .env was left behind', async () => {
    const { cwd } = stage.source
    const { code, err } = await runIn({ cwd, env: {} }, 'backup')
    expect([code, err]).toEqual([1, expect.stringContaining(join(cwd, 'data', 'demo'))])
  })

  it.each(VERBS)('leaves an empty database empty: $verb', async ({ args }) => {
    const place = await stage.emptyPlace({ ...BOT, ENCRYPTION_KEY: '' })

    const { cwd } = stage.source
    const { code, out, err } = await runIn({ cwd, env: place.env }, ...args)

    expect(code).toBe(1)
    expect(`${out}${err}`).toMatch(/(?:Không|Chưa) có dữ liệu .*DATABASE_URL có đúng không\?/u)
    expect(await countTables(place.database.store)).toBe(0)
    expect(await readdir(place.cwd)).toEqual([])
  })

  it('begins an installation with a table, which may come before the first start, and says so', async () => {
    const place = await stage.emptyPlace({ ...BOT, ENCRYPTION_KEY: '' })
    const { cwd } = stage.source
    const table = ['import', 'units', 'don-vi.csv']

    const first = await runIn({ cwd, env: place.env }, ...table)
    const second = await runIn({ cwd, env: place.env }, ...table)

    expect([first.code, second.code]).toEqual([0, 0])
    expect(first.err).toContain('vừa lập dữ liệu mới ở DATABASE_URL')
    expect(first.err).toMatch(/ \/ Note: a new set of data was begun there[,.] /u)
    expect(second.err).not.toContain('vừa lập dữ liệu mới')
  })

  it('begins no demo with a table: its commune comes with its first start', async () => {
    const { cwd } = stage.source

    const { code, out, err } = await runIn({ cwd, env: {} }, 'import', 'units', 'don-vi.csv')

    expect([code, out]).toEqual([1, ''])
    expect(err).toContain(`Không có dữ liệu ở ${join(cwd, 'data', 'demo')}`)
    expect(err).toContain('Không thấy token nào')
    expect(existsSync(join(cwd, 'data'))).toBe(false)
  })

  it('is examined as far as that goes', async () => {
    const { cwd } = stage.source
    const env = { ...BOT, DATA_DIR: join(cwd, 'nhầm') }
    const { out } = await runIn({ cwd, env }, 'doctor', '--json')
    const { checks } = JSON.parse(out) as { checks: { name: string; ok: boolean }[] }
    expect(checks.map(({ name, ok }) => [name, ok])).toEqual(
      expect.arrayContaining([
        ['config', true],
        ['disk', true],
        ['data', false],
      ]),
    )
  })
})

describe('a database that lives apart from its data folder', () => {
  it('is examined on its own disk as well', async () => {
    const { cwd } = stage.source
    // Of the file systems of a machine this one has no room at all.
    await stage.source.write('postgres.path', '/proc\n')

    expect(await checkDisk({ dataDir: cwd })).toEqual([
      expect.objectContaining({ name: 'disk', ok: true }),
      {
        name: 'disk.database',
        ok: false,
        detail: 'Ổ đĩa chứa cơ sở dữ liệu (/proc) chỉ còn 0.0 GB; hãy dọn bớt.',
      },
    ])
    expect(await checkDisk({ dataDir: cwd, databaseUrl: 'postgres://db/nc' })).toHaveLength(1)
  })
})

describe('a command that has done its work', () => {
  beforeAll(() => givenOffice(stage.source))

  it('says where, so that another place than the service’s is seen', async () => {
    await stage.source.serviceRuns()
    const [imported, backup, doctor] = [
      await stage.source.run('import', 'units', 'don-vi.csv'),
      await stage.source.run('backup', '--out', 'a.backup'),
      await stage.source.run('doctor'),
    ]
    expect(imported.out).toContain('sửa 0, ở DATABASE_URL.')
    expect(backup.out).toMatch(/bảng ở DATABASE_URL vào .*a\.backup/u)
    expect(backup.err).toBe('')
    expect(doctor.out).toMatch(/PostgreSQL \S+ đang chạy \(DATABASE_URL\)/u)
  })

  it('warns of a backup where no service runs: night after night it would be of the wrong one', async () => {
    await stage.source.serviceStops()
    const { code, err } = await stage.source.run('backup', '--out', 'b.backup')
    expect([code, err]).toEqual([0, expect.stringContaining('không có dịch vụ nào đang chạy ở')])
  })
})

describe('a backup before an upgrade', () => {
  it('takes the place of those that nobody would go back to: three versions stay, each with its newest, and each schema', async () => {
    const { source } = stage
    const name = (hour: number, version: string) =>
      `truoc-cap-nhat-2026-03-20-${hour}00-${version}.backup`
    const made = [
      [10, 'aaaaaaa'],
      [11, 'bbbbbbb'],
      [12, 'ccccccc'],
      [13, 'ccccccc'],
    ] as const
    // Names alone say nothing: neither a file of something else, nor a backup of another installation.
    await writeFile(join(source.cwd, name(9, '1234567')), 'x')
    // The only one that the program from before the last migration could read.
    await source.run('backup', '--out', name(8, '8888888'))
    const older = (await readFile(join(source.cwd, name(8, '8888888')), 'latin1')).replace(
      /,"\d{4}-[a-z-]+"\]/u,
      ']',
    )
    await writeFile(join(source.cwd, name(8, '8888888')), older, 'latin1')
    for (const [hour, version] of made) await source.run('backup', '--out', name(hour, version))
    await source.run('backup', '--out', 'nhipcau-2026-03-20.backup')

    const { code, err } = await source.run('backup', '--out', name(14, 'ddddddd'))

    expect([code, err]).toEqual([0, expect.stringContaining(name(10, 'aaaaaaa'))])
    const left = (await readdir(source.cwd)).filter((file) => file.includes('2026-03-20'))
    expect(left.toSorted()).toEqual([
      'nhipcau-2026-03-20.backup',
      name(11, 'bbbbbbb'),
      name(13, 'ccccccc'),
      name(14, 'ddddddd'),
      name(8, '8888888'),
      name(9, '1234567'),
    ])
  })
})

describe('a command or a start of a newer version beside the service that still runs', () => {
  it('leaves the database as that service knows it, and says what is to be done', async () => {
    const old = await openCliStage()
    const { db } = old.database.store
    const newest = Object.keys(migrations).at(-1) ?? ''
    await db
      .withTables<{ schema_migration: { name: string } }>()
      .deleteFrom('schema_migration')
      .where('name', '=', newest)
      .execute()
    await old.serviceRuns()

    for (const args of [['status'], ['migrate'], ['doctor']]) {
      const { code, out, err } = await old.run(...args)
      expect([code, `${out}${err}`]).toEqual([1, expect.stringContaining('là bản cũ hơn')])
    }
    await expect(upgradeBeforeServing(old.database.pg, quietLog)).rejects.toThrow(
      'dịch vụ của bản cũ hơn chạy; hãy dừng nó',
    )
    expect((await schemaState(db)).missing).toEqual([newest])
    await old.close()
  })
})

describe('a backup of an installation that nobody has furnished', () => {
  it('is refused: it would hide that the folder is the wrong one', async () => {
    const empty = await openCliStage()
    const { code, err } = await empty.run('backup', '--out', 'x.backup')
    expect([code, err]).toEqual([1, expect.stringContaining('chưa có đơn vị và người nào')])
    expect(await readdir(empty.cwd)).toEqual([])
    await empty.close()
  })
})
