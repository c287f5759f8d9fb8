import { describe, expect, it } from '@jest/globals'
import {
  findChoice,
  findChoices,
  findWayOut,
  isNumber,
} from '../../../src/conversations/typed-choice.ts'
import { vi } from '../../../src/i18n/vi.ts'

const NOTICE = [{ label: '✅ Đã nhận (3)' }, { label: 'Đã quán triệt' }, { label: 'Hỏi thêm' }]
const UNITS = [{ label: '☐ Hội Nông dân (2 nhóm)' }, { label: '☐ – Chi hội' }, { label: 'Xong' }]

describe('a typed choice', () => {
  it.each(['2', ' 2 ', '2.', '2)', 'số 2', 'chọn 2', 'Trả lời 2', 'tra loi 2'])(
    'is the second one for “%s”',
    (typed) => {
      expect(isNumber(typed)).toBe(true)
      expect(findChoice(typed, NOTICE)).toBe(NOTICE[1])
    },
  )

  it.each([
    ['đã nhận', 0],
    ['DA NHAN', 0],
    ['đã quán triệt', 1],
    ['hỏi thêm', 2],
    ['chưa rõ', 2],
  ])('is meant by its words, “%s”', (typed, place) => {
    expect(findChoice(typed, NOTICE)).toBe(NOTICE[place])
  })

  it.each(['4', '0', 'trả lời H1 xong rồi', 'nhận', '2 con bò'])('is none for “%s”', (typed) => {
    expect(findChoice(typed, NOTICE)).toBeUndefined()
  })
})

describe('a choice typed with courtesy', () => {
  const consent = ['Đồng ý', 'Không đồng ý', 'Xác nhận', 'Duyệt', 'Gửi', 'Không', 'Đúng, là tôi']
  const choices = consent.map((label) => ({ label }))

  it.each([
    ['đồng ý ạ', 'Đồng ý'],
    ['Dạ đồng ý', 'Đồng ý'],
    ['da dong y a', 'Đồng ý'],
    ['vâng, đồng ý!', 'Đồng ý'],
    ['dạ vâng em xin đồng ý nhé ạ', 'Đồng ý'],
    ['tôi đồng ý'.normalize('NFD'), 'Đồng ý'],
    ['không đồng ý ạ', 'Không đồng ý'],
    ['tôi không đồng ý', 'Không đồng ý'],
    ['vang khong dong y a', 'Không đồng ý'],
    ['“xác nhận”', 'Xác nhận'],
    ['xác nhận nhé', 'Xác nhận'],
    ['Dạ duyệt ạ', 'Duyệt'],
    ['dạ không', 'Không'],
    ['Đúng là tôi ạ.', 'Đúng, là tôi'],
  ])('“%s” is “%s”', (typed, label) => {
    expect(findChoice(typed, choices)?.label).toBe(label)
  })

  it.each([
    'đồng ý à',
    'đồng ý ạ?',
    'đồng ý rồi sao nữa',
    'chưa đồng ý ạ',
    'tôi đồng ý với câu trả lời',
    'không, đồng ý sao được',
    'đồng ý không ạ',
    'duyệt rồi ạ',
    'da duyet a',
    'em gửi ạ',
    'xác nhận nhà tôi bị ngập',
    'vâng ạ',
  ])('“%s” is none', (typed) => {
    expect(findChoice(typed, choices)).toBeUndefined()
  })
})

describe('“huỷ” where no choice is called so', () => {
  it.each([
    ['Hoàn tác', ['Hoàn tác']],
    ['Hoàn tác', ['Tiếp tục', 'Hoàn tác']],
    ['Quay lại', ['Xác nhận gửi khẩn', 'Quay lại']],
    ['Không phải tôi', ['Đúng, là tôi', 'Không phải tôi']],
  ])('means “%s” among %j', (meant, labels) => {
    const choices = labels.map((label) => ({ label }))

    expect(findWayOut(choices, vi)?.label).toBe(meant)
  })

  it.each([
    ['which goes back to what was left', ['Quay lại']],
    ['of which one sends', ['Đúng, dừng hẳn', 'Gửi tiếp']],
    ['of which none says no', ['Vẫn gửi', 'Hẹn giờ']],
  ])('means none %s', (_which, labels) => {
    const choices = labels.map((label) => ({ label }))

    expect(findWayOut(choices, vi)).toBeUndefined()
  })
})

describe('several choices typed at once', () => {
  it.each(['1 2', '1, 2', '1,2', '1 và 2', 'chọn 1 2', '1 2 1'])(
    'are each meant, “%s”',
    (typed) => {
      expect(findChoices(typed, UNITS)).toEqual([UNITS[0], UNITS[1]])
    },
  )

  it.each(['1', '1 9', 'mai 8h', '12/3/2026', 'hội 1 2'])('are none of them for “%s”', (typed) => {
    expect(findChoices(typed, UNITS)).toBeNull()
  })
})
