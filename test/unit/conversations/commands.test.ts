import { describe, expect, it } from '@jest/globals'
import { leadingCode } from '../../../src/domain/text/leading-code.ts'
import { matchKeyword } from '../../../src/conversations/match-command.ts'
import { commands } from '../../../src/conversations/commands.ts'
import { findInvitation, readInvitationCode } from '../../../src/domain/invitation-code.ts'
import { parseAcknowledgement } from '../../../src/domain/text/typed-words.ts'

describe('every command', () => {
  it.each(
    commands.flatMap(({ name, spoken, spokenInEnglish = spoken }) =>
      [...new Set([spoken, spokenInEnglish])].map((words) => [name, words]),
    ),
  )('%s is understood as the help writes it, “%s”', (name, spoken) => {
    const matched = matchKeyword(spoken)?.command.name
    const kind = parseAcknowledgement(spoken)?.kind

    expect(matched ?? kind).toBe(
      matched === undefined ? (name === 'danhan' ? 'received' : 'understood') : name,
    )
  })
})

describe('“received”, in a member’s own words', () => {
  it.each([
    ['toi da nhan duoc tin roi nhe', 'received'],
    ['em đã nhận và sẽ triển khai ngay ạ', 'received'],
    ['Dạ em nhận được thông báo rồi ạ', 'received'],
    ['da nhan thong bao', 'received'],
    ['đã nhận T2, xin chấp hành', 'received'],
    ['👍🏻', 'received'],
    ['Cháu đã quán triệt thông báo ạ', 'understood'],
    ['nhận thông báo', undefined],
    ['anh Đức đã nhận', undefined],
    ['em đã nhận tiền', undefined],
    ['bác nhận được chưa?', undefined],
    ['Em nhắn tin rồi ạ', undefined],
    ['Tôi nhắn tin rồi nhé', undefined],
    ['đã nhấn rồi ạ', undefined],
    ['Dạ em Nhân ạ', undefined],
    ['Tối nhận nhé', undefined],
    ['Minh đã nhận rồi ạ', undefined],
    ['Mình đã nhận rồi ạ', 'received'],
    ['Bác nhận được rồi', undefined],
    ['Bác nhận nhé', undefined],
    ['Đã thực hiện', undefined],
    ['Đã triển khai rồi ạ', undefined],
    ['đã chấp hành nghiêm túc', undefined],
    ['Vâng em thực hiện rồi ạ', undefined],
    ['Vâng, em sẽ thực hiện ạ', 'received'],
    ['Dạ, chúng tôi xin chấp hành', 'received'],
    ['ok T2, sẽ triển khai ngay', 'received'],
    ['Dạ vâng ạ', 'received'],
    ['da vang a', 'received'],
    ['Dạ vâng, em sẽ thực hiện ạ', 'received'],
    ['rõ', 'received'],
    ['ro roi a', 'received'],
    ['Vâng, em rõ rồi ạ', 'received'],
    ['Nhất trí', 'received'],
    ['dạ tôi nhất trí ạ', 'received'],
    ['nhat tri', 'received'],
    ['Dạ vắng ạ', undefined],
    ['Vắng ạ', undefined],
    ['rổ', undefined],
    ['Rõ chưa?', undefined],
    ['Chưa nhất trí', undefined],
    ['Nhất trí, nhưng xin lùi hạn', undefined],
  ])('is heard, or is none, in “%s”', (words, kind) => {
    expect(parseAcknowledgement(words)?.kind).toBe(kind)
  })

  it.each([
    ['nhận T7, T8', [7, 8]],
    ['Đã nhận tin T7 và T8 ạ', [7, 8]],
    ['da nhan t7,t8; T9', [7, 8, 9]],
    ['rõ T7, T7', [7]],
    ['ok', []],
  ])('names the notices that stand in it, “%s”', (words, codes) => {
    expect(parseAcknowledgement(words)?.codes).toEqual(codes)
  })

  it.each(['nhận T7 15/12', 'nhận T7 8h', 'nhận T7, H8', 'Đã nhận T7-T9', 'đã nhận T7 - T9'])(
    'is none with more, “%s”',
    (words) => {
      expect(parseAcknowledgement(words)).toBeNull()
    },
  )

  it.each([
    ['em nhận', true],
    ['👍👍', true],
    ['nhận ạ', true],
    ['Em nhận được rồi ạ', true],
    ['Dạ em nhận và sẽ triển khai ạ', true],
    ['Em quán triệt rồi ạ', true],
    ['ok triển khai nhé', true],
    ['Vâng em sẽ thực hiện', true],
    ['em nhan tin roi a', true],
    ['Em đã nhận rồi ạ', false],
    ['Em nhận được tin rồi ạ', false],
    ['em da nhan duoc tin roi a', false],
  ])('is told from what may be talk among people, “%s”', (words, isShort) => {
    for (const form of ['NFC', 'NFD'])
      expect(parseAcknowledgement(words.normalize(form))?.isShort).toBe(isShort)
  })
})

describe('a sentence that begins like a command', () => {
  it.each([
    ['Hội phụ nữ thôn bao giờ họp?', null],
    ['Hội nghị sơ kết 8h ngày 5/8', null],
    ['Hôi quá, bãi rác thôn 3', null],
    ['Mà cho tôi hỏi thủ tục khai sinh', null],
    ['ma cho toi hoi', null],
    ['Má ơi', null],
    ['Kết quả bầu thôn trưởng khi nào có?', null],
    ['Đơn vị tôi chưa nhận được giấy mời', null],
    ['Hỏi bao giờ có nước', 'hoi'],
    ['hoi bao gio co nuoc', 'hoi'],
    ['HỎI: bao giờ có nước', 'hoi'],
    ['hỏi:bao giờ có nước', 'hoi'],
    ['hoi bao giờ có nước', 'hoi'],
    ['Ket qua', 'theodoi'],
    ['mã H12', 'theodoi'],
    ['ma h12 a', 'theodoi'],
    ['theo dõi câu hỏi H12 nhé', 'theodoi'],
    ['Hủy T2', 'huy'],
    ['huy t2', 'huy'],
    ['thông kê T2', 'thongke'],
    ['đơn vị của tôi', 'donvi'],
    ['đơn vị ạ', 'donvi'],
    ['Nhận quyền sử dụng đất ở đâu ạ', null],
    ['nhan quyen ABCDEFGH23 ạ', 'nhanquyen'],
    ['Liên kết tiêu thụ nông sản thế nào', null],
    ['liên kết tài khoản Zalo', 'lienket'],
    ['lien ket 123 456', 'lienket'],
    ['Hướng dẫn thủ tục khai sinh cho cháu', null],
    ['Hướng dẫn bác cách sử dụng với ạ', 'trogiup'],
    ['trợ giúp tôi với', 'trogiup'],
  ])('“%s” means %s', (text, name) => {
    for (const form of ['NFC', 'NFD'])
      expect(matchKeyword(text.normalize(form))?.command.name ?? null).toBe(name)
  })

  it('is found out at once, however many dots or marks stand in a text', () => {
    const before = process.cpuUsage()

    expect(matchKeyword(`liên kết ${'.'.repeat(27)}x`)).toBeNull()
    expect(matchKeyword(`liên kết ${'12.'.repeat(20)}x`)).toBeNull()
    expect(matchKeyword('liên kết ...123.456 ạ…')?.command.name).toBe('lienket')
    expect(matchKeyword(`nhan quyen ABCDEFGH23${'.'.repeat(9_000)}x`)).toBeNull()
    expect(parseAcknowledgement(`${'!'.repeat(30_000)}x`)).toBeNull()

    // Of the processor; the first one alone took seconds, and twice as long with each dot more.
    expect(process.cpuUsage(before).user).toBeLessThan(500_000)
  })

  it('keeps all words behind a colon', () => {
    for (const text of ['hỏi: 8:30 họp à', 'hỏi:8:30 họp à'])
      expect(matchKeyword(text)?.argument).toBe('8:30 họp à')
  })
})

describe('an invitation behind “bắt đầu”', () => {
  const CODE = 'k3-QaB_9dXzW0pLm'

  it.each([
    CODE,
    `${CODE} ạ`,
    `${CODE}.`,
    `mã ${CODE}`,
    `“${CODE}”`,
    'k3-QaB_9 dXzW0pLm',
    'mã k3-Q aB_9 dXzW 0pLm nhé',
  ])('is read in “%s”', (words) => {
    expect(readInvitationCode(words)).toBe(CODE)
    expect(matchKeyword(`Bắt đầu ${words}`)?.leavesOut).toBeUndefined()
  })

  it.each([`${CODE}x`, 'mã', 'MÃ-MỜI ạ', 'k3QaB9 nhé'])(
    'is meant by “%s”, and is none',
    (words) => {
      expect(readInvitationCode(words)).toBeNull()
      expect(matchKeyword(`bắt đầu ${words}`)?.argument).not.toBe('')
    },
  )

  it.each([
    'bắt đầu giúp bác với',
    'bắt đầu thế nào ạ',
    'bat dau tu 8h sang',
    'bắt đầu Nguyen Van Anh Tuan',
    'bắt đầu gọi 0912345678',
    'bắt đầu làm hồ sơ HS2026001 của nhà tôi',
    'Xin chào, tôi ở thôn 3, số 0912345678 muốn hỏi thủ tục khai sinh',
    'Xin chào nguyen van anh tuan',
    'Xin chào, số thẻ 9704123412341234 ạ',
  ])('is not meant by “%s”', (text) => {
    expect(matchKeyword(text)?.leavesOut).toBe(true)
  })

  it('is read behind a greeting too', () => {
    expect(matchKeyword(`Xin chào, mã là ${CODE} ạ`)?.argument).toContain(CODE)
  })

  it('is found in one that was passed on with all its words, and where nothing else is said', () => {
    const whole = `Mời tham gia Hội\nTelegram: https://t.me/NhipCauXaYenBot1?start=${CODE}\nTrên Zalo: nhắn “bắt đầu ${CODE}” cho bot`
    for (const text of [whole, whole.normalize('NFD'), `“Bắt đầu ${CODE}”`, `bat dau: ${CODE}`])
      expect(findInvitation(text)).toBe(CODE)
    expect(findInvitation(`Mã hồ sơ ${CODE}`)).toBeNull()
  })
})

describe('the code that a text begins with', () => {
  it.each(['T12', 'T12 ạ', 'T12 Ạ!', 'T12 đi ạ', 'T12, nhá'])('stands alone in “%s”', (text) => {
    for (const form of ['NFC', 'NFD'])
      expect(leadingCode(text.normalize(form))).toEqual({ number: 12, isAlone: true })
  })

  it.each(['T12 à', 'T12 Á', 'T12 đi à?', 'T12 chưa?'])('is asked about in “%s”', (text) => {
    for (const form of ['NFC', 'NFD'])
      expect(leadingCode(text.normalize(form))).toEqual({ number: 12, isAlone: false })
  })
})
