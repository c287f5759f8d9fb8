import { describe, expect, it } from '@jest/globals'
import {
  Document,
  Header,
  Packer,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  type ISectionOptions,
} from 'docx'
import fc from 'fast-check'
import { extractText } from '../../../src/documents/extract-text.ts'
import { FILE_MAX_BYTES } from '../../../src/documents/limits.ts'
import { PART_MAX_BYTES } from '../../../src/documents/read-docx.ts'
import { buildRawDocx, buildZip, wordXml, type ZipPart } from './build-zip.ts'

const SENTENCE = 'Đảng ủy xã Như Xuân thông báo đến các chi bộ.'

function extractTxt(bytes: Uint8Array | string, name = 'thong-bao.txt') {
  return extractText({ name, bytes: typeof bytes === 'string' ? Buffer.from(bytes) : bytes })
}

function extractDocx(bytes: Uint8Array) {
  return extractText({ name: 'Thông báo.DOCX', bytes })
}

async function buildDocx(section: ISectionOptions): Promise<Uint8Array> {
  return Packer.toBuffer(
    new Document({
      sections: [section],
      numbering: {
        config: [{ reference: 'viec', levels: [{ level: 0, text: '%1.', format: 'decimal' }] }],
      },
    }),
  )
}

function isText(text: string) {
  return { kind: 'text', text, marking: null }
}

describe('a text file', () => {
  it.each([
    ['UTF-8', Buffer.from(SENTENCE)],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${SENTENCE}`)],
    ['UTF-16 little-endian with a mark', Buffer.from(`\uFEFF${SENTENCE}`, 'utf16le')],
    ['UTF-16 big-endian with a mark', Buffer.from(`\uFEFF${SENTENCE}`, 'utf16le').swap16()],
    ['decomposed letters', Buffer.from(SENTENCE.normalize('NFD'))],
  ])('in %s gives the same composed text', async (_name, bytes) => {
    expect(await extractTxt(bytes)).toEqual(isText(SENTENCE))
  })

  it('keeps blanks, no-break spaces and soft hyphens as they are; only line ends are made alike', async () => {
    const text = '  Kính gửi:\u00a0 các chi bộ\r\nNhư\u00ad Xuân\rhết  '
    expect(await extractTxt(text)).toEqual(
      isText('  Kính gửi:\u00a0 các chi bộ\nNhư\u00ad Xuân\nhết  '),
    )
  })

  it('that is empty, or shows nothing, is empty', async () => {
    expect(await extractTxt('')).toEqual({ kind: 'empty' })
    expect(await extractTxt('\uFEFF \u00a0\n\u200b\n')).toEqual({ kind: 'empty' })
    expect(await extractTxt('\u2800\u2800 \u3164\n')).toEqual({ kind: 'empty' })
  })

  it('that is not Unicode is refused, not guessed', async () => {
    expect(await extractTxt(Buffer.from([0x54, 0xe9, 0x20, 0xff]))).toEqual({
      kind: 'not-readable',
      reason: 'encoding',
    })
    expect(await extractTxt(Buffer.from('PK\0\0\0'))).toEqual({
      kind: 'not-readable',
      reason: 'binary',
    })
  })

  it('typed for TCVN3 or VNI fonts is recognised, in bytes or already turned into signs', async () => {
    const tcvn3 = 'Uû ban nh©n d©n x· th«ng b¸o kÕt luËn cña §¶ng uû t¹i héi nghÞ'
    const vni = 'Uyû ban nhaân daân xaõ thoâng baùo keát luaän cuûa Ñaûng uyû'
    for (const [text, reason] of [
      [tcvn3, 'legacy-tcvn3'],
      [vni, 'legacy-vni'],
    ] as const) {
      expect(await extractTxt(Buffer.from(text, 'latin1'))).toEqual({
        kind: 'not-readable',
        reason,
      })
      expect(await extractTxt(text)).toEqual({ kind: 'not-readable', reason })
    }
  })

  it('may hold quotation marks, powers and foreign letters without being taken for an old encoding', async () => {
    const text =
      '«Nhân dân» trồng 500 m² ngô, 20 µm, café, Señor, §1: xuân, hoá, quê, loại, tuổi, toàn dân'
    expect(await extractTxt(text)).toEqual(isText(text))
  })

  it('over 20 MB, or with more text than a notice has, is too large', async () => {
    expect(await extractTxt(new Uint8Array(FILE_MAX_BYTES + 1))).toEqual({ kind: 'too-large' })
    expect(await extractTxt('a'.repeat(2_000_001))).toEqual({ kind: 'too-large' })
  })

  it.each([
    ['ke-hoach.pdf', 'pdf'],
    ['ảnh.JPG', 'jpg'],
    ['khong-duoi', ''],
    ['../../etc/passwd', ''],
  ])('called %j is not supported', async (name, extension) => {
    expect(await extractTxt('x', name)).toEqual({ kind: 'unsupported', extension })
  })

  it('of any bytes at all gives a value and never throws', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom('a.txt', 'a.docx'),
        async (bytes, name) => {
          const result = await extractText({ name, bytes })
          expect(result.kind).not.toBe('unsupported')
        },
      ),
    )
  })
})

describe('a Word document', () => {
  it('gives its paragraphs, list items, line breaks, tabs and table cells in reading order', async () => {
    const bytes = await buildDocx({
      children: [
        new Table({
          rows: [
            new TableRow({
              children: [
                new TableCell({
                  children: [new Paragraph('ĐẢNG ỦY XÃ'), new Paragraph('Số 12-TB/ĐU')],
                }),
                new TableCell({ children: [new Paragraph('ĐẢNG CỘNG SẢN VIỆT NAM')] }),
              ],
            }),
          ],
        }),
        new Paragraph({
          children: [new TextRun('THÔNG '), new TextRun({ text: 'BÁO', bold: true })],
        }),
        new Paragraph({
          children: [new TextRun('dòng một'), new TextRun({ text: 'dòng hai', break: 1 })],
        }),
        new Paragraph({ children: [new TextRun('trái\tphải')] }),
        new Paragraph({ text: 'Việc thứ nhất', numbering: { reference: 'viec', level: 0 } }),
        new Paragraph({ text: 'Việc thứ hai', numbering: { reference: 'viec', level: 0 } }),
      ],
    })
    expect(await extractDocx(bytes)).toEqual(
      isText(
        'ĐẢNG ỦY XÃ\nSố 12-TB/ĐU\nĐẢNG CỘNG SẢN VIỆT NAM\nTHÔNG BÁO\ndòng một\ndòng hai\ntrái\tphải\nViệc thứ nhất\nViệc thứ hai',
      ),
    )
  })

  it('composes letters, reads entities, leaves out deleted text and the second copy of a text box', async () => {
    const bytes = buildRawDocx(
      `<w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr><w:r><w:t>${'Đảng ủy'.normalize('NFD')}</w:t></w:r>` +
        '<w:del><w:r><w:delText> cũ</w:delText></w:r></w:del>' +
        '<w:ins><w:r><w:t xml:space="preserve"> A &amp; B &lt;x&gt; &#7879;</w:t></w:r></w:ins></w:p>' +
        '<w:p><mc:AlternateContent><mc:Choice><w:p><w:r><w:t>hộp</w:t></w:r></w:p></mc:Choice>' +
        '<mc:Fallback><w:p><w:r><w:t>hộp</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent></w:p>',
    )
    expect(await extractDocx(bytes)).toEqual(isText('Đảng ủy A & B <x> ệ\nhộp\n'))
  })

  it('without any text is empty', async () => {
    expect(await extractDocx(await buildDocx({ children: [new Paragraph('')] }))).toEqual({
      kind: 'empty',
    })
  })

  it('tells a secret stamp in the page header too', async () => {
    const bytes = await buildDocx({
      headers: { default: new Header({ children: [new Paragraph('MẬT')] }) },
      children: [new Paragraph(SENTENCE)],
    })
    expect(await extractDocx(bytes)).toEqual({
      kind: 'text',
      text: SENTENCE,
      marking: { level: 'mat', text: 'MẬT' },
    })
  })

  it('tells a secret stamp that Word draws as a watermark, in the header or on the page', async () => {
    const drawn =
      '<w:p><w:r><w:pict><v:shape id="PowerPlusWaterMarkObject1" style="rotation:315">' +
      `<v:textpath style="font-family:&quot;Calibri&quot;" string="M&#7852;T"/></v:shape></w:pict></w:r></w:p>`
    const text = `<w:p><w:r><w:t>${SENTENCE}</w:t></w:r></w:p>`
    const marking = { level: 'mat', text: 'MẬT' }
    const inHeader = buildZip([
      { name: 'word/document.xml', bytes: wordXml(text) },
      { name: 'word/header1.xml', bytes: Buffer.from(`<w:hdr>${drawn}</w:hdr>`) },
    ])
    expect(await extractDocx(inHeader)).toEqual({ kind: 'text', text: SENTENCE, marking })
    expect(await extractDocx(buildRawDocx(`${text}${drawn}`))).toMatchObject({ marking })
    const harmless = drawn.replace('M&#7852;T', 'DỰ THẢO')
    expect(await extractDocx(buildRawDocx(`${text}${harmless}`))).toMatchObject({ marking: null })
  })

  it('tells a stamp in a cell of a table whose rows are put together, and leaves signatures apart', async () => {
    const cellOf = (...lines: string[]) =>
      new TableCell({ children: lines.map((line) => new Paragraph(line)) })
    const rowOf = (...children: TableCell[]) => new TableRow({ children })
    const heads = rowOf(cellOf('STT'), cellOf('Nội dung'), cellOf('Thời hạn'))
    const withStamp = (...rows: TableRow[]) => buildDocx({ children: [new Table({ rows })] })
    const secret = await withStamp(rowOf(cellOf('MẬT', 'BẢNG PHÂN CÔNG')), heads)
    expect(await extractDocx(secret)).toMatchObject({ marking: { level: 'mat' } })
    const internal = [
      cellOf('1'),
      cellOf('Rà soát hộ nghèo. '.repeat(20)),
      cellOf('Lưu hành nội bộ'),
    ]
    expect(await extractDocx(await withStamp(heads, rowOf(...internal)))).toMatchObject({
      marking: { level: 'luu_hanh_noi_bo' },
    })

    const signed = [cellOf('CHỦ TRÌ'), cellOf('NGƯỜI GHI BIÊN BẢN'), cellOf('Hà Văn Lý')]
    expect(await extractDocx(await withStamp(rowOf(...signed)))).toEqual(
      isText('CHỦ TRÌ\nNGƯỜI GHI BIÊN BẢN\nHà Văn Lý'),
    )
  })

  it.each([
    ['plain text under a false name', Buffer.from('không phải docx'), 'not-a-docx'],
    ['another kind of zip', buildZip([{ name: 'a.txt', bytes: Buffer.from('a') }]), 'not-a-docx'],
    [
      'a spreadsheet’s XML',
      buildZip([{ name: 'word/document.xml', bytes: Buffer.from('<sheet/>') }]),
      'not-a-docx',
    ],
    [
      'an encrypted or old Word file',
      Buffer.from('d0cf11e0a1b11ae10000', 'hex'),
      'encrypted-or-old-word',
    ],
    [
      'an encrypted part',
      buildZip([{ name: 'word/document.xml', bytes: wordXml(''), encrypted: true }]),
      'encrypted-or-old-word',
    ],
    ['XML that is cut off', buildRawDocx('<w:p><w:r><w:t>một nửa</w:t></w:r>'), 'damaged'],
    ['a tag that never ends', buildRawDocx('<w:p aaaa'), 'damaged'],
    [
      'a document type with entities',
      buildZip([
        {
          name: 'word/document.xml',
          bytes: Buffer.from('<!DOCTYPE a [<!ENTITY b "b">]><w:document>&b;</w:document>'),
        },
      ]),
      'damaged',
    ],
  ])('that is %s is refused with the reason', async (_name, bytes, reason) => {
    expect(await extractDocx(bytes)).toEqual({ kind: 'not-readable', reason })
  })

  it('that was cut off on its way is refused', async () => {
    const whole = await buildDocx({ children: [new Paragraph(SENTENCE)] })
    const result = await extractDocx(whole.subarray(0, whole.length - 200))
    expect(result).toEqual({ kind: 'not-readable', reason: 'not-a-docx' })
  })

  it('that unpacks without end is stopped, whatever sizes it states', async () => {
    const bomb = buildZip([
      { name: 'word/document.xml', bytes: Buffer.alloc(PART_MAX_BYTES + 1, 0x20) },
    ])
    expect(bomb.length).toBeLessThan(FILE_MAX_BYTES)
    expect(await extractDocx(bomb)).toEqual({ kind: 'too-large' })
  })

  it('finds its main part by the relations where it has another name', async () => {
    const relation = (type: string, target: string) =>
      `<Relationship Target='${target}' Type="http://x/${type}"/>`
    const bytes = buildZip([
      {
        name: '_rels/.rels',
        bytes: Buffer.from(
          `<Relationships>${relation('core', 'docProps/core.xml')}${relation('officeDocument', '/word/document2.xml')}</Relationships>`,
        ),
      },
      {
        name: 'word/document2.xml',
        bytes: wordXml(`<w:p><w:r><w:t>${SENTENCE}</w:t></w:r></w:p>`),
      },
    ])
    expect(await extractDocx(bytes)).toEqual(isText(SENTENCE))
  })
})

describe('a zip', () => {
  const body = {
    name: 'word/document.xml',
    bytes: wordXml(`<w:p><w:r><w:t>${SENTENCE}</w:t></w:r></w:p>`),
  }
  const other = { name: 'a.xml', bytes: Buffer.from('<a/>') }
  const streamed = (part: ZipPart): ZipPart => ({ ...part, streamed: true })
  const wide = (part: ZipPart): ZipPart => ({ ...part, wide: true })
  const hidden = (part: ZipPart): ZipPart => ({ ...part, hidden: true })
  const alone = buildZip([hidden(body)]).subarray(0, -22)
  const within = buildZip([hidden(other)]).length - 22

  it.each([
    ['with sizes behind the parts', buildZip([body, other].map(streamed))],
    ['with wide sizes', buildZip([body, other].map(wide))],
    ['with wide sizes behind the parts', buildZip([body, other].map(wide).map(streamed))],
    ['with a comment', buildZip([other, body], 'Xin chao')],
    ['with a folder', buildZip([{ name: 'word/', bytes: Buffer.alloc(0) }, body])],
  ])('%s is read', async (_what, bytes) => {
    expect(await extractDocx(bytes)).toEqual(isText(SENTENCE))
  })

  it.each([
    ['that its directory does not name', [body, hidden(other)]],
    ['named twice', [body, other, other]],
    [
      'within another',
      [
        { ...other, behind: alone },
        { ...body, at: within },
      ],
    ],
    ['under another name', [hidden({ ...body, name: 'b.xml' }), { ...body, at: 0 }]],
    ['of another size', [hidden(body), { ...body, at: 0, behind: Buffer.alloc(1) }]],
  ])('with a part %s is refused', async (_what, parts) => {
    expect(await extractDocx(buildZip(parts))).toEqual({
      kind: 'not-readable',
      reason: 'not-a-docx',
    })
  })
})

describe('a file that is made to keep the service busy', () => {
  const relations = (bytes: string) =>
    buildZip([{ name: '_rels/.rels', bytes: Buffer.from(bytes) }])
  const piled = `e${'\u0301'.repeat(20_000)}${'\u0323'.repeat(20_000)}`
  const paragraph = (text: string) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`
  it.each<[string, string, Uint8Array]>([
    ['relations without end', 'a.docx', relations('<Relationship Type="'.repeat(10_000))],
    ['marks piled upon a letter', 'a.txt', Buffer.from(piled)],
    ['the same in a document', 'a.docx', buildRawDocx(paragraph(piled))],
    [
      'the same drawn behind its text',
      'a.docx',
      buildRawDocx(`${paragraph(SENTENCE)}<v:textpath string="${piled}"/>`),
    ],
  ])('with %s is refused at once', async (_what, name, bytes) => {
    const from = performance.now()
    const result = await extractText({ name, bytes })
    // Seconds each while it was read, and minutes for the sizes that a file may have.
    expect(performance.now() - from).toBeLessThan(500)
    expect(result.kind).toBe('not-readable')
  })

  const heads = ['STT', 'Nội dung'].map((name) => cellOf(name)).join('')
  function cellOf(text: string): string {
    return `<w:tc>${paragraph(text)}</w:tc>`
  }
  it.each<[string, string, number]>([
    [
      'tables within tables around long words',
      `${`<w:tbl><w:tr>${heads}<w:tc>`.repeat(400)}${paragraph('a '.repeat(100_000))}${'</w:tc></w:tr></w:tbl>'.repeat(400)}`,
      399 * 2 + 1,
    ],
    [
      'a cell that ends without end',
      `<w:tbl><w:tr>${heads}${paragraph('a '.repeat(100_000))}${'</w:tc>'.repeat(400)}</w:tr></w:tbl>`,
      1,
    ],
    [
      'a table of very many rows',
      `<w:tbl><w:tr>${heads}</w:tr>${'<w:tr></w:tr>'.repeat(130_000)}</w:tbl>`,
      130_001,
    ],
  ])('with %s is read all the same', async (_what, body, lines) => {
    const began = process.cpuUsage()
    const result = await extractDocx(buildRawDocx(body))
    // Of this process, whatever else the machine does.
    expect(process.cpuUsage(began).user / 1_000).toBeLessThan(2_000)
    expect(result.kind === 'text' && result.text.split('\n').length).toBe(lines)
  })
})
