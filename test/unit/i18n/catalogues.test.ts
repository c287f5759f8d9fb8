import { describe, expect, it } from '@jest/globals'
import { en } from '../../../src/i18n/en.ts'
import { vi } from '../../../src/i18n/vi.ts'

type Entry = readonly [path: string, text: unknown]
type Fill = (name: string) => string | number

/** What has to be typed, and how the other language names itself: the same in both catalogues. */
const KEPT = [
  'bắt đầu',
  'trợ giúp',
  'theo dõi',
  'nhận tin',
  'đã nhận',
  'đã quán triệt',
  'nhận',
  'quán triệt',
  'hỏi',
  'huỷ liên kết',
  'liên kết',
  'nhóm',
  'hàng đợi',
  'cán bộ',
  'cây tổ chức',
  'huỷ',
  'dữ liệu của tôi',
  'rút đồng ý',
  'xoá dữ liệu',
  'thống kê',
  'tạm dừng',
  'gửi tiếp',
  'dừng hẳn',
  'soạn',
  'thứ 2 tuần sau',
  'Trả lời bằng tiếng Việt',
  'Từ nay bot trả lời bằng tiếng Việt.',
]
/** Letters with marks; the marks of the keywords themselves were taken out before. */
const VIETNAMESE = /[đĐ]|[a-z]\p{M}/iu

function entriesOf(texts: object, path = ''): Entry[] {
  return Object.entries(texts).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null
      ? entriesOf(value, `${path}${key}.`)
      : [[`${path}${key}`, value] as const],
  )
}

/** The sentence with every parameter filled in; the names of those that it takes are noted. */
function fill(text: unknown, value: Fill, taken = new Set<string>()): string {
  if (typeof text !== 'function') return String(text)
  const parameters = new Proxy(
    {},
    {
      get: (_, name) => {
        taken.add(String(name))
        return value(String(name))
      },
    },
  )
  return String((text as (parameters: object) => unknown)(parameters))
}

const asWord: Fill = (name) => `<${name}>`
/** A number of its own for each name, too odd to stand in a sentence by itself. */
const asNumber: Fill = (name) => 90_000 + Number.parseInt(name.slice(0, 4), 36)

/** The parameters whose values the sentence really shows. */
function shown(text: unknown, value: Fill): string[] {
  const taken = new Set<string>()
  // Marks between thousands: `3.000`, `3,000`.
  const sentence = fill(text, value, taken).replaceAll(/(?<=\d)[.,](?=\d{3})/gu, '')
  return [...taken].filter((name) => sentence.includes(String(value(name)))).toSorted()
}

const english = new Map(entriesOf(en))

describe('the catalogues of texts', () => {
  it('have the same keys in both languages', () => {
    expect([...english.keys()]).toEqual(entriesOf(vi).map(([path]) => path))
  })

  it('show the same parameters in both languages', () => {
    const different = entriesOf(vi).filter(([path, text]) => {
      const translated = english.get(path)
      if (typeof translated !== typeof text) return true
      return [asWord, asNumber].some(
        (value) =>
          shown(translated, value).join() !== shown(text, value).join() ||
          fill(translated, value).includes('undefined'),
      )
    })
    expect(different.map(([path]) => path)).toEqual([])
  })

  it('show every parameter that they take, in one of its forms', () => {
    const silent = entriesOf(vi).filter(([, text]) => {
      const taken = new Set<string>()
      fill(text, asWord, taken)
      return [...taken].some(
        (name) => !shown(text, asWord).includes(name) && !shown(text, asNumber).includes(name),
      )
    })
    expect(silent.map(([path]) => path)).toEqual([])
  })

  it('leave no Vietnamese in English but what has to be typed', () => {
    const left = [...english].filter(([, text]) => {
      const sentence = KEPT.reduce(
        (rest, kept) => rest.replaceAll(kept, ''),
        fill(text, asWord).normalize('NFC'),
      )
      return VIETNAMESE.test(sentence.normalize('NFD'))
    })
    expect(left.map(([path]) => path)).toEqual([])
  })

  it.each(['.', '?', '!', '…', '...'])(
    'close a sentence once whose last words are quoted and end in %s',
    (stop) => {
      const all = [...entriesOf(vi), ...english].map(([, text]) =>
        fill(text, (name) => `${name}${stop}`),
      )
      const twice = all.filter((sentence) => /“\w+(?:[?!…]|\.+)”\./u.test(sentence))
      expect(twice).toEqual([])
    },
  )

  it('say something under every key', () => {
    const empty = [...english].filter(([, text]) => fill(text, asWord).trim() === '')
    expect(empty).toEqual([])
  })
})
