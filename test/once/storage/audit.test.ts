import { randomBytes } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { newId, type PersonId } from '../../../src/domain/id.ts'
import { createKeyring } from '../../../src/domain/keyring.ts'
import { appendAudit, verifyAudit } from '../../../src/storage/audit.ts'
import { inTransaction } from '../../../src/storage/store.ts'
import { setTestDatabase } from '../../support/database-stage.ts'

const at = new Date('2026-03-20T01:00:00.123Z')
const lan = newId<PersonId>()

describe('the audit log', () => {
  const { store } = setTestDatabase('each')

  const append = (action: string) =>
    appendAudit(store, {
      at,
      actor: lan,
      action,
      subject: { kind: 'notice', id: newId() },
      detail: { version: 2, urgent: false, zulu: null, alpha: 'T12' },
    })
  const run = (statement: string) => sql.raw(statement).execute(store.db)
  /** What somebody with full rights on the database could do. */
  const tamper = async (statement: string) => {
    await run('alter table audit_entry disable trigger all')
    await run(statement)
    await run('alter table audit_entry enable trigger all')
  }

  it('is intact when nothing was done', async () => {
    expect(await verifyAudit(store)).toMatchObject({ kind: 'intact', entries: 0 })
  })

  it('chains entries and finds them intact', async () => {
    for (const action of ['draft-notice', 'approve-notice', 'send-notice']) await append(action)
    expect(await verifyAudit(store)).toMatchObject({ kind: 'intact', entries: 3 })
  })

  it('chains entries that are written at the same time', async () => {
    await Promise.all(Array.from({ length: 25 }, (_, index) => append(`action-${index}`)))
    expect(await verifyAudit(store)).toMatchObject({ kind: 'intact', entries: 25 })
  })

  it('keeps nothing of an action that was undone', async () => {
    const undone = inTransaction(store, async (tx) => {
      await appendAudit(tx, { at, actor: null, action: 'send-notice' })
      throw new Error('the action failed')
    })
    await expect(undone).rejects.toThrow('the action failed')
    await append('draft-notice')
    expect(await verifyAudit(store)).toMatchObject({ kind: 'intact', entries: 1 })
  })

  it.each([1, 2, 4, 5])('verifies five entries read %d at a time', async (batch) => {
    for (let index = 0; index < 5; index++) await append('sweep')
    expect(await verifyAudit(store, batch)).toMatchObject({ kind: 'intact', entries: 5 })
  })

  it.each([
    { title: 'changed', statement: `update audit_entry set action = 'x' where seq = 2` },
    { title: 'emptied', statement: `delete from audit_entry` },
    { title: 'truncated', statement: `truncate audit_entry` },
  ])('cannot be $title', async ({ statement }) => {
    await append('draft-notice')
    await append('approve-notice')
    await expect(run(statement)).rejects.toThrow('append-only')
  })

  it.each([
    {
      title: 'a changed action',
      statement: `update audit_entry set action = 'x' where seq = 2`,
      verdict: { seq: '2', reason: 'changed' },
    },
    {
      title: 'a changed detail',
      statement: `update audit_entry set detail = detail || '{"version": 3}' where seq = 3`,
      verdict: { seq: '3', reason: 'changed' },
    },
    {
      title: 'another actor',
      statement: `update audit_entry set actor_id = null where seq = 1`,
      verdict: { seq: '1', reason: 'changed' },
    },
    {
      title: 'a moved time',
      statement: `update audit_entry set at = at + interval '1 ms' where seq = 1`,
      verdict: { seq: '1', reason: 'changed' },
    },
    {
      title: 'a removed entry',
      statement: `delete from audit_entry where seq = 2`,
      verdict: { seq: '3', reason: 'missing' },
    },
    {
      title: 'a removed entry with the numbers closed up',
      statement: `delete from audit_entry where seq = 2;
        update audit_entry set seq = 2 where seq = 3`,
      verdict: { seq: '2', reason: 'unlinked' },
    },
    {
      title: 'a chain mended without the key',
      statement: `update audit_entry set action = 'x', hash = sha256('x') where seq = 2;
        update audit_entry set previous_hash = sha256('x') where seq = 3`,
      verdict: { seq: '2', reason: 'changed' },
    },
  ])('shows the first break: $title', async ({ statement, verdict }) => {
    for (const action of ['draft-notice', 'approve-notice', 'send-notice']) await append(action)
    await tamper(statement)
    expect(await verifyAudit(store)).toEqual({ kind: 'broken', ...verdict })
  })

  it('does not verify under another key', async () => {
    await append('draft-notice')
    const keys = createKeyring({ keys: [{ id: 'other', key: randomBytes(32) }], current: 'other' })
    expect(await verifyAudit({ ...store, keys })).toMatchObject({ kind: 'broken', seq: '1' })
  })

  it('refuses a detail that is long enough to be content', async () => {
    const appending = appendAudit(store, {
      at,
      actor: lan,
      action: 'answer-question',
      detail: { text: 'a'.repeat(201) },
    })
    await expect(appending).rejects.toThrow('a few short facts')
    expect(await verifyAudit(store)).toMatchObject({ entries: 0 })
  })
})
