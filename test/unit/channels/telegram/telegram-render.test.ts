import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { renderTelegram } from '../../../../src/channels/telegram/telegram-render.ts'
import { type FileId, newId } from '../../../../src/domain/id.ts'
import { vi } from '../../../../src/i18n/vi.ts'
import { findEntities } from '../../../../src/sandbox/emulators/telegram-emulator-text.ts'
import { type Block, type Message, plainMessage } from '../../../../src/messages/message.ts'
import { questionList } from '../../../../src/messages/question-messages.ts'

const only = (message: Message) => {
  const parts = renderTelegram(message)
  expect(parts).toHaveLength(1)
  return parts[0]?.body as {
    text: string
    entities?: { type: string; offset: number; length: number }[]
    reply_markup?: { inline_keyboard: unknown[][] }
  }
}
/** What Telegram marks by itself. */
const foundIn = (text: string): string[] =>
  findEntities({ text, entities: [] }).map(({ offset, length }) =>
    text.slice(offset, offset + length),
  )
const marked = (message: Message): string[][] => {
  const { text, entities = [] } = only(message)
  return entities.map(({ type, offset, length }) => [type, text.slice(offset, offset + length)])
}

describe('a message on Telegram', () => {
  it('shows its title bold, its fields under each other, its lists and its small print', () => {
    const message: Message = {
      blocks: [
        { kind: 'title', text: 'THÔNG BÁO T12 🌾' },
        { kind: 'field', name: 'Số', value: '12-TB/ĐU' },
        { kind: 'field', name: 'Ngày', value: '20/3/2023' },
        { kind: 'text', text: 'Kính gửi các đồng chí,\nđề nghị triển khai:' },
        { kind: 'list', items: ['Tuyên truyền', 'Báo cáo'], ordered: true },
        { kind: 'list', items: ['thôn Yên Cát'] },
        { kind: 'note', text: 'Bấm nút bên dưới để xác nhận.' },
      ],
    }

    expect(only(message).text).toBe(
      'THÔNG BÁO T12 🌾\n\nSố: 12-TB/ĐU\nNgày: 20/3/2023\n\nKính gửi các đồng chí,\nđề nghị triển khai:\n\n' +
        '1. Tuyên truyền\n2. Báo cáo\n\n• thôn Yên Cát\n\nBấm nút bên dưới để xác nhận.',
    )
    expect(marked(message)).toEqual([
      ['bold', 'THÔNG BÁO T12 🌾'],
      ['bold', 'Số:'],
      ['bold', 'Ngày:'],
      ['italic', 'Bấm nút bên dưới để xác nhận.'],
    ])
  })

  it('folds a quote of more than three lines of a phone, its words whole, and leaves a shorter one open', () => {
    const short = 'Giao Hội Nông dân xã rà soát. '.repeat(4).trim()
    const long = `${short} Báo cáo.`
    const message: Message = {
      blocks: [
        { kind: 'quote', text: short },
        { kind: 'quote', text: long },
      ],
    }

    expect(marked(message)).toEqual([
      ['blockquote', short],
      ['expandable_blockquote', long],
    ])
  })

  it('goes out without a parse mode and without link previews', () => {
    const body = only(plainMessage('<b>&amp;</b> *x* https://nhuxuan.example'))

    expect(body.text).toBe('<b>&amp;</b> *x* https://nhuxuan.example')
    expect(body).toMatchObject({ link_preview_options: { is_disabled: true } })
    expect(body).not.toHaveProperty('parse_mode')
  })

  it.each([
    { title: 'a user name', text: 'hỏi @lan_nx nhé', shown: 'hỏi @\u2060lan_nx nhé' },
    {
      title: 'a user name at the start',
      text: '@everyone_here',
      shown: '@\u2060everyone_here',
    },
    { title: 'no e-mail address', text: 'ubnd@nhuxuan.gov.vn', shown: 'ubnd@nhuxuan.gov.vn' },
    { title: 'no command with its bot', text: '/hoi@nhipcau_bot', shown: '/hoi@nhipcau_bot' },
  ])('rings nobody: $title', ({ text, shown }) => {
    expect(only(plainMessage(text)).text).toBe(shown)
  })

  it.each([
    ['@\u030Achutich', '@\u2060chutich'],
    ['/\u0333dungtin', '/\u2060dungtin'],
    ['(/\u033F\u0333dungtin)', '(/\u2060dungtin)'],
    ['A\u030A, å', 'Å, å'],
  ])('hides nothing behind a mark that Telegram takes out: %j', (text, shown) => {
    expect(only({ blocks: [{ kind: 'quote', text }] }).text).toBe(shown)
  })

  it('leaves our own commands to be touched, and none in the words of others', () => {
    const blocks: Block[] = [
      { kind: 'text', text: 'Gõ /hoi để hỏi.' },
      { kind: 'quote', text: 'Bấm /duyet_T12 ngày 25/12 hoặc 1/2' },
    ]

    expect(only({ blocks }).text).toBe(
      'Gõ /hoi để hỏi.\n\nBấm /\u2060duyet_T12 ngày 25/12 hoặc 1/2',
    )
  })

  it.each([
    'https://www.youtube.com/@vtv24',
    'https://www.google.com/maps/@21.02,105.8,15z',
    'https://hanoi.gov.vn/-/thong-bao',
    'https://dichvucong.gov.vn:8443/#/home?x=/a',
    'Youtube.com/@vtv24',
    'vi.wikipedia.org/wiki/Hà_Nội/@x',
  ])('leads where the office wrote: %s', (link) => {
    const text = `Xem:${link}, (${link}) và “${link}”.`
    for (const kind of ['text', 'quote', 'title'] as const) {
      const shown = only({ blocks: [{ kind, text }] }).text
      expect(shown).toBe(text)
      expect(foundIn(shown)).toEqual([link, link, link])
    }
  })

  it.each([
    'http://@chutich',
    'https:///dungtin',
    'https:// /dungtin',
    'https://a/@chutich',
    'https://@chutich.vn/dungtin /dungtin',
    'https://a.vn<@chutich',
    'https://a.vn/(/dungtin)',
    'https://a.vn/x)/dungtin',
    'https://a.vn/x"/dungtin',
    'https://a.vn/x“@chutich',
    'https://a.vn:99999/@chutich',
    'https://a.vn?x=@foo&y=/dungtin',
    'https://a.b_c/@chutich',
    'https://a-.vn/@chutich',
    'https://1.2/@chutich',
    'Mời.https://a.vn/@chutich',
    'a.khong/(https://a.vn/@chutich',
    'a.khong/@chutich',
    'a.Vn/@chutich',
    'x@a.vn/@chutich',
    '#a.vn/@chutich',
    '//a.vn/@chutich',
    'xhttps://a/@chutich',
  ])('rings nobody and commands nothing by what only looks like a link: %s', (text) => {
    const shown = only({ blocks: [{ kind: 'quote', text }] }).text
    for (const found of foundIn(shown)) expect(found).not.toMatch(/^[@/]/u)
  })

  it.each([
    ['address', `https://a.vn/${'x'.repeat(4075)}`, '/@chutich/-/dungtin'],
    ['host', `https://${'a.'.repeat(2039)}v`, '/dungtin'],
    ['host', `https://${'a.'.repeat(2039)}v`, '/@chutich'],
    ['word', 'x'.repeat(4086), '/dungtin'],
    ['word', 'x'.repeat(4086), '@chutich'],
  ])('rings nobody where a part begins within one long %s', (_, long, end) => {
    for (const more of ['', 'x', 'xx', 'xxx', 'xxxx']) {
      const parts = renderTelegram({
        blocks: [{ kind: 'quote', text: `${long}${more}${end} và hết` }],
      })

      expect(parts).toHaveLength(2)
      for (const { preview } of parts)
        for (const found of foundIn(preview)) expect(found).not.toMatch(/^[@/]/u)
    }
  })

  it('lets nobody be commanded by the questions in a list, but by a list of commands', () => {
    const text = 'Xin /dungtin, bấm (/duyet) và hỏi @chutich.'
    const list = { questions: [{ id: 'q', code: 'H1', text, due: '1/12' }], page: 0, pages: 1 }
    const help = { kind: 'list', items: ['/hoi – hỏi'], commands: true } as const

    const questions = only(questionList(list, vi, () => 'h'))
    expect(questions.text).toContain('dungtin')
    expect(foundIn(questions.text)).toEqual([])
    expect(foundIn(only({ blocks: [help] }).text)).toEqual(['/hoi'])
  })

  it('drops what no platform takes: control characters, reversed writing, halves of characters', () => {
    expect(only(plainMessage('a\u0000b\u202Ec\r\nd\uD83Ce\u2028f')).text).toBe('abc\nd\uFFFDe\nf')
  })

  it('counts code points: 4096 sheaves of rice are one part, one more makes two', () => {
    expect(renderTelegram(plainMessage('🌾'.repeat(4096)))).toHaveLength(1)
    expect(renderTelegram(plainMessage('🌾'.repeat(4097)))).toHaveLength(2)
  })

  it('puts the files after the text, and the buttons under the words', () => {
    const message: Message = {
      ...plainMessage('Một', 'câu '.repeat(2000)),
      files: [{ fileId: newId<FileId>(), name: 'Thông báo.pdf', mime: 'application/pdf', size: 9 }],
      buttons: [[{ label: 'Đã nhận', action: 'ack:1' }]],
    }

    const parts = renderTelegram(message)

    expect(parts.map((part) => part.kind)).toEqual(['text', 'text', 'file'])
    expect(parts.map((part) => 'reply_markup' in part.body)).toEqual([false, true, false])
  })

  it('puts the buttons under a file that goes alone', () => {
    const file = { fileId: newId<FileId>(), name: 'a.pdf', mime: 'application/pdf', size: 9 }

    const [part] = renderTelegram({
      blocks: [],
      files: [file],
      buttons: [[{ label: 'Xong', action: 'x' }]],
    })

    expect(part?.body).toEqual({
      reply_markup: { inline_keyboard: [[{ text: 'Xong', callback_data: 'x' }]] },
    })
  })

  it('makes buttons for actions and links', () => {
    const { reply_markup } = only({
      ...plainMessage('x'),
      buttons: [
        [{ label: ' Đã  nhận (3) ', action: 'ack:1' }],
        [{ label: 'Xem', url: 'https://nhuxuan.example/t12' }],
      ],
    })

    expect(reply_markup?.inline_keyboard).toEqual([
      [{ text: 'Đã nhận (3)', callback_data: 'ack:1' }],
      [{ text: 'Xem', url: 'https://nhuxuan.example/t12' }],
    ])
  })

  it.each([
    { title: 'an action of 65 bytes', button: { label: 'x', action: 'a'.repeat(65) } },
    {
      title: 'an action of 64 letters in 65 bytes',
      button: { label: 'x', action: 'đ'.repeat(33) },
    },
    { title: 'an empty action', button: { label: 'x', action: '' } },
    { title: 'a link that runs code', button: { label: 'x', url: 'javascript:alert(1)' } },
    { title: 'no label', button: { label: ' ', action: 'a' } },
    { title: 'neither action nor link', button: { label: 'x' } },
  ])('refuses a button with $title', ({ button }) => {
    expect(() => renderTelegram({ ...plainMessage('x'), buttons: [[button]] })).toThrow(RangeError)
  })

  it('never styles outside its text and never exceeds the limit, whatever the words', () => {
    const block = fc.record({
      kind: fc.constantFrom('title', 'text', 'quote', 'note'),
      text: fc.string({ unit: 'binary', maxLength: 3000 }),
    }) as fc.Arbitrary<Block>
    fc.assert(
      fc.property(fc.array(block, { maxLength: 6 }), (blocks) => {
        const bodies = renderTelegram({ blocks }).map(
          (part) => part.body as { text: string; entities?: { offset: number; length: number }[] },
        )
        const wrong = bodies.filter(
          ({ text, entities = [] }) =>
            [...new Intl.Segmenter('vi').segment(text)].length > 4096 ||
            Buffer.from(text, 'utf8').toString('utf8') !== text ||
            entities.some(({ offset, length }) => length < 1 || offset + length > text.length),
        )
        expect(wrong).toEqual([])
      }),
      { numRuns: 60 },
    )
  })
})
