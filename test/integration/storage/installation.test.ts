import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { findKeys, unlockInstallation } from '../../../src/storage/installation.ts'
import { withoutRights } from '../../support/without-rights.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

describe('the key of the installation', () => {
  let database: TestDatabase
  let dataDir: string
  beforeEach(async () => {
    database = await createTestDatabase()
    dataDir = await mkdtemp(join(tmpdir(), 'nhipcau-key-'))
  })
  afterEach(async () => {
    await database.close()
    await rm(dataDir, { recursive: true })
  })
  const unlock = (encryptionKey?: Uint8Array) =>
    unlockInstallation(database.store.db, { dataDir, ...(encryptionKey ? { encryptionKey } : {}) })
  const keyFile = () => join(dataDir, 'encryption.key')

  it('is made at the first start, for its owner only, and is the same at the second', async () => {
    const first = await unlock()
    const second = await unlock()

    expect(second.id).toBe(first.id)
    expect(second.keys.decrypt(first.keys.encrypt('Lan', 'x'), 'x')).toBe('Lan')
    expect((await stat(keyFile())).mode & 0o777).toBe(0o600)
    expect(await readdir(dataDir)).toEqual(['encryption.key'])
  })

  it('is one key when several processes start together', async () => {
    const all = await Promise.all([unlock(), unlock(), unlock(), unlock()])
    expect(new Set(all.map(({ id, keys }) => `${id} ${keys.checksum}`)).size).toBe(1)
  })

  it('works the same from the environment as from the file', async () => {
    const { keys } = await unlock()
    const sealed = keys.encrypt('Lan', 'x')

    const key = Buffer.from(await readFile(keyFile(), 'utf8'), 'base64')
    await rm(keyFile())

    expect((await unlock(key)).keys.decrypt(sealed, 'x')).toBe('Lan')
  })

  it('is not made where the environment gives one', async () => {
    await unlock(randomBytes(32))
    expect(await readdir(dataDir)).toEqual([])
  })

  it('is refused when it is another one', async () => {
    await unlock()
    await expect(unlock(randomBytes(32))).rejects.toMatchObject({ code: 'database.wrong_key' })
  })

  it('is asked for, not made anew, when the database has data and the file is gone', async () => {
    await unlock()
    await rm(keyFile())
    await expect(unlock()).rejects.toMatchObject({ code: 'database.key_missing' })
    expect(await readdir(dataDir)).toEqual([])
  })

  it.each([
    { title: 'empty', content: '' },
    { title: 'cut off', content: 'AAAA\n' },
    { title: 'too long', content: 'A'.repeat(100_000) },
  ])('is refused when its file is $title', async ({ content }) => {
    await writeFile(keyFile(), content)
    await expect(unlock()).rejects.toMatchObject({ code: 'database.bad_key_file' })
  })

  it.each([
    { title: 'its file', path: keyFile },
    { title: 'its folder', path: () => dataDir },
  ])(
    'is not called another one when $title may not be read, and who may is told',
    async ({ path }) => {
      await unlock()
      await chmod(path(), 0o000)

      const found = withoutRights(() => findKeys({ dataDir }))

      await expect(found).rejects.toMatchObject({
        code: 'database.bad_key_file',
        sentence: {
          vi: expect.stringMatching(/\(EACCES\); hãy chuyển thư mục .*: chown -R \d+:\d+ /u),
        },
      })
      await chmod(path(), 0o700)
    },
  )

  it('is closed to others again when the file was opened to them', async () => {
    await unlock()
    await chmod(keyFile(), 0o644)
    await unlock()
    expect((await stat(keyFile())).mode & 0o777).toBe(0o600)
  })

  it('rotates by a further line: old values open, new ones use the new key', async () => {
    const { keys } = await unlock()
    const sealed = keys.encrypt('Lan', 'x')

    await writeFile(keyFile(), `${randomBytes(32).toString('base64')}\n`, { flag: 'a' })
    const rotated = (await unlock()).keys

    expect(rotated.decrypt(sealed, 'x')).toBe('Lan')
    expect(rotated.currentKeyId).not.toBe(keys.currentKeyId)
  })
})
