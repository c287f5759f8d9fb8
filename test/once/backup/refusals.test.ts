import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, copyFile, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { checkBackupFile } from '../../../src/storage/backup/backup-file.ts'
import { restoreBackup } from '../../../src/storage/backup/restore-backup.ts'
import { keyringOf } from '../../../src/storage/keyring-file.ts'
import { buildProgram } from '../../support/child-process.ts'
import { givenOffice } from '../../support/cli-stage.ts'
import { withoutRights } from '../../support/without-rights.ts'
import { countTables, openBackupStage, type BackupStage } from '../../support/backup-stage.ts'

let stage: BackupStage
let backup: string
let bytes: Buffer

beforeAll(async () => {
  stage = await openBackupStage()
  await givenOffice(stage.source)
  backup = await stage.backUp()
  bytes = await readFile(backup)
})
afterAll(() => stage.close())

/** The backup with its header changed as a text of the same or another length. */
function withHeader(change: (line: string) => string): Buffer {
  const end = bytes.indexOf('\n')
  return Buffer.concat([Buffer.from(change(bytes.toString('utf8', 0, end))), bytes.subarray(end)])
}

function altered(position: number): Buffer {
  const copy = Buffer.from(bytes)
  copy.writeUInt8(copy.readUInt8(position) ^ 1, position)
  return copy
}

describe('a backup file that is not as it was written', () => {
  it.each([
    { what: 'empty', make: () => Buffer.alloc(0), says: /không phải bản sao lưu/ },
    {
      what: 'another kind of file',
      make: () => randomBytes(5_000),
      says: /không phải bản sao lưu/,
    },
    {
      what: 'cut in the header',
      make: () => bytes.subarray(0, 60),
      says: /không phải bản sao lưu/,
    },
    { what: 'cut in the middle', make: () => bytes.subarray(0, bytes.length / 2), says: /hỏng/ },
    { what: 'cut by one byte', make: () => bytes.subarray(0, -1), says: /hỏng/ },
    { what: 'longer by one byte', make: () => Buffer.concat([bytes, Buffer.of(0)]), says: /hỏng/ },
    { what: 'altered in the body', make: () => altered(bytes.length >> 1), says: /hỏng/ },
    { what: 'altered in its seal', make: () => altered(bytes.length - 1), says: /hỏng/ },
    {
      what: 'altered in the header',
      make: () => withHeader((line) => line.replace('"running":true', '"running":false')),
      says: /hỏng/,
    },
    {
      what: 'of a newer format',
      make: () => withHeader((line) => line.replace('BACKUP 1', 'BACKUP 2')),
      says: /bản Nhịp Cầu mới hơn/,
    },
  ])('is refused before anything is written: $what', async ({ make, says }) => {
    const place = await stage.emptyPlace()
    await writeFile(join(place.cwd, 'b.backup'), make())

    const { code, out, err } = await place.run('restore', 'b.backup')

    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(says)
    expect(await countTables(place.database.store)).toBe(0)
  })

  it('is refused when it changes between the look and the load', async () => {
    const place = await stage.emptyPlace()
    const path = join(place.cwd, 'b.backup')
    await writeFile(path, bytes)
    const checked = await checkBackupFile(path, () => undefined)
    await writeFile(path, altered(bytes.length >> 1))

    const restoring = restoreBackup(place.database.pg, checked, {
      mode: 'real',
      keyPath: '/nonexistent/encryption.key',
      keys: keyringOf(Buffer.from(place.env['ENCRYPTION_KEY'] ?? '', 'base64')),
      onRead: () => undefined,
      afterLoad: async () => undefined,
    })

    await expect(restoring).rejects.toMatchObject({ name: 'BackupError' })
    expect(await countTables(place.database.store)).toBe(0)
  })
})

describe('a place that a backup does not fit', () => {
  it('has another key', async () => {
    const key = randomBytes(32).toString('base64')
    const place = await stage.emptyPlace({ ENCRYPTION_KEY: key })
    const { code, err } = await place.run('restore', backup)
    expect(code).toBe(1)
    expect(err).toMatch(/không phải khoá của bản sao lưu này/)
    expect(await countTables(place.database.store)).toBe(0)
  })

  it('has no key, and none is made', async () => {
    const place = await stage.emptyPlace({ ENCRYPTION_KEY: '' })
    const { code, err } = await place.run('restore', backup)
    expect(code).toBe(1)
    expect(err).toMatch(/Không thấy khoá mã hoá; hãy chép encryption\.key/)
    expect(err).toContain(`thành ${join(place.cwd, 'data', 'encryption.key')} `)
    expect(await readdir(place.cwd)).toEqual([])
  })

  it('has a backup that another user has brought', async () => {
    const place = await stage.emptyPlace()
    const brought = join(place.cwd, 'a.backup')
    await copyFile(backup, brought)
    await chmod(place.cwd, 0o755)
    await chmod(brought, 0o000)

    const { code, err } = await withoutRights(() => place.run('restore', brought))

    expect(code).toBe(1)
    expect(err).toMatch(
      /^Không đọc được tệp .*a\.backup \(EACCES\): người dùng .* chưa có quyền đọc/u,
    )
  })

  it('has data of its own, which stay', async () => {
    const place = await stage.emptyPlace()
    await writeFile(join(place.cwd, 'units.csv'), 'code,name,kind,parent_code\nkhac,Xã khác,org,\n')
    expect((await place.run('migrate')).code).toBe(0)
    expect((await place.run('import', 'units', 'units.csv')).code).toBe(0)

    const { code, err } = await place.run('restore', backup)

    expect(code).toBe(1)
    expect(err).toMatch(/Ở đây đã có dữ liệu/)
    const units = await place.database.store.db.selectFrom('unit_version').select('name').execute()
    expect(units).toEqual([{ name: 'Xã khác' }])
  })

  it('runs the service', async () => {
    const place = await stage.emptyPlace()
    // Any connection of ours will do.
    await countTables(place.database.store)
    const { code, err } = await place.run('restore', backup)
    expect(code).toBe(1)
    expect(err).toMatch(/đang dùng cơ sở dữ liệu này/)
  })

  it('runs the demo', async () => {
    const place = await stage.emptyPlace({ DATABASE_URL: '' })
    const { code, err } = await place.run('restore', backup)
    expect(code).toBe(1)
    expect(err).toMatch(/chế độ chạy thử/)
  })

  it('was made by an older version', async () => {
    const place = await stage.emptyPlace()
    const checked = await checkBackupFile(backup, () => undefined)
    const newer = { ...checked, header: { ...checked.header, schema: ['0001-initial', '9999-x'] } }

    const restoring = restoreBackup(place.database.pg, newer, {
      mode: 'real',
      keys: undefined,
      keyPath: '/nonexistent/encryption.key',
      onRead: () => undefined,
      afterLoad: async () => undefined,
    })

    await expect(restoring).rejects.toMatchObject({
      sentence: { vi: expect.stringMatching(/bản Nhịp Cầu mới hơn/) },
    })
    expect(await countTables(place.database.store)).toBe(0)
  })

  it('would go on with what was under way although the service went on itself', async () => {
    const place = await stage.emptyPlace()
    const { code, err } = await place.run('restore', backup, '--moved')
    expect(code).toBe(1)
    expect(err).toMatch(/không dùng --moved được/)
  })
})

describe('a backup that cannot be written', () => {
  it.each([
    { what: 'no such folder', out: 'nowhere/x.backup', says: /Không ghi được vào .*ENOENT/ },
    { what: 'a file for a folder', out: 'a.backup/x.backup', says: /Không ghi được vào .*ENOTDIR/ },
    { what: 'the name is taken', out: 'a.backup', says: /Đã có tệp .*a\.backup/ },
  ])('leaves nothing behind: $what', async ({ out, says }) => {
    const before = await readdir(stage.source.cwd)

    const { code, err } = await stage.source.run('backup', '--out', out)

    expect(code).toBe(1)
    expect(err).toMatch(says)
    expect(await readdir(stage.source.cwd)).toEqual(before)
    expect(await readFile(backup)).toEqual(bytes)
  })

  it('leaves nothing behind: the disk takes no more', async () => {
    await buildProgram()
    await mkdir(join(stage.source.cwd, 'full'), { recursive: true })
    // The system refuses a byte beyond the limit as a full disk would, in the middle of the file.
    const { code, err } = await new Promise<{ code: unknown; err: string }>((done) => {
      execFile(
        'bash',
        [
          '-c',
          `ulimit -f 2 && exec "$0" "$1" backup --out full/x.backup`,
          process.execPath,
          resolve('dist/cli.js'),
        ],
        { cwd: stage.source.cwd, env: { PATH: process.env['PATH'], ...stage.source.env } },
        (error, _out, stderr) => done({ code: error?.code, err: stderr }),
      )
    })

    expect(code).toBe(1)
    expect(err).toMatch(/Không đủ chỗ trên ổ đĩa/)
    expect(await readdir(join(stage.source.cwd, 'full'))).toEqual([])
  })

  it('is told when there is nothing to back up', async () => {
    const place = await stage.emptyPlace()
    const { code, err } = await place.run('backup', '--out', 'x.backup')
    expect(code).toBe(1)
    expect(err).toMatch(/Chưa có dữ liệu nào/)
    expect(await readdir(place.cwd)).toEqual([])
  })
})

it('is told in the size that it has', async () => {
  const { out } = await stage.source.run('backup', '--out', 'size.backup')
  expect(out).toMatch(/size\.backup \(\d+ KB\)/u)
})

it('is for its owner only', async () => {
  expect((await stat(backup)).mode & 0o777).toBe(0o600)
})
