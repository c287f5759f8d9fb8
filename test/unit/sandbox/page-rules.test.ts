import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { vi } from '../../../src/i18n/vi.ts'
import { demoSeed } from '../../../src/sandbox/demo-commune.ts'

const PAGE = join(import.meta.dirname, '..', '..', '..', 'src', 'sandbox', 'page')

interface Cast {
  readonly part: string
  readonly personId: string
}

/** The page's modules are plain JavaScript for browsers; these ones touch no browser. */
async function load<T>(name: string): Promise<T> {
  return (await import(join(PAGE, name))) as T
}

describe('the cast of the page', () => {
  it('is there in the demo commune, each person once', async () => {
    const { CAST } = await load<{ CAST: Cast[] }>('cast.js')
    const people = new Set(demoSeed().people.map((person) => person.id))

    expect(CAST).toHaveLength(6)
    expect(new Set(CAST.map((role) => role.personId)).size).toBe(6)
    for (const role of CAST) expect(people).toContain(role.personId)
  })

  it('takes back the people of the last visit where they still exist', async () => {
    const { castFor } = await load<{
      castFor: (people: readonly { id: string }[], before: readonly string[]) => Cast[]
    }>('cast.js')
    const holders = castFor(demoSeed().people, ['ha', 'somebody-gone'])

    expect(holders.map((role) => role.personId)).toEqual([
      'ha',
      'hung',
      'linh',
      'nhung',
      'bac-tam',
      'lan',
    ])
  })
})

describe('the guide', () => {
  interface Progress {
    isDone(index: number): boolean
    next(): number
    learn(messages: readonly { from: { bot: boolean }; text: string }[]): boolean
  }
  const begin = async (): Promise<Progress> => {
    const { createProgress } = await load<{ createProgress: () => Progress }>('guide-progress.js')
    return createProgress()
  }
  const code = 'T1'
  const at = '08:00 ngày 24/11/2026'
  const SAID: readonly (readonly [string, ...string[]])[] = [
    [vi.draft.cardTitle({ code })],
    [vi.approval.submitted({ code, count: 1 }), vi.settled.submitted({ code, at })],
    [
      vi.approval.approvedBy({ code, name: 'Phạm Hùng' }),
      vi.approval.youApproved({ code }),
      vi.settled.approved({ code, name: 'Phạm Hùng', at }),
    ],
    [vi.send.finishedTitle({ code })],
    [vi.report.total({ acknowledged: 1, expected: 30, understood: 1 }), vi.ack.received],
    [vi.question.received({ code: 'H1', due: '08/12/2026' })],
    [vi.question.answerSent({ code: 'H1' })],
  ]

  it.each(SAID.flatMap((words, step) => words.map((text) => ({ step, text }))))(
    'knows step $step by “$text”',
    async ({ step, text }) => {
      const progress = await begin()

      expect(progress.learn([{ from: { bot: false }, text }])).toBe(false)
      expect(progress.learn([{ from: { bot: true }, text: `✅ ${text}` }])).toBe(true)

      const done = SAID.flatMap((_, index) => (progress.isDone(index) ? [index] : []))
      const from = step < 5 ? 0 : 5
      expect(done).toEqual(Array.from({ length: step - from + 1 }, (_, index) => from + index))
      expect(progress.learn([{ from: { bot: true }, text }])).toBe(false)
    },
  )

  it.each([
    vi.report.total({ acknowledged: 0, expected: 30, understood: 0 }),
    vi.send.progressTitle({ code }),
    vi.send.undone({ code }),
    vi.draft.cancelled({ code: 'x' }),
  ])('takes nothing for done by “%s”', async (text) => {
    expect((await begin()).learn([{ from: { bot: true }, text }])).toBe(false)
  })

  it('goes on with the first step that is left', async () => {
    const progress = await begin()
    expect(progress.next()).toBe(0)
    progress.learn([{ from: { bot: true }, text: vi.send.finishedTitle({ code }) }])
    expect(progress.next()).toBe(4)
    for (const [text] of SAID) progress.learn([{ from: { bot: true }, text }])
    expect(progress.next()).toBe(6)
  })
})

describe('a long text that is pasted', () => {
  const split = async (text: string): Promise<string[]> => {
    const { splitTyped } = await load<{ splitTyped: (text: string) => string[] }>('split-typed.js')
    return splitTyped(text)
  }

  it('goes as the app sends it: in pieces that a message holds, cut between lines or words', async () => {
    const line = 'Đề nghị các đơn vị báo cáo. '.repeat(40).trim()
    const lines = Array.from({ length: 9 }, () => line)
    const pieces = await split(lines.join('\n'))

    expect(pieces.length).toBe(3)
    for (const piece of pieces) expect(piece.split('\n').every((one) => one === line)).toBe(true)
    expect(pieces.join('\n')).toBe(lines.join('\n'))
    expect((await split(line.repeat(5))).join(' ').replaceAll(' ', '')).toBe(
      line.repeat(5).replaceAll(' ', ''),
    )
    expect((await split('👍'.repeat(5_000))).map((piece) => Array.from(piece).length)).toEqual([
      4096, 904,
    ])
  })

  it.each(['', 'ngắn', ' x '.repeat(1_000)])('stays whole where it fits', async (text) => {
    expect(await split(text)).toEqual([text])
  })
})

describe('links in messages', () => {
  it.each([
    { address: 'https://t.me/NhipCauNhuXuanBot?start=hoi_T1', payload: 'hoi_T1' },
    { address: 'https://t.me/nhipcaunhuxuanbot', payload: '' },
    { address: 'tg://resolve?domain=NhipCauNhuXuanBot&start=a', payload: 'a' },
    { address: 'https://t.me/AnotherBot?start=x', payload: null },
    { address: 'https://example.com/NhipCauNhuXuanBot?start=x', payload: null },
    { address: 'not an address', payload: null },
  ])('$address starts the bot with $payload', async ({ address, payload }) => {
    const { startLinkPayload } = await load<{
      startLinkPayload: (address: string, bot: { username: string }) => string | null
    }>('start-link.js')

    expect(startLinkPayload(address, { username: 'NhipCauNhuXuanBot' })).toBe(payload)
  })

  it.each([
    { address: 'https://t.me/NhipCauNhuXuanBot?start=abc', kind: 'start' },
    { address: 'https://t.me/AnotherBot?start=abc', kind: 'web' },
    // An emulated group, of which the real Zalo knows nothing.
    { address: 'https://zalo.me/g/f0a161740', kind: 'nowhere' },
    { address: 'https://zalo.me/579745863508352884', kind: 'web' },
    { address: 'https://nhuxuan.example/', kind: 'web' },
    { address: 'tel:0912', kind: undefined },
  ])('$address leads to $kind', async ({ address, kind }) => {
    const { placeOf } = await load<{
      placeOf: (address: string, bot: { username: string }) => { kind: string } | null
    }>('start-link.js')

    expect(placeOf(address, { username: 'NhipCauNhuXuanBot' })?.kind).toBe(kind)
  })

  it('never become anything but addresses of the web', async () => {
    const { webAddress } = await load<{ webAddress: (text: unknown) => URL | null }>(
      'web-address.js',
    )

    expect(webAddress('https://nhuxuan.example/a')?.href).toBe('https://nhuxuan.example/a')
    for (const bad of ['javascript:alert(1)', 'data:text/html,x', ' ', null, 7, '//x']) {
      expect(webAddress(bad)).toBeNull()
    }
  })
})

describe('the files of the page', () => {
  const scripts = readdirSync(PAGE).filter((name) => name.endsWith('.js'))

  it.each(scripts)('%s puts no text in as markup and asks no other host', (name) => {
    const source = readFileSync(join(PAGE, name), 'utf8')

    expect(source).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/)
    expect(source.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/['"`](https?:)?\/\/\w/)
  })

  it('bring the sample minutes word for word', () => {
    const name = 'meeting-2023-03-20.txt'
    const fixture = join(import.meta.dirname, '..', '..', 'fixtures', name)

    expect(readFileSync(join(PAGE, name)).equals(readFileSync(fixture))).toBe(true)
  })
})
