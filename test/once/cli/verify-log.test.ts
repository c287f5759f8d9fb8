import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { givenOffice, openCliStage, type CliStage } from '../../support/cli-stage.ts'

let stage: CliStage

beforeEach(async () => {
  stage = await openCliStage()
  // Three imports, three entries.
  await givenOffice(stage)
})
afterEach(() => stage.close())

/** What somebody with full rights on the database could do. */
async function tamper(statement: string): Promise<void> {
  for (const one of [
    'alter table audit_entry disable trigger all',
    statement,
    'alter table audit_entry enable trigger all',
  ])
    await sql.raw(one).execute(stage.database.store.db)
}

describe('nhipcau audit verify', () => {
  it('counts the entries of a whole log and shows the last one', async () => {
    const { code, out, err } = await stage.run('audit', 'verify')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^Nhật ký nguyên vẹn: 3 mục, mã mục cuối [0-9a-f]{16}\./)
    const answer = await stage.json('audit', 'verify')
    expect(answer).toMatchObject({ kind: 'intact', entries: 3 })
    expect(out).toContain(String(answer['lastHash']).slice(0, 16))
  })

  it.each([
    {
      what: 'a changed entry',
      statement: `update audit_entry set action = 'x' where seq = 2`,
      says: /mục số 2: mục này đã bị sửa\. .*first at entry 2: it was changed/,
    },
    {
      what: 'a removed entry',
      statement: `delete from audit_entry where seq = 1`,
      says: /mục số 2: có mục trước đó bị xoá/,
    },
    {
      what: 'an entry put in place of another',
      statement: `delete from audit_entry where seq = 2;
        update audit_entry set seq = 2 where seq = 3`,
      says: /mục số 2: mục này không nối với mục trước/,
    },
  ])('names the place of $what and ends with 1', async ({ statement, says }) => {
    await tamper(statement)
    const { code, out, err } = await stage.run('audit', 'verify')
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(says)
    expect(await stage.json('audit', 'verify')).toMatchObject({ kind: 'broken', seq: '2' })
  })
})
