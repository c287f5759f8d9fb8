import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { verifyAudit } from '../../../src/storage/audit.ts'
import { currentUnits, findUnitByCode } from '../../../src/storage/units.ts'
import { buildZip, type ZipPart } from '../../unit/documents/build-zip.ts'
import type { ImportReport } from '../../../src/usecases/import/import-report.ts'
import { lines, openImportStage, type ImportStage } from './import-stage.ts'

let stage: ImportStage
beforeAll(async () => {
  stage = await openImportStage()
})
afterAll(() => stage.close())

const HEADER = 'code,name,short_name,kind,parent_code,area_code,aliases'
const CELLS: Readonly<Record<string, string>> = {
  A1: 'code',
  B1: 'name',
  C1: 'kind',
  A2: 'w-1',
  B2: 'Xã Như Xuân',
  C2: 'org',
}

describe('a table of units', () => {
  it('comes in whatever its order, with byte order mark and semicolons', async () => {
    const report = await stage.take(
      'units',
      `\uFEFF${lines(
        HEADER.replaceAll(',', ';'),
        'a-hoi;Hội Nông dân;Hội ND;org;a-xa;a-thon;HND|Nông dân',
        'a-xa;Toàn xã;;org',
        'a-thon;Thôn Yên Cát;;area',
      )}`,
    )
    expect(report).toEqual({ rows: 3, added: 3, changed: 0, errors: [] })
    const [parent, area, unit] = await Promise.all(
      ['a-xa', 'A-THON', 'A-Hoi'].map((code) => findUnitByCode(stage.database.store, code)),
    )
    expect(unit).toMatchObject({
      name: 'Hội Nông dân',
      shortName: 'Hội ND',
      kind: 'org',
      parentId: parent?.id,
      areaId: area?.id,
      aliases: ['HND', 'Nông dân'],
      approvalRequired: true,
    })
  })

  it('changes nothing when it comes again', async () => {
    const text = lines(HEADER, 'b-xa,Xã,,org', 'b-hoi,Hội,,org,b-xa')
    await stage.take('units', text)
    const versions = 'select count(*) from unit_version'
    const before = await stage.value(versions)
    expect(await stage.take('units', text)).toEqual({ rows: 2, added: 0, changed: 0, errors: [] })
    expect(await stage.value(versions)).toBe(before)
  })

  it('gives a changed unit a new version from that day on, and changes it in place on the same day', async () => {
    await stage.take('units', lines(HEADER, 'c-xa,Xã cũ,,org', 'c-hoi,Hội,,org,c-xa'))
    const before = await findUnitByCode(stage.database.store, 'c-hoi')
    stage.now = new Date('2026-12-01T18:00:00Z')
    const report = await stage.take('units', lines(HEADER, 'C-HOI,Hội Nông dân,,org,'))
    expect(report).toEqual({ rows: 1, added: 0, changed: 1, errors: [] })
    const after = await findUnitByCode(stage.database.store, 'c-hoi')
    expect(after).toMatchObject({
      id: before?.id,
      code: 'c-hoi',
      name: 'Hội Nông dân',
      parentId: null,
    })
    expect(after?.versionId).not.toBe(before?.versionId)
    // 18:00 UTC is the next day already in Việt Nam.
    const dates = `select string_agg(coalesce(valid_to::text, 'open'), ' ' order by valid_from)
      from unit_version where unit_id = '${after?.id}'`
    expect(await stage.value(dates)).toBe('2026-12-02 open')
    await stage.take('units', lines(HEADER, 'c-hoi,Hội Nông dân xã,,org,'))
    expect(await stage.value(dates)).toBe('2026-12-02 open')
    expect((await findUnitByCode(stage.database.store, 'c-hoi'))?.name).toBe('Hội Nông dân xã')
  })

  it('names every bad row and takes in none', async () => {
    const before = (await currentUnits(stage.database.store)).length
    const report = await stage.take(
      'units',
      lines(
        HEADER,
        'd-tot,Đơn vị tốt,,org',
        ',Không mã,,org',
        'd hai,Mã có dấu cách,,org',
        'd-ten,,,org',
        'd-loai,Sai loại,,phòng',
        'D-TOT,Trùng mã,,org',
        'd-cha,Cha lạ,,org,khong-co',
        'd-thon,Thôn,,area,d-tot',
        'd-khu,Khu,,org,,d-tot',
        'd-ct,"=HYPERLINK(""http://x"")",,org',
        'd-dk,"Tên\u0007 lạ",,org',
        'd-dai,Thừa ô,,org,,,,,gì đây',
        'd-vong-1,Vòng một,,org,d-vong-2',
        'd-vong-2,Vòng hai,,org,d-vong-1',
        'd-tu-minh,Chính mình,,org,d-tu-minh',
      ),
    )
    expect(report).toMatchObject({ rows: 15, added: 0, changed: 0 })
    expect(report.errors.map(({ row, column }) => `${row} ${column}`)).toEqual([
      '3 code',
      '4 code',
      '5 name',
      '6 kind',
      '7 code',
      '8 parent_code',
      '9 parent_code',
      '10 area_code',
      '11 name',
      '12 name',
      '13 ',
      '14 parent_code',
      '15 parent_code',
      '16 parent_code',
    ])
    expect(report.errors[4]?.message).toBe('Trùng với dòng 2.')
    expect(await currentUnits(stage.database.store)).toHaveLength(before)
  })

  it('refuses a loop that closes only together with units that are there', async () => {
    await stage.take('units', lines(HEADER, 'e-1,Một,,org', 'e-2,Hai,,org,e-1', 'e-3,Ba,,org,e-2'))
    const report = await stage.take('units', lines(HEADER, 'e-1,Một,,org,e-3'))
    expect(report.errors).toEqual([
      { row: 2, column: 'parent_code', message: expect.stringContaining('vòng') },
    ])
  })

  it('refuses another kind for a unit that is there', async () => {
    await stage.take('units', lines(HEADER, 'g-1,Thôn,,area'))
    const report = await stage.take('units', lines(HEADER, 'g-1,Thôn,,org'))
    expect(report.errors).toMatchObject([{ row: 2, column: 'kind' }])
  })

  it.each([
    ['nothing', '', 'units.csv', 'trống'],
    ['a header only', `${HEADER}\n`, 'units.csv', 'không có dòng dữ liệu'],
    ['no header', lines('x-1,Xã,,org'), 'units.csv', 'Tên cột lạ'],
    ['a missing column', lines('code,name', 'x-1,Xã'), 'units.csv', '“kind”'],
    ['a column twice', lines(`${HEADER},name`, 'x-1,Xã,,org'), 'units.csv', 'hai lần'],
    ['another ending', lines(HEADER, 'x-1,Xã,,org'), 'units.txt', '.csv hoặc .xlsx'],
    ['an open quote', lines(HEADER, 'x-1,"Xã,,org'), 'units.csv', 'ngoặc kép'],
    ['a giant cell', lines(HEADER, `x-1,${'a'.repeat(10_000_000)},,org`), 'units.csv', 'quá dài'],
    ['a workbook that is none', 'PK not really', 'units.xlsx', 'bị hỏng'],
  ])('says in one sentence what is wrong with %s', async (_what, text, fileName, words) => {
    const report = await stage.take('units', text, { fileName })
    expect(report.added).toBe(0)
    expect(report.errors.map(({ message }) => message).join(' ')).toContain(words)
  })

  const HIDDEN = { name: 'xl/media/1.xml', bytes: Buffer.from('<a/>'), hidden: true }
  const OLE = 'd0cf11e0a1b11ae1'.padEnd(1_024, '0')
  const PASSWORD = Buffer.from('EncryptedPackage', 'utf16le').toString('hex')
  it.each<[string, Uint8Array, string]>([
    ['a workbook of old Excel', Buffer.from(OLE, 'hex'), 'đời cũ (.xls)'],
    ['a workbook with a password', Buffer.from(OLE + PASSWORD, 'hex'), 'đặt mật khẩu'],
    ['a cell far beside and one far below', workbook(['XFD1', 'A400']), 'rất xa bảng'],
    ['the two farthest cells', workbook(['XFD1', 'A1048576']), 'rất xa bảng'],
    ['a row that no sheet has', workbook(['A4000000000']), 'bị hỏng'],
    ['a column that no sheet has', workbook(['ZZZZZZZ1']), 'bị hỏng'],
    ['parts that are too much together', workbook([], 5), 'quá lớn'],
    ['a part that its directory does not name', workbookOf([''], [HIDDEN]), 'bị hỏng'],
  ])('says in one sentence that it cannot read %s', async (_what, bytes, words) => {
    const { errors } = await stage.take('units', bytes, { fileName: 'units.xlsx' })
    expect(errors).toMatchObject([{ message: expect.stringContaining(words) }])
  })

  it('reads a workbook that is coloured to its last row and column', async () => {
    const bytes = workbook(['A1', 'B1', 'C1', 'A2', 'B2', 'C2'], 0, 'XFD1048576')
    const report = await stage.take('units', bytes, { fileName: 'units.xlsx' })
    expect(report).toEqual({ rows: 1, added: 1, changed: 0, errors: [] })
  })

  it('reads a workbook as it was measured, whatever its parts say of themselves', async () => {
    const bomb = buildZip([
      { name: 'xl/media/2.xml', bytes: Buffer.alloc(40 * 1024 * 1024), hidden: true },
    ])
    const descriptor = Buffer.alloc(16)
    descriptor.writeUInt32LE(0x08074b50, 0)
    const ends = { name: 'xl/media/1.xml', bytes: Buffer.from('<a/>') }
    const bytes = workbookOf(
      [sheetData(['A1', 'B1', 'C1', 'A2', 'B2', 'C2'])],
      [
        { ...ends, claimed: 0xfffffff0 },
        {
          ...ends,
          name: 'xl/media/3.xml',
          streamed: true,
          behind: Buffer.concat([descriptor, bomb.subarray(0, -22)]),
        },
      ],
    )
    const report = await stage.take('units', bytes, { fileName: 'units.xlsx' })
    expect(report).toMatchObject({ rows: 1, errors: [] })
  })

  it('reads the first sheet of a workbook whose second one has a stray cell', async () => {
    const table = ['A1', 'B1', 'C1', 'A2', 'B2', 'C2']
    const take = (...sheets: string[][]): Promise<ImportReport> =>
      stage.take('units', workbookOf(sheets.map((cells) => sheetData(cells))), {
        fileName: 'units.xlsx',
      })
    const stray = ['XFD1', 'A400']
    expect(await take(table, stray)).toMatchObject({ rows: 1, errors: [] })
    expect((await take(stray, table)).errors[0]?.message).toContain('rất xa bảng')
  })

  it('refuses a file in an old encoding', async () => {
    const bytes = Buffer.from(lines(HEADER, 'x-1,Xã Như Xuân,,org'), 'latin1')
    const report = await stage.take('units', bytes)
    expect(report.errors[0]?.message).toContain('UTF-8')
  })

  it('stops counting what is wrong in a file that is nothing but wrong', async () => {
    const report = await stage.take('units', lines(HEADER, ...Array(5_000).fill('mã sai,,,')))
    expect(report.errors).toHaveLength(1_001)
    expect(report.errors.at(-1)?.message).toContain('Quá nhiều lỗi')
  })

  it('leaves a fact in the log and keeps its chain', async () => {
    expect(await verifyAudit(stage.database.store)).toMatchObject({ kind: 'intact' })
    expect(
      await stage.value("select count(*)::int > 0 from audit_entry where action = 'import-units'"),
    ).toBe(true)
  })

  it('lets two imports of one file at once follow one another', async () => {
    const text = lines(HEADER, 'h-1,Một,,org', 'h-2,Hai,,org,h-1')
    const reports = await Promise.all([stage.take('units', text), stage.take('units', text)])
    expect(reports.toSorted((one, other) => one.added - other.added)).toEqual([
      { rows: 2, added: 0, changed: 0, errors: [] },
      { rows: 2, added: 2, changed: 0, errors: [] },
    ])
  })
})

/** A workbook with these cells in order, as many parts of 30 MB besides, and one cell that is coloured and no more. */
function workbook(cells: readonly string[], parts = 0, coloured?: string): Uint8Array {
  return workbookOf(
    [sheetData(cells, coloured)],
    Array.from({ length: parts }, (_, index) => ({
      name: `xl/media/${index}.xml`,
      bytes: Buffer.alloc(30 * 1024 * 1024),
    })),
  )
}

function sheetData(cells: readonly string[], coloured?: string): string {
  const tag = (name: string, inside: string) =>
    `<row r="${name.replace(/\D+/u, '')}"><c r="${name}" ${inside}</row>`
  const rows = cells.map((name) =>
    tag(name, `t="inlineStr"><is><t>${CELLS[name] ?? 'x'}</t></is></c>`),
  )
  if (coloured) rows.push(tag(coloured, 's="0"/>'))
  // Cells of one row are in one element.
  return rows.join('').replaceAll(/<\/row><row r="(?<row>\d+)">(?=<c r="[B-D]\k<row>")/gu, '')
}

function workbookOf(sheets: readonly string[], besides: readonly ZipPart[] = []): Uint8Array {
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const each = (write: (number: number, data: string) => string) =>
    sheets.map((data, index) => write(index + 1, data))
  const named = each((n) => `<sheet name="${n}" sheetId="${n}" r:id="r${n}"/>`)
  const placed = each(
    (n) =>
      `<Relationship Id="r${n}" Type="${office}/worksheet" Target="worksheets/sheet${n}.xml"/>`,
  )
  const files: [string, string][] = [
    [
      'xl/workbook.xml',
      `<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${named.join('')}</sheets></workbook>`,
    ],
    ['xl/_rels/workbook.xml.rels', `<Relationships>${placed.join('')}</Relationships>`],
    ...sheets.map((data, index): [string, string] => [
      `xl/worksheets/sheet${index + 1}.xml`,
      `<worksheet xmlns="${main}"><sheetData>${data}</sheetData></worksheet>`,
    ]),
  ]
  return buildZip([
    ...files.map(([name, text]) => ({ name, bytes: Buffer.from(text) })),
    ...besides,
  ])
}
