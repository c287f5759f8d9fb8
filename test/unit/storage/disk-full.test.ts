import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { explainFailure } from '../../../src/storage/disk-full.ts'

const failure = (code: string): Error => Object.assign(new Error('of the server'), { code })
const FULL = 'PANIC:  could not write to file "pg_wal/xlogtemp.31": No space left on device\n'
const BEGIN = 'LOG:  starting PostgreSQL 18.4\n'

describe('a full disk', () => {
  let dataDir: string
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'nhipcau-full-'))
    await mkdir(join(dataDir, 'postgres'))
  })
  afterEach(() => rm(dataDir, { recursive: true }))

  const serverSays = (...lines: string[]) =>
    writeFile(join(dataDir, 'postgres', 'server.log'), lines.join(''))
  const explained = (code: string, databaseUrl?: string) =>
    explainFailure(failure(code), { dataDir, databaseUrl })

  it('is told by a sentence where a write has failed for it', async () => {
    expect(await explained('53100', 'postgresql://server/db')).toMatchObject({
      sentence: { vi: expect.stringContaining('Ổ đĩa đã đầy') },
      cause: { code: '53100' },
    })
  })

  it('is told where the embedded server was lost and has said so since its start', async () => {
    await serverSays(BEGIN, FULL)
    expect(await explained('57P03')).toMatchObject({ code: 'database.disk_full' })
    expect(await explained('57P03', 'postgresql://server/db')).toMatchObject({ code: '57P03' })
    expect(await explained('23505')).toMatchObject({ code: '23505' })

    await serverSays(BEGIN, FULL, BEGIN)
    expect(await explained('57P03')).toMatchObject({ code: '57P03' })
  })
})
