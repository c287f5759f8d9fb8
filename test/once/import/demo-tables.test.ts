import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import writeExcelFile from 'write-excel-file/node'
import { importDemo } from '../../../src/compose/import-demo.ts'
import { demoImports } from '../../../src/sandbox/demo-commune.ts'
import { currentUnits } from '../../../src/storage/units.ts'
import { openImportStage, type ImportStage } from './import-stage.ts'

let stage: ImportStage
beforeAll(async () => {
  stage = await openImportStage()
})
afterAll(() => stage.close())

describe('the tables of the demo commune', () => {
  it('come in without an error, and a second time without a change', async () => {
    const tables = demoImports()
    for (const kind of ['units', 'chats', 'people'] as const) {
      const report = await stage.take(kind, tables[kind])
      expect(report).toMatchObject({ changed: 0, errors: [] })
      expect(report.added).toBeGreaterThan(0)
    }
    for (const kind of ['units', 'chats', 'people'] as const)
      expect(await stage.take(kind, tables[kind])).toMatchObject({
        added: 0,
        changed: 0,
        errors: [],
      })
  })

  it('are there as a whole after the next start where the first was killed between two of them', async () => {
    const demo = await openImportStage()
    const tables = (): Promise<unknown> =>
      demo.value(
        `select concat_ws(', ', (select min('units') from unit),
          (select min('groups') from chat_binding), (select min('people') from post))`,
      )
    let left = 2
    const dying = {
      now: () => {
        if (left-- === 0) throw new Error('killed')
        return demo.now
      },
    }
    try {
      await expect(importDemo({ ...demo.deps, clock: dying })).rejects.toThrow('killed')
      expect(await tables()).toBe('')

      await importDemo(demo.deps)

      expect(await tables()).toBe('units, groups, people')
    } finally {
      await demo.close()
    }
  })
})

describe('a workbook', () => {
  it('has the same columns; a number keeps its digits and a long one is refused', async () => {
    const header = ['code', 'name', 'short_name', 'kind']
    const rows = [header, ['x-1', 'Xã Như Xuân', '', 'area'], [2026, 'Tổ 2026', '', 'org']]
    const units = await workbook(rows)
    const report = await stage.take('units', units, { fileName: 'don-vi.XLSX' })
    expect(report).toEqual({ rows: 2, added: 2, changed: 0, errors: [] })
    const codes = (await currentUnits(stage.database.store)).map(({ code }) => code)
    expect(codes).toEqual(expect.arrayContaining(['x-1', '2026']))

    const chats = await workbook([
      ['platform', 'chat_id', 'title', 'unit_code', 'internal'],
      ['telegram', -1001617400099, 'Nhóm', '2026', true],
      ['zalo-oa', 4318657016174000001n, 'Nhóm dài', '2026', true],
    ])
    const bad = await stage.take('chats', chats, { fileName: 'nhom.xlsx' })
    expect(bad.errors).toEqual([
      { row: 3, column: 'chat_id', message: expect.stringContaining('Văn bản') },
    ])
  })
})

async function workbook(rows: readonly (readonly (string | number | bigint | boolean)[])[]) {
  const data = rows.map((row) =>
    row.map((value) => (typeof value === 'bigint' ? Number(value) : value)),
  )
  return writeExcelFile(data).toBuffer()
}
