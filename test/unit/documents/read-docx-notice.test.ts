import { describe, expect, it } from '@jest/globals'
import {
  AlignmentType,
  Document,
  Packer,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from 'docx'
import { extractText } from '../../../src/documents/extract-text.ts'
import { readDocument } from '../../../src/domain/document/read-document.ts'

function cell(...lines: string[]): TableCell {
  return new TableCell({
    width: { size: 50, type: WidthType.PERCENTAGE },
    children: lines.map(
      (line) => new Paragraph({ alignment: AlignmentType.CENTER, children: [new TextRun(line)] }),
    ),
  })
}

function point(text: string): Paragraph {
  return new Paragraph({ text, numbering: { reference: 'viec', level: 0 } })
}

/** A notice as Word writes it: head block and signature in tables, points numbered by Word itself. */
async function buildNotice(): Promise<Uint8Array> {
  const head = new Table({
    rows: [
      new TableRow({
        children: [
          cell('ĐẢNG BỘ XÃ SUỐI MÂY', 'ĐẢNG ỦY XÃ SUỐI MÂY', '*', 'Số 52-TB/ĐU'),
          cell('ĐẢNG CỘNG SẢN VIỆT NAM', 'Suối Mây, ngày 02 tháng 11 năm 2026'),
        ],
      }),
    ],
  })
  const foot = new Table({
    rows: [
      new TableRow({
        children: [
          cell('Nơi nhận:', '- Các chi bộ,', '- Lưu VPĐU.'),
          cell('T/M BAN THƯỜNG VỤ', 'Hà Thị Minh Lý'),
        ],
      }),
    ],
  })
  const document = new Document({
    numbering: {
      config: [{ reference: 'viec', levels: [{ level: 0, text: '%1.', format: 'decimal' }] }],
    },
    sections: [
      {
        children: [
          head,
          new Paragraph('THÔNG BÁO'),
          new Paragraph('Kết luận của Ban Thường vụ Đảng ủy về công tác cuối năm'),
          new Paragraph(
            'Ngày 30/10/2026, Ban Thường vụ Đảng ủy họp, đánh giá tình hình và kết luận như sau:',
          ),
          point('Ủy ban nhân dân xã rà soát hộ nghèo, báo cáo trước ngày 20/11/2026.'),
          point('Giao Công an xã mở đợt cao điểm bảo đảm an ninh, trật tự.'),
          point('Tiếp tục vận động Nhân dân hiến đất làm đường.'),
          foot,
        ],
      },
    ],
  })
  return Packer.toBuffer(document)
}

describe('a notice from Word, from file to draft', () => {
  it('keeps head, points and deadlines though Word hides the numbers of the points', async () => {
    const extracted = await extractText({ name: 'TB 52.docx', bytes: await buildNotice() })
    const text = extracted.kind === 'text' ? extracted.text : ''
    const reading = readDocument(text)
    expect(reading).toMatchObject({
      kind: 'thong_bao_ket_luan',
      title: 'Kết luận của Ban Thường vụ Đảng ủy về công tác cuối năm',
      number: '52-TB/ĐU',
      issued_on: '2026-11-02',
      place: 'Suối Mây',
      issuer: 'ĐẢNG ỦY XÃ SUỐI MÂY',
    })
    expect(
      reading.items.map(({ text: own, assignee, deadline }) => [
        own,
        assignee?.text ?? null,
        deadline?.date ?? null,
      ]),
    ).toEqual([
      [
        'Ủy ban nhân dân xã rà soát hộ nghèo, báo cáo trước ngày 20/11/2026.',
        'Ủy ban nhân dân xã',
        '2026-11-20',
      ],
      ['Giao Công an xã mở đợt cao điểm bảo đảm an ninh, trật tự.', 'Công an xã', null],
      ['Tiếp tục vận động Nhân dân hiến đất làm đường.', null, null],
    ])
  })
})

describe('a plan from Word with a table of who does what until when', () => {
  it('gives each row as one task of the body that stands in it', async () => {
    const rows = [
      ['STT', 'Nội dung', 'Đơn vị chủ trì', 'Thời hạn'],
      ['1', 'Rà soát hộ nghèo', 'Phòng Văn hóa - Xã hội', 'Trước ngày 10/12/2026'],
      ['2', 'Tuần tra ban đêm', 'Công an xã', 'Từ ngày 10/12/2026 đến ngày 20/12/2026'],
    ]
    const document = new Document({
      sections: [
        {
          children: [
            new Paragraph('KẾ HOẠCH'),
            new Paragraph('Tổ chức Tết'),
            new Paragraph('II. PHÂN CÔNG NHIỆM VỤ'),
            new Table({
              rows: rows.map(
                (cells) => new TableRow({ children: cells.map((words) => cell(words)) }),
              ),
            }),
            new Paragraph('Các thôn báo cáo kết quả về xã.'),
          ],
        },
      ],
    })
    const extracted = await extractText({ name: 'KH.docx', bytes: await Packer.toBuffer(document) })
    const reading = readDocument(extracted.kind === 'text' ? extracted.text : '')
    expect(
      reading.items.map(({ text, assignee, deadline }) => [text, assignee?.text, deadline?.text]),
    ).toEqual([
      [
        'Rà soát hộ nghèo\tPhòng Văn hóa - Xã hội\tTrước ngày 10/12/2026',
        ...(rows[1]?.slice(2) ?? []),
      ],
      [
        'Tuần tra ban đêm\tCông an xã\tTừ ngày 10/12/2026 đến ngày 20/12/2026',
        ...(rows[2]?.slice(2) ?? []),
      ],
      ['Các thôn báo cáo kết quả về xã.', 'Các thôn', undefined],
    ])
  })
})
