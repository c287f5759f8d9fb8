import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { DocumentReading } from '../../../../src/domain/document/document-reading.ts'
import { readDocument } from '../../../../src/domain/document/read-document.ts'
import { contentFromReading } from '../../../../src/domain/notice-content.ts'

const documents = new URL('../../../fixtures/documents/', import.meta.url)
const names = readdirSync(documents).filter((name) => name.endsWith('.txt'))
const TODAY = '2026-11-23'

/** A notice of the commune as far as its body. */
const HEAD =
  'UBND XÃ NHƯ XUÂN\nSố: 12/TB-UBND\nNhư Xuân, ngày 30 tháng 11 năm 2026\nTHÔNG BÁO\nVề việc tổng vệ sinh\n'

function textOf(name: string): string {
  return readFileSync(new URL(name, documents), 'utf8').normalize('NFC')
}

/** Every placed piece of a reading with what stands at its place. */
function placedPieces(text: string, reading: DocumentReading): [string, string][] {
  const points = Array.from(text)
  const inItems = reading.items.flatMap(({ assignee, deadline }) =>
    [assignee ?? [], deadline ?? []].flat(),
  )
  const pieces = [
    ...reading.items,
    ...inItems,
    ...reading.conclusions,
    ...reading.proposals,
    ...reading.questions,
  ]
  return pieces.map(({ text: own, start, end }) => [own, points.slice(start, end).join('')])
}

function expectVerbatim(text: string, reading: DocumentReading): void {
  const pieces = placedPieces(text, reading)
  expect(pieces.map(([own]) => own)).toEqual(pieces.map(([, there]) => there))
}

describe('papers, news and messages as offices write them', () => {
  it.each(names)('%s is read as a person reads it', (name) => {
    const expected: unknown = JSON.parse(
      readFileSync(new URL(name.replace('.txt', '.expected.json'), documents), 'utf8'),
    )
    const reading = readDocument(textOf(name), TODAY)
    expect(reading).toEqual(expected)
    expectVerbatim(textOf(name), reading)
  })
})

describe('a text that says in its first words what it is', () => {
  const kindOf = (text: string) => contentFromReading(text, readDocument(text, TODAY), []).kind
  const when = 'Thời gian: 8 giờ ngày 02/12/2026. Địa điểm: Hội trường xã.'

  it.each([
    ['Giấy mời họp BCH Hội Nông dân xã', 'invitation'],
    ['✉️ THƯ MỜI dự hội nghị đối thoại', 'invitation'],
    ['Thông báo họp thôn Yên Cát', 'announcement'],
    ['Thông báo tiếp xúc cử tri', 'announcement'],
    ['Thông báo kết luận cuộc họp giao ban', 'meeting-summary'],
    ['Thông báo nhanh kết quả hội nghị Ban Chấp hành', 'meeting-summary'],
    ['Thông báo ý kiến chỉ đạo của Chủ tịch', 'directive'],
    ['Họp giao ban tháng 11', 'meeting-summary'],
    ['Kính mời các đồng chí đến dự hội nghị tổng kết năm', 'invitation'],
    ['Chi bộ thôn Yên Cát kính mời các đồng chí dự họp chi bộ', 'invitation'],
    ['Kính mời bà con góp ý dự thảo quy ước của thôn', 'announcement'],
  ])('%s: %s', (title, kind) => {
    expect(kindOf(`${title}\n${when}\nKính mong các đồng chí có mặt đúng giờ.`)).toBe(kind)
  })
})

it('gives nobody a task by asking people to come, unless it asks for more', () => {
  const itemsOf = (words: string) =>
    readDocument(`Kính mời các đồng chí dự hội nghị tổng kết. ${words}`, TODAY).items.map(
      ({ text, assignee }) => [text, assignee?.text],
    )
  expect(itemsOf('Đề nghị các đồng chí đến dự đúng giờ.')).toEqual([])
  expect(itemsOf('Đề nghị các đồng chí thu xếp công việc, đến đúng giờ, đầy đủ.')).toEqual([])
  expect(itemsOf('Đề nghị quý đại biểu đến dự để hội nghị đạt kết quả tốt.')).toEqual([])
  for (const named of ['có tên trên', 'có tên nêu trên', 'có tên trong danh sách kèm theo'])
    expect(itemsOf(`Đề nghị các đồng chí ${named} thu xếp thời gian đến dự.`)).toEqual([])
  const more = 'Đề nghị các đồng chí đến dự đúng giờ và mang theo sổ họp.'
  expect(itemsOf(more)).toEqual([[more, 'các đồng chí']])
  for (const work of [
    'Đề nghị các đồng chí mang theo sổ họp, đến dự đúng giờ.',
    'Đề nghị các đồng chí có tên trên nộp báo cáo trước khi đến dự.',
    'Đề nghị bà con phát quang đường thôn, có mặt đúng giờ.',
    'Đề nghị các đồng chí thuê loa đài, có mặt đúng giờ.',
    'Các thôn treo cờ, phân công các đồng chí đến dự đúng giờ.',
  ])
    expect(itemsOf(work).map(([text]) => text)).toEqual([work])
})

it('names a text of one long paragraph by its first sentence, behind whom it is for, and cuts nothing off', () => {
  const text = `Kính gửi các đồng chí chi hội trưởng. ${'Mời các đồng chí dự họp đúng giờ. '.repeat(10)}`
  const { title } = contentFromReading(text, readDocument(text, TODAY), [])
  expect(title).toBe('Mời các đồng chí dự họp đúng giờ.')
})

describe('a numbered list of tasks', () => {
  const list = (...points: string[]) =>
    readDocument(
      `Đề nghị các đơn vị thực hiện:\n${points.map((point, at) => `${at + 1}. ${point}`).join('\n')}`,
      TODAY,
    )
  const first = 'Hội Nông dân rà soát hộ nghèo trước ngày 25/12/2026.'
  const last = 'Các thôn báo cáo kết quả về xã.'

  it('keeps a task whose verb the reader does not know, in its order, and guesses nobody', () => {
    const unknown = 'Đoàn Thanh niên ra quân sáng thứ bảy.'
    const { items, warnings } = list(first, unknown, last)
    expect(items.map(({ text }) => text)).toEqual([first, unknown, last])
    expect(items[1]?.assignee).toBeNull()
    expect(warnings).toEqual([])
  })

  it('names a point that is not taken for a task', () => {
    const { items, warnings } = list(first, 'Dọn nghĩa trang.', last)
    expect(items.map(({ text }) => text)).toEqual([first, last])
    expect(warnings).toEqual([
      'item_unrecognised: Mục 2 chưa nhận ra là ý kiến chỉ đạo (việc được giao): “Dọn nghĩa trang.”',
    ])
  })

  it('takes no list of names for tasks', () => {
    const { items, warnings } = list('Hội Nông dân xã Như Xuân', 'Đoàn Thanh niên xã Như Xuân')
    expect(items).toEqual([])
    expect(warnings).toEqual(['items_missing: Không thấy việc nào được giao trong văn bản.'])
  })
})

describe('a deadline in the words above a list', () => {
  const LETTER = 'UBND XÃ NHƯ XUÂN\nSố: 12/UBND-VP\nKính gửi: Các thôn\n'
  const deadlineUnder = (introduction: string) =>
    readDocument(
      `${LETTER}${introduction}\n1. Dọn vệ sinh đường làng, ngõ xóm.\n2. Trực ban 24/24 giờ tại nhà văn hóa.`,
      TODAY,
    ).items.map(({ deadline }) => deadline?.text ?? null)

  it.each([
    'Dự báo từ ngày 01/12 đến ngày 05/12/2026 có mưa rất to. Chủ tịch UBND xã yêu cầu các thôn:',
    'Để phục vụ Lễ hội diễn ra từ ngày 10/02/2027 đến ngày 12/02/2027, UBND xã yêu cầu:',
    'Theo dự báo, từ ngày 01/12 đến ngày 05/12/2026 mưa rất to, UBND xã yêu cầu các thôn:',
    'Từ ngày 02/11 đến ngày 15/11/2026, Đoàn kiểm tra đã làm việc với các thôn và yêu cầu:',
    'UBND xã yêu cầu các thôn phục vụ lễ hội diễn ra từ ngày 10/12 đến ngày 15/12/2026 như sau:',
  ])('is none where it tells when something else is: %s', (introduction) => {
    expect(deadlineUnder(introduction)).toEqual([null, null])
  })

  it.each([
    'Thực hiện Kế hoạch số 45/KH-UBND. UBND xã yêu cầu các thôn trước ngày 10/12/2026 hoàn thành:',
    'Để bảo đảm tiến độ, trước ngày 10/12/2026, UBND xã yêu cầu các thôn:',
    'Các thôn hoàn thành trước ngày 10/12/2026 các việc sau:',
  ])('is that of all under it where it says by when they are due: %s', (introduction) => {
    expect(deadlineUnder(introduction)).toEqual(['trước ngày 10/12/2026', 'trước ngày 10/12/2026'])
  })

  it.each([
    'Trong thời gian từ ngày 01/12/2026 đến hết ngày 10/12/2026, UBND xã yêu cầu các thôn thực hiện:',
    'Thời gian thực hiện từ ngày 01/12/2026 đến hết ngày 10/12/2026, đề nghị các thôn:',
    'UBND xã yêu cầu các thôn hoàn thành trước ngày 10/12/2026. Cụ thể như sau:',
    'Các thôn hoàn thành các nội dung sau đây trước ngày 10/12/2026. Trong đó tập trung:',
  ])(
    'also with “trong thời gian” in front, or where its last sentence says nothing: %s',
    (words) => {
      const deadlines = deadlineUnder(words).slice(-2)
      expect(deadlines).toEqual([
        expect.stringContaining('10/12/2026'),
        expect.stringContaining('10/12/2026'),
      ])
    },
  )
})

describe('what is said behind a colon', () => {
  const saidIn = (sentence: string) => {
    const { items, proposals } = readDocument(
      `ĐẢNG ỦY XÃ NHƯ XUÂN\nTHÔNG BÁO\nKết luận Hội nghị giao ban tháng 11\n\nChiều 28/11/2026, Thường trực Đảng ủy họp giao ban.\n${sentence}`,
      TODAY,
    )
    return [items.map(({ assignee }) => assignee?.text), proposals.length]
  }

  it.each([
    ['Đồng chí Bí thư Đảng ủy kết luận: Yêu cầu các chi bộ nộp đảng phí.', 'các chi bộ'],
    ['Hội nghị thống nhất: Giao Trạm Y tế xã tổ chức tiêm phòng dại.', 'Trạm Y tế xã'],
    ['Đồng chí Lê Văn Thuận phát biểu: Đề nghị các thôn họp dân.', 'các thôn'],
    ['1. Đồng chí Lê Văn Thuận kết luận: Giao các thôn họp dân.', 'các thôn'],
    ['Ghi chú: Yêu cầu các thôn gửi cả bản mềm.', 'các thôn'],
  ])('is an order, and its object has the work: %s', (sentence, assignee) => {
    expect(saidIn(sentence)).toEqual([[assignee], 0])
  })

  it.each([
    'Ông Lê Văn Bình nêu ý kiến: Đề nghị UBND xã sửa kênh mương.',
    'Bí thư Chi bộ thôn Yên Cát đề xuất: Đề nghị Đảng ủy hỗ trợ kinh phí.',
  ])('is a wish where somebody only gives an opinion: %s', (sentence) => {
    expect(saidIn(sentence)).toEqual([[], 1])
  })
})

describe('an order that says what it rests on', () => {
  const LETTER = 'UBND XÃ NHƯ XUÂN\nSố: 12/UBND-VP\nKính gửi: Các thôn\n'
  const tasksIn = (text: string) => {
    const { items, warnings } = readDocument(`${LETTER}${text}`, TODAY)
    expect(warnings.filter((warning) => warning.startsWith('item_unrecognised'))).toEqual([])
    return items.map((item) => [item.text, item.assignee?.text])
  }

  it.each([
    'Thực hiện Kế hoạch số 45/KH-UBND, các thôn rà soát hộ nghèo, báo cáo trước ngày 10/12/2026.',
    'Căn cứ tình hình thực tế, các thôn chủ động phòng chống rét cho gia súc.',
    'Sau khi nghe báo cáo, các thôn rà soát lại danh sách.',
    'Theo đề nghị của Công an xã, các thôn bố trí lực lượng canh gác.',
    'Các thôn thông báo đến các hộ lịch cắt nước để người dân biết, chủ động dự trữ.',
  ])('is a point of a list like others: %s', (point) => {
    const [first, ...others] = tasksIn(
      `UBND xã yêu cầu:\n1. ${point}\n2. Công an xã lập danh sách.`,
    )
    expect([first?.[0], first?.[1]?.toLowerCase(), others.length]).toEqual([point, 'các thôn', 1])
  })

  it.each([
    'Thực hiện Công văn số 2204/UBND-NN ngày 08/9/2026 của UBND tỉnh, UBND xã yêu cầu các thôn nộp báo cáo.',
    'Sau khi nghe báo cáo, Chủ tịch UBND xã giao các thôn rà soát hộ nghèo.',
    'Đề nghị các thôn thông báo đến từng hộ để người dân biết, dự trữ nước.',
    'Trên đây là Thông báo của UBND xã, yêu cầu các thôn báo cáo trước ngày 10/12/2026.',
  ])('is one in running text: %s', (sentence) => {
    expect(tasksIn(sentence)).toEqual([[sentence, 'các thôn']])
  })

  it.each([
    'Căn cứ Luật Tổ chức chính quyền địa phương;',
    'Trên đây là Thông báo của UBND xã, đề nghị các thôn triển khai thực hiện.',
    'UBND xã thông báo để các thôn biết, thực hiện.',
  ])('is none where it only closes the paper or names its grounds: %s', (sentence) => {
    expect(tasksIn(sentence)).toEqual([])
  })

  it('is no judgement because it speaks of the situation', () => {
    const points = ['Rà soát hộ nghèo trên địa bàn.', 'Lập danh sách hộ cần hỗ trợ.']
    expect(
      tasksIn(
        `Trước tình hình dịch bệnh phức tạp, UBND xã yêu cầu các thôn:\n1. ${points.join('\n2. ')}`,
      ),
    ).toEqual(points.map((point) => [point, 'các thôn']))
  })

  it('is found in each line of a list whose numbers Word hides', () => {
    const lines = [
      'Rà soát hộ nghèo trên địa bàn.',
      'Lập danh sách hộ cần hỗ trợ.',
      'Báo cáo kết quả về xã.',
    ]
    expect(tasksIn(`UBND xã yêu cầu các thôn:\n${lines.join('\n')}`)).toEqual(
      lines.map((line) => [line, 'các thôn']),
    )
    expect(tasksIn(`1. Các thôn:\n${lines.join('\n')}`)).toEqual(
      lines.map((line) => [line, 'Các thôn']),
    )
  })
})

describe('who has the work', () => {
  const assigneeOf = (point: string) =>
    readDocument(
      `UBND XÃ NHƯ XUÂN\nTHÔNG BÁO\nVề việc A\nUBND xã yêu cầu:\n1. ${point}\n2. Rà soát hộ nghèo trên địa bàn.`,
      TODAY,
    ).items.map(({ assignee }) => assignee?.text ?? null)

  it.each([
    'Tổ chức họp dân, phổ biến nội dung này.',
    'Tổ chức hội nghị tổng kết năm.',
    'Báo cáo kết quả về UBND xã trước ngày 10/12/2026.',
    'Báo ngay cho Công an xã khi phát hiện.',
    'Ban hành kế hoạch triển khai tại thôn.',
    'Cấp giấy chứng nhận hộ nghèo cho các hộ.',
    'Phòng, chống dịch bệnh cho gia súc.',
    'Trường hợp vắng mặt phải báo cáo lý do.',
    'Xã hội hóa kinh phí làm đường thôn.',
    'Bản cam kết gửi về xã trước ngày 10/12/2026.',
  ])('is nobody whom a verb or a thing looks like: %s', (point) => {
    expect(assigneeOf(point)).toEqual([null, null])
  })

  it.each([
    ['Giao Phòng Văn hóa - Xã hội chủ trì lập danh sách.', 'Phòng Văn hóa - Xã hội'],
    ['Trung tâm Văn hóa – Thông tin tuyên truyền.', 'Trung tâm Văn hóa – Thông tin'],
    ['Các tổ chức chính trị - xã hội tuyên truyền.', 'Các tổ chức chính trị - xã hội'],
    ['Giao đồng chí Lê Văn Thuận - Kế toán thôn lập sổ.', 'đồng chí Lê Văn Thuận'],
    ['Công an xã tuần tra ban đêm trên địa bàn.', 'Công an xã'],
    ['Tổ tuần tra nhân dân canh gác các đập.', 'Tổ tuần tra nhân dân'],
    ['Yêu cầu các thôn từ ngày 01/12/2026 tập trung dọn vệ sinh.', 'các thôn'],
    ['Giao Ban Chỉ huy Quân sự xã phối hợp tuần tra.', 'Ban Chỉ huy Quân sự xã'],
  ])('is named whole and alone: %s', (point, assignee) => {
    expect(assigneeOf(point)).toEqual([assignee, null])
  })

  it('is heard behind “Giao”, which before “Ban” is no briefing', () => {
    const itemsOf = (text: string) => readDocument(text, TODAY).items.map((item) => item.text)
    const order = 'Giao Ban Chỉ huy Quân sự xã phối hợp tuần tra.'
    expect(itemsOf(order)).toEqual([order])
    expect(itemsOf('Hội nghị giao ban Thường trực Đảng ủy tổ chức sáng 05/12/2026.')).toEqual([])
  })
})

describe('who gives an order', () => {
  const PAPER = 'UBND XÃ NHƯ XUÂN\nTHÔNG BÁO\nVề việc A\n'
  const MINUTES = 'BIÊN BẢN\nHọp thôn Yên Cát\nII. Thảo luận\n'
  const BRANCH = 'HỘI NÔNG DÂN XÃ NHƯ XUÂN\nTHÔNG BÁO\nVề việc thu hội phí\n'
  const readingOf = (text: string) => {
    const { items, proposals } = readDocument(text, TODAY)
    return [items.map(({ assignee }) => assignee?.text), proposals.length]
  }

  it.each([
    [`${PAPER}Công an xã yêu cầu các thôn nộp danh sách tạm trú.`, 'các thôn'],
    [`${PAPER}1. Trạm Y tế xã yêu cầu các thôn nộp danh sách.`, 'các thôn'],
    [`${PAPER}Trưởng thôn Yên Cát đề nghị bà con nộp quỹ.`, 'bà con'],
    [`${PAPER}Phòng Kinh tế đề nghị các thôn:\n1. Rà soát diện tích lúa.`, 'các thôn'],
    ['Thông báo cắt điện\nĐiện lực Như Xuân đề nghị các hộ dự trữ nước.', 'các hộ'],
    [`${BRANCH}Hội Nông dân xã đề nghị các đồng chí nộp hội phí.`, 'các đồng chí'],
    ['Chi bộ đề nghị các đồng chí đảng viên nộp đảng phí.', 'các đồng chí đảng viên'],
    [`${MINUTES}Trưởng thôn đề nghị các hộ nộp quỹ.`, 'các hộ'],
  ])('is an office, or who sends the paper: %s', (text, assignee) => {
    expect(readingOf(text)).toEqual([[assignee], 0])
  })

  it.each([
    `${PAPER}Trường Mầm non đề nghị UBND xã hỗ trợ kinh phí.`,
    `${PAPER}Trưởng thôn Yên Cát đề nghị xã hỗ trợ xi măng.`,
    `${BRANCH}Hội Nông dân xã đề nghị UBND xã hỗ trợ vốn.`,
    'Chi bộ đề nghị hỗ trợ kinh phí sửa nhà văn hóa.',
    'Chi đoàn đề nghị nhà trường cho mượn sân.',
    `${MINUTES}- Chi hội Phụ nữ đề nghị Ban quản lý thôn mua loa mới.`,
    `${MINUTES}- Hội Nông dân đề nghị thôn hỗ trợ kinh phí.`,
    `${MINUTES}- Trường Mầm non đề nghị thôn cho mượn nhà văn hóa.`,
  ])('is nobody who asks the authorities: %s', (text) => {
    expect(readingOf(text)).toEqual([[], 1])
  })

  it('is an office also where the day of the message stands below it', () => {
    const text =
      'Thông báo nộp quỹ\nCông an xã yêu cầu các thôn nộp danh sách.\nYên Cát, ngày 20 tháng 11 năm 2026'
    expect(readingOf(text)).toEqual([['các thôn'], 0])
  })

  it('is not who is told to ask for something', () => {
    expect(
      readingOf(`${PAPER}UBND xã yêu cầu:\n1. Phòng Kinh tế đề nghị UBND tỉnh hỗ trợ kinh phí.`),
    ).toEqual([['Phòng Kinh tế'], 0])
  })

  it('is nobody of whom a paper or news only tells', () => {
    expect(readingOf(`${PAPER}Công an xã đã yêu cầu các hộ ký cam kết.`)).toEqual([[], 0])
    const news = 'Công an xã ra quân\nSáng 28/11/2026, Công an xã kiểm tra 12 cơ sở.'
    expect(readingOf(`${news} Công an xã yêu cầu các cơ sở ký cam kết.`)).toEqual([[], 0])
  })
})

describe('work with a day by which it is to be done', () => {
  const PLAN =
    'UBND XÃ NHƯ XUÂN\nNhư Xuân, ngày 30 tháng 11 năm 2026\nKẾ HOẠCH\nTết trồng cây\nII. NỘI DUNG\n'
  const tasksIn = (text: string) =>
    readDocument(text, TODAY).items.map(({ assignee, deadline }) => [
      assignee?.text ?? null,
      deadline?.text,
    ])

  it.each([
    ['BIÊN BẢN\nHọp thôn Yên Cát\n1. Các hộ nộp tiền trước ngày 20/12/2026.', 'Các hộ'],
    [`${PLAN}- Chi bộ thôn: hoàn thành trước ngày 20/12/2026.`, 'Chi bộ thôn'],
    [`${PLAN}Phòng Kinh tế lập dự toán trước ngày 20/12/2026.`, 'Phòng Kinh tế'],
    [`${PLAN}- Hồ sơ gửi về Văn phòng trước ngày 20/12/2026`, null],
    ['Các chi bộ nộp báo cáo kiểm điểm trước ngày 20/12/2026.', 'Các chi bộ'],
    ['Hộ nào chưa nộp thì nộp quỹ trước ngày 20/12/2026.', 'Hộ nào'],
    ['Ngân hàng thông báo: các hộ vay vốn nộp lãi trước ngày 20/12/2026.', 'các hộ vay vốn'],
  ])('is a task wherever it stands: %s', (text, assignee) => {
    expect(tasksIn(text)).toEqual([[assignee, 'trước ngày 20/12/2026']])
  })

  it.each([
    `${PLAN}- Thời gian: từ ngày 10/02/2027 đến ngày 12/02/2027.`,
    `${PLAN}- Các thôn nộp quỹ trước ngày 10/11/2026.`,
    `${PLAN}Các thôn đã nộp danh sách trước ngày 05/12/2026.`,
    'Trường Mầm non Như Xuân nghỉ học phòng dịch đến hết ngày 05/12/2026.',
    `${PLAN}- Điện lực Như Xuân cắt điện để sửa chữa đến hết ngày 05/12/2026.`,
    `${HEAD}I. MỤC ĐÍCH\n1. Đánh giá kết quả năm, hoàn thành kiểm tra trước ngày 20/12/2026.`,
    `${HEAD}II. CĂN CỨ\n1. Kế hoạch số 10 của tỉnh yêu cầu hoàn thành trước ngày 25/12/2026.`,
    'Thôn Yên Cát họp dân\nSáng 28/11/2026, thôn họp. Các hộ nộp quỹ trước ngày 10/12/2026.',
  ])('is none where it is past, told in news, or only a time: %s', (text) => {
    expect(tasksIn(text)).toEqual([])
  })
})

describe('the place and the day of a paper', () => {
  const headOf = (line: string) => {
    const { place, issued_on: issuedOn } = readDocument(
      `UBND XÃ NHƯ XUÂN\n${line}\nKẾ HOẠCH\nTriển khai Chỉ thị 05, ngày 15 tháng 5 năm 2016\nGiao Hội Nông dân xã dọn kênh mương.`,
      TODAY,
    )
    return [place, issuedOn]
  }

  it.each([
    ["Cư M'gar", "Cư M'gar"],
    ['Số: 05/KH-UBND\t\tEa H’Leo', 'Ea H’Leo'],
    ['Số: 05/KH-UBND Đắk R‘lấp', 'Đắk R‘lấp'],
    ['Phường 5', 'Phường 5'],
    ['Số: 05/KH-UBND\tP.5', 'P.5'],
    ['Số 05 Quận 12', 'Quận 12'],
    ['Phan Rang - Tháp Chàm', 'Phan Rang - Tháp Chàm'],
    ['TP. Hồ Chí Minh', 'TP. Hồ Chí Minh'],
    ['12-TB/ĐU Như Xuân', 'Như Xuân'],
    ['Như Xuân ', 'Như Xuân'],
  ])('%s', (line, place) => {
    expect(headOf(`${line}, ngày 05 tháng 11 năm 2026`)).toEqual([place, '2026-11-05'])
  })

  it.each(['Số 05, ngày 05 tháng 11 năm 2026', 'Số: 12-TB/ĐU', 'Tiết 3, ngày 05/11/2026'])(
    '%s names neither, nor does a paper that is cited',
    (line) => {
      expect(headOf(line)).toEqual([null, null])
    },
  )
})

it.each([
  ['under the title', (date: string, task: string) => `THÔNG BÁO\nVề việc họp\n${date}\n${task}`],
  [
    'above who signs',
    (date: string, task: string) => `THÔNG BÁO\nVề việc họp\n${task}\n${date}\nTM. CHI HỘI`,
  ],
  [
    'in an open letter',
    (date: string, task: string) => `Bà con thân mến!\n${task}\n${date}\nTrưởng thôn`,
  ],
])('the day of a paper stands %s, and the years of its deadlines follow from it', (_, paper) => {
  const text = paper(
    'Như Xuân, Ngày 12 tháng 10 năm 2026',
    'Đề nghị các thôn báo cáo trước ngày 20/10.',
  )
  const { issued_on: issuedOn, items } = readDocument(text, TODAY)
  expect([issuedOn, items[0]?.deadline?.date]).toEqual(['2026-10-12', '2026-10-20'])
})

it.each([
  'Mời họp thôn\nKính mời bà con đến dự họp:\nThứ Bảy, ngày 05/12/2026\nĐề nghị các hộ nộp phiếu trước ngày 03/12.',
  'Mời họp thôn\nKính mời bà con đến dự họp:\nYên Cát, ngày 05/11/2026\nĐề nghị các hộ nộp phiếu trước ngày 03/12.',
  'Mời họp thôn\nĐề nghị các hộ nộp phiếu trước ngày 03/12.\nYên Cát, ngày 05/12/2026',
  'THÔNG BÁO\nMời họp thôn\nThời gian\t19 giờ\tThứ Bảy, ngày 05/12/2026\nĐề nghị các hộ nộp quỹ trước ngày 03/12.',
])('the day of what a paper is about is not the day of the paper: %j', (text) => {
  const { issued_on: issuedOn, items } = readDocument(text, TODAY)
  expect([issuedOn, items.map(({ deadline }) => deadline?.date)]).toEqual([null, ['2026-12-03']])
})

describe('the name of a paper of a rarer kind', () => {
  const head = 'UBND XÃ NHƯ XUÂN\nSố: 12/TB-UBND\nNhư Xuân, ngày 30 tháng 11 năm 2026'
  const read = (text: string) => {
    const reading = readDocument(text, TODAY)
    const { title } = contentFromReading(text, reading, [])
    return [title, reading.number, reading.issued_on, reading.issuer]
  }

  it.each([
    ['THƯ NGỎ\nKêu gọi ủng hộ người nghèo', 'Kêu gọi ủng hộ người nghèo'],
    ['THƯ MỜI\nDự hội nghị tổng kết', 'Dự hội nghị tổng kết'],
    ['LỊCH CÔNG TÁC TUẦN', 'LỊCH CÔNG TÁC TUẦN'],
    ['THÔNG BÁO (Lần 2)\nVề việc nộp thuế đất', 'Về việc nộp thuế đất'],
    ['📢 THÔNG BÁO 📢\nV/v ứng phó bão số 14', 'V/v ứng phó bão số 14'],
    ['DANH SÁCH TRỰC TẾT', 'DANH SÁCH TRỰC TẾT'],
  ])('%j', (kind, title) => {
    expect(read(`${head}\n${kind}\nĐề nghị các thôn thực hiện.`)).toEqual([
      title,
      '12/TB-UBND',
      '2026-11-30',
      'UBND XÃ NHƯ XUÂN',
    ])
  })

  it.each(['THƯ NGỎ\nỦng hộ đồng bào do bão số 14', 'TỔ DÂN PHỐ SỐ 3'])(
    'a “số” in it makes no letter with a blank number: %j',
    (words) => {
      const { kind, warnings } = readDocument(
        `${words}\nKính gửi: Bà con\nĐề nghị bà con ủng hộ.`,
        TODAY,
      )
      expect([kind === 'cong_van', warnings.join().includes('number_blank')]).toEqual([
        false,
        false,
      ])
    },
  )
})

describe('what follows a signature', () => {
  const signed = `${HEAD}Giao các thôn báo cáo trước ngày 05/12/2026.\nNơi nhận:\n- Như trên;\n- Lưu VT.\nTM. ỦY BAN NHÂN DÂN\nNguyễn Văn Hùng`
  const task = 'Phòng Kinh tế tổng hợp trước ngày 20/12/2026.'

  it.each([
    `KẾ HOẠCH\nTổng vệ sinh\n(Ban hành kèm theo Quyết định này)\nI. TỔ CHỨC THỰC HIỆN\n1. ${task}`,
    `Phụ lục 01\nPHÂN CÔNG NHIỆM VỤ\n1. ${task}`,
    `UBND XÃ NHƯ XUÂN\nSố: 13/TB-UBND\nTHÔNG BÁO\nVề việc B\nUBND xã yêu cầu:\n1. ${task}\nTM. ỦY BAN NHÂN DÂN`,
  ])('is read on where a plan, an annex or another paper begins: %j', (further) => {
    const { number, items } = readDocument(`${signed}\n${further}`, TODAY)
    expect([number, items.map(({ text }) => text)]).toEqual([
      '12/TB-UBND',
      ['Giao các thôn báo cáo trước ngày 05/12/2026.', task],
    ])
  })

  it('“Nơi nhận” of a place is none', () => {
    const words = 'Nơi nhận: Trụ sở Ủy ban MTTQ xã.\nĐề nghị các thôn vận động.'
    expect(readDocument(HEAD + words, TODAY).items.map(({ text }) => text)).toEqual([
      'Đề nghị các thôn vận động.',
    ])
  })
})

describe('who a text is from', () => {
  const issuerOf = (text: string) => readDocument(text, TODAY).issuer
  const message = 'Kính gửi các chi hội trưởng\nĐề nghị các chi hội nộp hội phí trước 10/12.'

  it.each(['Văn phòng Đảng ủy – UBND xã', 'Ban tổ chức', 'Tin: Trạm Y tế xã', 'Tổ dân phố số 3'])(
    'may stand in the last line: %s',
    (line) => {
      expect(issuerOf(`${message}\n${line}`)).toBe(line)
    },
  )

  it.each([
    'Ban Công tác Mặt trận các thôn nộp báo cáo trước 5/12',
    'Mọi thắc mắc liên hệ Văn phòng Đảng ủy 0912.345.678',
    'Hội Phụ nữ chuẩn bị tiết mục văn nghệ',
    'Hội viên mặc áo dài',
  ])('does not where that line says something: %s', (line) => {
    expect(issuerOf(`${message}\n${line}`)).toBeNull()
  })

  it.each(['TRẠM Y TẾ XÃ NHƯ XUÂN', 'CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ NHƯ XUÂN', 'THÔN YÊN CÁT'])(
    'stands above the kind of a paper: %s',
    (issuer) => {
      expect(issuerOf(`${issuer}\nTHÔNG BÁO\nVề việc họp\nĐề nghị các thôn dự họp.`)).toBe(issuer)
    },
  )
})

describe('the recipients under a paper', () => {
  const taskUnder = (line: string) =>
    readDocument(
      `UBND XÃ NHƯ XUÂN\nSố: 12/KH-UBND\nNhư Xuân, ngày 20 tháng 11 năm 2026\nKẾ HOẠCH\nTổng vệ sinh môi trường\n${line}\nGiao Hội Nông dân xã dọn kênh mương.`,
      TODAY,
    ).items.map(({ text }) => text)

  it.each([
    'Nơi nhận:',
    'Nơi nhận',
    'Nơi nhận :\t\tTM. ỦY BAN NHÂN DÂN',
    'Nơi nhận (bản điện tử):',
  ])('“%s” ends it', (line) => {
    expect(taskUnder(line)).toEqual([])
  })

  it.each([
    'Nơi nhận hồ sơ: Bộ phận Một cửa UBND xã',
    'Nơi nhận phản ánh, góp ý: Văn phòng Đảng uỷ',
    'Nơi nhận được thông báo thì niêm yết ngay.',
  ])('“%s” is a line like others', (line) => {
    expect(taskUnder(line)).toContain('Giao Hội Nông dân xã dọn kênh mương.')
  })
})

describe('a day that no calendar has', () => {
  const wrongIn = (text: string) =>
    readDocument(text, TODAY).warnings.filter((warning) => warning.includes('_impossible: '))

  it('is told wherever it stands, not only where something is to be done by then', () => {
    expect(wrongIn('Kính mời các đồng chí họp lúc 8 giờ ngày 31/11/2026.')).toEqual([
      'day_impossible: Ngày “31/11/2026” không có trên lịch.',
    ])
  })

  it('is told once, as a deadline or the day of the paper where it is one', () => {
    const head =
      'UBND XÃ NHƯ XUÂN\nSố: 12/TB-UBND\nNhư Xuân, ngày 31 tháng 11 năm 2026\nTHÔNG BÁO\nVề việc dọn vệ sinh\n'
    expect(wrongIn(`${head}Đề nghị các thôn báo cáo trước ngày 32/12/2026.`)).toEqual([
      'issued_on_impossible: Ngày của văn bản không có trên lịch.',
      'deadline_impossible: Thời hạn “trước ngày 32/12/2026” không có trên lịch.',
    ])
    const news = 'Họp giao ban\nSáng 31/11/2026, xã họp giao ban tháng 11.'
    expect(wrongIn(news)).toEqual(['issued_on_impossible: Ngày của văn bản không có trên lịch.'])
  })
})

describe('a line where a title may stand', () => {
  const read = (text: string) => {
    const reading = readDocument(text, TODAY)
    return [contentFromReading(text, reading, []).title, reading.items.map((item) => item.text)]
  }

  it('is read as what it is where it says what to do, and gives the name all the same', () => {
    const told = 'Hội CCB xã tổ chức gặp mặt.'
    const task = 'Yêu cầu các chi hội cử 05 hội viên dự, gửi danh sách trước ngày 15/12.'
    expect(read(`HỘI CCB XÃ NHƯ XUÂN\nTHÔNG BÁO\n${told} ${task}`)).toEqual([told, [task]])
    const message = 'Chủ tịch UBND xã yêu cầu các thôn nộp báo cáo trước ngày 10/12.'
    expect(read(`${message}\nTrân trọng cảm ơn.`)).toEqual([message, [message]])
  })

  it.each([
    'V/v nộp hội phí trước ngày 10/12.',
    'Xã Như Xuân: Chủ động ứng phó bão. Bảo đảm an toàn cho dân',
  ])('is a title as long as it only names something: %s', (title) => {
    const task = 'Đề nghị các chi hội thực hiện.'
    expect(read(`HỘI NÔNG DÂN XÃ NHƯ XUÂN\nTHÔNG BÁO\n${title}\n${task}`)).toEqual([title, [task]])
  })
})

describe('what is in no item', () => {
  const leftOut = (text: string) =>
    readDocument(text, TODAY).warnings.filter((warning) =>
      /^(?:deadline_left_out|behind_signature): /u.test(warning),
    )

  it.each([
    ['Ai chưa có thẻ thì đến nhà trưởng thôn, hạn chót 05/12/2026.', 'hạn chót 05/12/2026'],
    [
      'Công an xã đã yêu cầu các hộ nộp bản cam kết trước ngày 10/12/2026.',
      'trước ngày 10/12/2026',
    ],
    ['Thu quỹ từ ngày 01/12/2026 đến ngày 15/12/2026.', 'đến ngày 15/12/2026'],
    ['Học sinh, sinh viên vay vốn nộp hồ sơ trước 28 Tết.', 'nộp hồ sơ trước 28 Tết'],
    [
      'Đợt một từ ngày 05/12/2026 đến ngày 15/12/2026, UBND xã yêu cầu các thôn:\n1. Thu gom rác thải trên đường.',
      'đến ngày 15/12/2026',
    ],
  ])('a day by which something is due is told: %s', (words, due) => {
    const [told, ...more] = leftOut(HEAD + words)
    expect(told).toMatch(
      /^deadline_left_out: Trong văn bản còn thời hạn chưa đưa vào việc cần làm: “/u,
    )
    expect(told).toContain(`${due}”`)
    expect(more).toEqual([])
  })

  it.each([
    'Bà con có mặt tại nhà văn hóa trước 7h30 ngày 05/12/2026.',
    'Lễ hội diễn ra từ ngày 05/12/2026 đến hết ngày 10/12/2026.',
    'Trẻ sinh trước ngày 01/12/2026 được tiêm miễn phí.',
    'Thẻ bảo hiểm y tế có giá trị đến hết ngày 31/12/2026.',
    'Giao các thôn báo cáo trước ngày 05/12/2026.',
    'Cử tri đề nghị UBND tỉnh hoàn thành đường trước ngày 15/12/2026.',
  ])('nothing is due, or what was read says it: %s', (words) => {
    expect(leftOut(HEAD + words)).toEqual([])
  })

  it('no text makes more than a few such warnings', () => {
    const many = Array.from(
      { length: 40 },
      (_, at) => `Hộ số ${at}: thu quỹ từ ngày 01/12/2026 đến ngày 15/12/2026.`,
    )
    expect(leftOut(HEAD + many.join('\n'))).toHaveLength(5)
  })

  it('what stands behind the signature is told, and nobody who only gets the paper', () => {
    const signed = `${HEAD}Giao các thôn báo cáo trước ngày 05/12/2026.\nNơi nhận:\n- Thường trực Đảng ủy (để chỉ đạo);\n- Lưu VT.\nTM. ỦY BAN NHÂN DÂN\nNguyễn Văn Hùng`
    expect(leftOut(signed)).toEqual([])
    expect(leftOut(`${signed}\nYêu cầu các thôn gửi ảnh.`)).toEqual([
      'behind_signature: Phần sau chữ ký chưa được đọc: “Yêu cầu các thôn gửi ảnh.”',
    ])
  })
})

describe('whatever the text', () => {
  const lines = names.flatMap((name) => textOf(name).split('\n'))
  const scraps = [
    '😀 𠀀',
    '- ',
    '1. ',
    'a) ',
    'đề nghị:',
    'Giao',
    '\u00a0\u00a0',
    'trước ngày 31/2/22023',
    './.',
    'İ',
    '?',
    '[img]',
    'Điều 1.',
    'Số: ',
    '\t',
  ]
  const text = fc
    .array(
      fc.oneof(
        fc.constantFrom(...lines),
        fc.constantFrom(...scraps),
        fc.string({ unit: 'grapheme' }),
      ),
      {
        maxLength: 25,
      },
    )
    .chain((parts) =>
      fc.constantFrom('\n', ' ', '\n\n').map((glue) => parts.join(glue).normalize('NFC')),
    )

  it('each item is word for word what stands at its place', () => {
    fc.assert(
      fc.property(text, (any) => {
        expectVerbatim(any, readDocument(any, TODAY))
      }),
      { numRuns: 300 },
    )
  })

  it('a date is a day of the calendar and stands in the text or follows from it', () => {
    fc.assert(
      fc.property(text, (any) => {
        const dates = readDocument(any).items.flatMap(({ deadline }) => deadline?.date ?? [])
        expect(dates.filter((date) => new Date(date).toISOString().slice(0, 10) !== date)).toEqual(
          [],
        )
      }),
      { numRuns: 100 },
    )
  })

  it('nothing is read out of nothing', () => {
    expect(readDocument('')).toEqual({
      kind: 'khac',
      title: null,
      number: null,
      issued_on: null,
      place: null,
      issuer: null,
      chair: null,
      attendees: [],
      conclusions: [],
      items: [],
      proposals: [],
      questions: [],
      cited_numbers: [],
      warnings: ['items_missing: Không thấy việc nào được giao trong văn bản.'],
    })
  })

  it('a story without orders gives no items', () => {
    const story =
      'Ngày hội đại đoàn kết ở thôn Nà Lầu\n\nSáng 15/11/2026, bà con thôn Nà Lầu vui mừng dự ngày hội. ' +
      'Năm qua, thôn đã làm xong 2 km đường, đáp ứng yêu cầu đi lại; theo đề nghị của chi bộ, thôn tặng quà 12 hộ.'
    expect(readDocument(story)).toMatchObject({ items: [], proposals: [], issued_on: '2026-11-15' })
  })

  it.each([
    ['one endless sentence', 'đề nghị các chi bộ giao các thôn '.repeat(10_000)],
    ['only stops', '. '.repeat(100_000)],
    ['only blanks', `a${'\u00a0'.repeat(200_000)}b`],
    ['introductions inside introductions', 'Thường trực yêu cầu:\n'.repeat(10_000)],
    ['letters without addressee', 'Kính gửi:\n'.repeat(20_000)],
    ['names', 'đồng chí Lê Văn A, Bí thư Huyện ủy chủ trì, '.repeat(8_000)],
  ])('a hostile text of %s is read in linear time', (_name, hostile) => {
    const began = process.cpuUsage()
    expectVerbatim(hostile, readDocument(hostile))
    // Of this process, whatever else the machine does.
    expect(process.cpuUsage(began).user / 1_000).toBeLessThan(10_000)
  })
})

describe('a row of a table of tasks', () => {
  const heads = 'STT\tNội dung\tĐơn vị phối hợp\tCơ quan, đơn vị chủ trì\tThời hạn'
  function read(row: string, above = heads) {
    const { items, warnings } = readDocument(`KẾ HOẠCH\nĐón Tết\n${above}\n${row}\n`, '2026-11-20')
    const unclear = warnings.filter((warning) => warning.startsWith('deadline_unclear'))
    return [
      ...items.map((item) => [item.assignee?.text, item.deadline?.text, item.deadline?.date]),
      ...unclear,
    ]
  }

  it.each([
    ['10/12/2026', '10/12/2026', '2026-12-10'],
    ['10/12.', '10/12', '2026-12-10'],
    ['17h00 ngày 10/12/2026 (thứ Năm)', '17h00 ngày 10/12/2026 (thứ Năm)', '2026-12-10'],
    ['05 - 10/12/2026', '05 - 10/12/2026', '2026-12-10'],
    ['Tháng 12/2026', 'Tháng 12/2026', '2026-12-31'],
    ['12/2026', '12/2026', '2026-12-31'],
    ['Trước ngày 10/12/2026', 'Trước ngày 10/12/2026', '2026-12-10'],
  ])(
    'is due by “%s” in the column of deadlines, for the body of its column',
    (cell, text, date) => {
      expect(read(`1\tRà soát hộ nghèo\tCông an xã\tCác thôn\t${cell}`)).toEqual([
        ['Các thôn', text, date],
      ])
      expect(read(`2\tRà soát hộ nghèo\t\tBà Lê Thị Hoa\t${cell}`)).toEqual([
        ['Bà Lê Thị Hoa', text, date],
      ])
    },
  )

  it('with a day that no column calls a deadline is pointed out', () => {
    const row = '1\tRà soát hộ nghèo, báo cáo xã\tCác thôn\t10/12/2026'
    expect(read(row, 'II. PHÂN CÔNG NHIỆM VỤ\nSTT\tNội dung\tĐơn vị\tThời gian')).toEqual([
      ['Các thôn', undefined, undefined],
      'deadline_unclear: Việc thứ 1 lấy từ bảng có ghi “10/12/2026” nhưng chưa rõ có phải thời hạn không.',
    ])
  })

  it('is no head of a table because its work is named like a column', () => {
    expect(
      read('1\tNội dung tuyên truyền cần rà soát\tCông an xã\tNgười cao tuổi\t10/12/2026'),
    ).toEqual([['Người cao tuổi', '10/12/2026', '2026-12-10']])
  })
})

it('a long list under a long introduction is read without reading the introduction again for each point', () => {
  const introduction = `UBND xã ${'xem xét, báo cáo, '.repeat(300)}yêu cầu các thôn:\n`
  const began = process.cpuUsage()
  readDocument(HEAD + introduction + '- Rà soát hộ nghèo.\n'.repeat(10_000))
  expect(process.cpuUsage(began).user / 1_000).toBeLessThan(2_000)
})

describe('of several times in one task', () => {
  it.each([
    ['gửi trước ngày 10/12/2026 để thẩm định trước khi trình HĐND xã', 'trước ngày 10/12/2026'],
    ['gửi trước ngày 05/12/2026 để trình tại Kỳ họp cuối năm', 'trước ngày 05/12/2026'],
    [
      'trước ngày 25/11/2026 báo cáo số liệu từ ngày 15/11/2025 đến ngày 14/11/2026',
      'trước ngày 25/11/2026',
    ],
    [
      'ra quân từ ngày 01/12 đến ngày 05/12/2026, trong 3 ngày kể từ ngày kết thúc gửi kết quả',
      'từ ngày 01/12 đến ngày 05/12/2026',
    ],
    ['hoàn thành trước ngày 23 tháng Chạp, trước khi nghỉ Tết', 'trước ngày 23 tháng Chạp'],
    ['khảo sát trước ngày 05/12/2026, xong trước ngày 20/12/2026', 'trước ngày 20/12/2026'],
    ['khắc phục ngay, báo cáo trước khi họp', 'trước khi họp'],
  ])('%s: %s', (words, deadline) => {
    const { items } = readDocument(`Giao Phòng Kinh tế tổng hợp, ${words}.`)
    expect(items.map((item) => item.deadline?.text)).toEqual([deadline])
  })

  it.each([
    ['báo cáo trước ngày 05/12; Phòng Kinh tế tổng hợp, trình UBND xã trước ngày 08/12', '05/12'],
    ['báo cáo trước ngày 05/12. Ban Xây dựng Đảng tổng hợp trước ngày 08/12', '05/12'],
    ['nộp danh sách trước ngày 05/12 để xã kịp báo cáo tỉnh trước ngày 10/12', '05/12'],
    ['họp dân xong trước ngày 15/12 (thôn điểm xong trước ngày 05/12)', '15/12'],
    ['họp dân trước ngày 15/12, riêng thôn điểm trước ngày 05/12', '15/12'],
    ['họp dân trước ngày 05/12; tổ chức ký cam kết trước ngày 15/12', '15/12'],
    ['rà soát trước ngày 05/12, báo cáo kết quả trước ngày 15/12', '15/12'],
    ['rà soát trước ngày 05/12 để lấy ý kiến, hoàn thành trước ngày 15/12', '15/12'],
  ])('that of whom it is for, by which the whole is done: %s', (words, day) => {
    const { items } = readDocument(`UBND xã yêu cầu:\n1. Các thôn ${words}.`)
    expect(items.map((item) => item.deadline?.text)).toEqual([`trước ngày ${day}`])
  })
})

describe('a lunar deadline', () => {
  it('goes out as it is written, and the author is told', () => {
    const { items, warnings } = readDocument(
      'Đề nghị các chi hội tặng quà Tết, hoàn thành trước ngày 25/12 âm lịch.',
      TODAY,
    )
    expect(items[0]?.deadline).toMatchObject({ text: 'trước ngày 25/12 âm lịch', date: null })
    expect(warnings).toEqual([
      'deadline_lunar: Thời hạn “trước ngày 25/12 âm lịch” theo âm lịch, chưa ghi là ngày dương lịch nào.',
    ])
  })
})

describe('a deadline told from the day of writing', () => {
  it('keeps its words, and the author is told that it has no date', () => {
    const { items, warnings } = readDocument('Đề nghị các thôn nộp quỹ trước 17h ngày mai.', TODAY)
    expect(items[0]?.deadline).toMatchObject({ text: 'trước 17h ngày mai', date: null })
    expect(warnings).toEqual([
      'deadline_relative: Thời hạn “trước 17h ngày mai” chưa ghi là ngày tháng nào.',
    ])
  })
})

describe('the year of a day written without one', () => {
  it('is that of the next such day on or after the date of the paper', () => {
    const letter = textOf('state-letter.txt').replace('ngày 15/10.', 'ngày 15/01.')
    const last = readDocument(letter).items.find((item) => item.text.startsWith('Giao'))
    expect(last?.deadline?.date).toBe('2027-01-15')
  })

  it('is not made up where neither the text nor the caller gives one', () => {
    const reading = readDocument('Đề nghị các chi bộ báo cáo trước ngày 28/11.')
    expect(reading.items[0]?.deadline).toMatchObject({ text: 'trước ngày 28/11', date: null })
  })
})
