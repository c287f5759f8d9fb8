import { afterEach, describe, expect, it } from '@jest/globals'
import type { ZaloOaConfig } from '../../../../src/channels/zalo-oa/zalo-oa-channel.ts'
import type { Sleep } from '../../../../src/channels/sleep.ts'
import type { ScriptedRequest } from '../../../support/scripted-server.ts'
import { type ScriptedZaloOa, startScriptedZaloOa } from '../../../support/scripted-zalo-oa.ts'

const NOW = Date.UTC(2026, 10, 1, 8)
const DAY_MINUTES = 1_440
const OA = '77'

interface Row {
  readonly src: 0 | 1
  readonly time: number
  readonly type: string
  readonly message: string
  readonly message_id: string
  readonly from_id: string
  readonly to_id: string
  readonly from_display_name: string
  readonly group_id?: string
}

const row = (
  person: string,
  id: string,
  message: string,
  minutesAgo: number,
  src: 0 | 1 = 1,
): Row => ({
  src,
  time: NOW - minutesAgo * 60_000,
  type: 'text',
  message,
  message_id: id,
  from_id: src === 1 ? person : OA,
  to_id: src === 1 ? OA : person,
  from_display_name: src === 1 ? `Ông ${person}` : 'OA',
})

/** Zalo's history lists, newest first, ten a page, over rows that a test may add to. */
class History {
  rows: Row[] = []
  /** The list of groups has more than the last row of each. */
  manyOfGroup = false
  readonly asked: string[] = []

  answer({ path }: ScriptedRequest): unknown {
    const url = new URL(path, 'http://zalo')
    const data = JSON.parse(url.searchParams.get('data') ?? '{}') as Record<string, unknown>
    const get = (name: string): unknown => data[name] ?? url.searchParams.get(name)
    const inGroups = url.pathname.includes('/group/')
    const method = url.pathname.split('/').at(-1)
    this.asked.push(`${inGroups ? 'group/' : ''}${method}`)
    if (method === 'getgroupsofoa') return { error: 0, data: { total: 0, groups: [] } }
    const chat = (one: Row): string => one.group_id ?? (one.src === 1 ? one.from_id : one.to_id)
    const sorted = this.rows
      .filter((one) => (one.group_id !== undefined) === inGroups)
      .sort((a, b) => b.time - a.time)
    const wanted = method === 'conversation' ? String(get(inGroups ? 'group_id' : 'user_id')) : null
    const list = sorted.filter((one, index) =>
      wanted === null
        ? (this.manyOfGroup && inGroups) ||
          sorted.findIndex((other) => chat(other) === chat(one)) === index
        : chat(one) === wanted,
    )
    const offset = Number(get('offset'))
    return { error: 0, data: list.slice(offset, offset + 10) }
  }
}

const answerFrom =
  (history: History) =>
  (request: ScriptedRequest): unknown =>
    history.answer(request)

describe('reading the history of an account that Zalo cannot call', () => {
  let bench: ScriptedZaloOa

  afterEach(async () => {
    await bench.stop()
  })

  /** Lets each list be looked at `rounds` times and gives what was stored. */
  const listen = async (
    answer: (request: ScriptedRequest) => unknown,
    rounds: number,
    afterLook: (looks: number, sleepMs: number) => void = () => undefined,
    more: Partial<Pick<ZaloOaConfig, 'readFrom' | 'now' | 'zaloNow' | 'fetch'>> = {},
  ): Promise<unknown[]> => {
    const stop = new AbortController()
    const looks = { private: 0, group: 0 }
    const sleep: Sleep = (ms, signal) => {
      // The hourly look at the list of groups sleeps for as long as the test runs.
      if (ms > 600_000)
        return new Promise((resolve) => signal.addEventListener('abort', () => resolve()))
      afterLook(looks.private, ms)
      // One look more has begun on both, so those before are complete.
      if (Math.min(looks.private, looks.group) > rounds) stop.abort()
      return new Promise((resolve) => setTimeout(resolve, 1))
    }
    bench = await startScriptedZaloOa(
      (request) => {
        if (/listrecentchat.*offset(?:=|%22%3A)0/.test(request.path))
          looks[request.path.includes('/group/') ? 'group' : 'private'] += 1
        return answer(request)
      },
      { publicUrl: null, oaId: OA, now: () => NOW, sleep, ...more },
    )
    const updates: unknown[] = []
    const keys = new Set<string>()
    await bench.channel.receive((update) => {
      const key = bench.channel.keyOf(update)?.dedupKey ?? ''
      if (!keys.has(key)) updates.push(...bench.channel.parse(update, new Date()))
      keys.add(key)
      return Promise.resolve()
    }, stop.signal)
    return updates
  }

  it('finds what was written while nobody listened, oldest first, with the name', async () => {
    const history = new History()
    history.rows = [
      row('5', 'm1', 'một', 30),
      row('5', 'm2', 'trả lời', 20, 0),
      row('5', 'm3', 'hai', 10),
    ]

    expect(await listen(answerFrom(history), 1)).toMatchObject([
      { from: { externalId: '5', name: 'Ông 5' }, event: { kind: 'text', text: 'một' } },
      { event: { kind: 'echo', messageId: 'm2' } },
      { event: { kind: 'text', text: 'hai' } },
    ])
  })

  it('leaves what was written before a moment that it is given, in later looks too', async () => {
    const history = new History()
    history.rows = [row('5', 'm1', 'trước', 30), row('6', 'm2', 'vừa trước', 1)]
    const addLate = (looks: number): void => {
      if (looks === 1 && history.rows.length === 2) history.rows.push(row('5', 'm3', 'sau', 0))
    }

    const updates = await listen(answerFrom(history), 2, addLate, { readFrom: new Date(NOW) })

    expect(updates).toMatchObject([{ event: { kind: 'text', text: 'sau' } }])
  })

  it('reads a chat again only when something new is in it', async () => {
    const history = new History()
    history.rows = [row('5', 'm1', 'một', 30), row('6', 'n1', 'khác', 25)]
    const write = (looks: number): void => {
      if (looks === 2 && history.rows.length === 2) history.rows.push(row('5', 'm2', 'hai', 0))
    }

    const events = await listen(answerFrom(history), 4, write)

    expect(events).toMatchObject([{}, {}, { event: { text: 'hai' } }])
    expect(history.asked.filter((method) => method === 'conversation')).toHaveLength(3)
  })

  it('hears on a machine whose clock is hours ahead, also when it is set right', async () => {
    const history = new History()
    let now = NOW + 7 * 3_600_000
    const write = (looks: number): void => {
      if (looks === 1 && history.rows.length === 0) history.rows.push(row('5', 'm1', 'một', 0))
      if (looks === 3 && history.rows.length === 1) history.rows.push(row('5', 'm2', 'hai', -10))
      if (looks === 4) now = NOW + 15 * 60_000
      if (looks === 5 && history.rows.length === 2) history.rows.push(row('6', 'n1', 'ba', -15))
    }

    const updates = await listen(answerFrom(history), 7, write, { now: () => now })

    expect(updates).toMatchObject([
      { event: { text: 'một' } },
      { event: { text: 'hai' } },
      { event: { text: 'ba' } },
    ])
  })

  it('hears on a machine whose clock is days ahead, once Zalo has said what time it is', async () => {
    const history = new History()
    history.rows = [row('5', 'm0', 'cũ', 49 * 60), row('5', 'm1', 'một', 30)]
    const now = (): number => NOW + 72 * 3_600_000
    const zaloNow = (): Date | null => (history.asked.length === 0 ? null : new Date(NOW))

    const updates = await listen(answerFrom(history), 2, undefined, { now, zaloNow })

    expect(updates).toMatchObject([{ event: { text: 'một' } }])
  })

  it('reads a group once a look, however many rows of it the list has', async () => {
    const history = new History()
    history.manyOfGroup = true
    history.rows = Array.from({ length: 5 }, (_, n) => ({
      ...row('5', `m${n}`, `tin ${n}`, 4 - n / 2),
      group_id: 'f414',
    }))

    expect(await listen(answerFrom(history), 4)).toHaveLength(5)
    expect(history.asked.filter((method) => method === 'group/conversation')).toHaveLength(1)
  })

  it('reads hundreds of chats to the last, those where a person wrote last before the others', async () => {
    const history = new History()
    history.rows = Array.from({ length: 260 }, (_, n) => row(`1${n}`, `m${n}`, 'Tin', n / 100, 0))
    history.rows.push(row('1250', 'p1', 'cháy', 2.51), row('9', 'p2', 'dưới cùng', 2.7))

    const updates = await listen(answerFrom(history), 16)

    expect(updates).toHaveLength(262)
    expect(updates[0]).toMatchObject({ event: { text: 'dưới cùng' } })
    expect(updates).toContainEqual(
      expect.objectContaining({ event: expect.objectContaining({ text: 'cháy' }) }),
    )
  })

  it('goes on in the next minute where the calls of this one are used up, and leaves some for sending', async () => {
    const history = new History()
    history.rows = Array.from({ length: 50 }, (_, n) => row(`1${n}`, `m${n}`, 'chào', n))
    let now = NOW
    const minutes = new Map<number, number>()
    const count: typeof fetch = async (...call) => {
      const minute = Math.floor(now / 60_000)
      const used = (minutes.get(minute) ?? 0) + 1
      minutes.set(minute, used)
      const answer = await fetch(...call)
      const headers = new Headers(answer.headers)
      headers.set('x-ratelimit-limit', '20')
      headers.set('x-ratelimit-remain', String(20 - used))
      return new Response(await answer.text(), { headers })
    }
    const pass = (_looks: number, ms: number): void => void (now += ms)

    const updates = await listen(answerFrom(history), 4, pass, { now: () => now, fetch: count })

    expect(updates).toHaveLength(50)
    // Two lists are read side by side: one more may be out when the other has used up the share.
    expect(Math.max(...minutes.values())).toBeLessThanOrEqual(17)
  })

  it('takes a page with a row that has no id for a full one', async () => {
    const history = new History()
    history.rows = Array.from({ length: 15 }, (_, n) => row(`1${n}`, `m${n}`, 'chào', n))
    history.rows[3] = row('13', '', 'Tin hệ thống', 3)

    const updates = await listen(answerFrom(history), 2)

    expect(updates).toHaveLength(14)
  })

  it('goes through the pages of a chat and of the list', async () => {
    const history = new History()
    history.rows = [
      ...Array.from({ length: 25 }, (_, n) => row('5', `m${n}`, `tin ${n}`, 60 - n)),
      ...Array.from({ length: 15 }, (_, n) => row(`1${n}`, `n${n}`, 'chào', 100 + n)),
    ]

    expect(await listen(answerFrom(history), 1)).toHaveLength(40)
  })

  it('leaves alone what is older than two days', async () => {
    const history = new History()
    history.rows = [row('5', 'm1', 'cũ', 49 * 60)]

    expect(await listen(answerFrom(history), 1)).toEqual([])
  })

  it('reads after a long silence only as far back as is known what it has read', async () => {
    const history = new History()
    history.rows = [
      row('5', 'm1', 'lâu rồi', 7 * DAY_MINUTES),
      row('5', 'm2', 'hôm qua', DAY_MINUTES),
    ]
    let now = NOW - 8 * DAY_MINUTES * 60_000
    let looksToday = 0
    const answer = (request: ScriptedRequest): unknown => {
      if (now === NOW && /oa\/listrecentchat/u.test(request.path)) looksToday += 1
      // The first may have begun before.
      return looksToday > 1 ? history.answer(request) : { error: -224, message: 'too low' }
    }
    const pass = (looks: number): void => {
      if (looks === 1) now = NOW
    }

    const updates = await listen(answer, 5, pass, { now: () => now })

    expect(updates).toMatchObject([{ event: { text: 'hôm qua' } }])
  })

  it('hears the groups too', async () => {
    const history = new History()
    history.rows = [{ ...row('5', 'm1', 'nhan T12', 1), group_id: 'f414' }]

    expect(await listen(answerFrom(history), 1)).toMatchObject([
      { chat: { externalId: 'f414', type: 'group' }, event: { kind: 'text', text: 'nhan T12' } },
    ])
  })

  describe('a group that Zalo refuses', () => {
    const inGroup = (id: string, group: string, minutesAgo: number): Row => ({
      ...row('5', id, id, minutesAgo),
      group_id: group,
    })
    const refusing =
      (history: History, code: number, isRefused: () => boolean = () => true) =>
      (request: ScriptedRequest): unknown =>
        /conversation.*dead/u.test(request.path) && isRefused()
          ? (history.asked.push('refused'), { error: code, message: 'refused' })
          : history.answer(request)

    it('silences no other, and is not asked about again and again', async () => {
      const history = new History()
      history.rows = [inGroup('d1', 'dead', 1), inGroup('l1', 'live', 2)]

      expect(await listen(refusing(history, -403), 3)).toMatchObject([
        { chat: { externalId: 'live' }, event: { text: 'l1' } },
      ])
      expect(history.asked.filter((what) => what === 'refused')).toHaveLength(1)
      expect(bench.log.text()).toContain('zalo oa chat not read')
    })

    it('is heard from where it was when it is open again and somebody writes', async () => {
      const history = new History()
      history.rows = [inGroup('d1', 'dead', 30)]
      const isOpen = (): boolean => history.rows.length > 1
      const write = (looks: number): void => {
        if (looks === 2 && !isOpen()) history.rows.push(inGroup('d2', 'dead', 0))
      }

      const updates = await listen(
        refusing(history, -403, () => !isOpen()),
        4,
        write,
      )
      expect(updates).toMatchObject([{ event: { text: 'd1' } }, { event: { text: 'd2' } }])
    })

    it('for a week is heard only as far back as is known what was read of it', async () => {
      const history = new History()
      history.rows = [inGroup('d1', 'dead', 8 * DAY_MINUTES)]
      let now = NOW - 8 * DAY_MINUTES * 60_000
      const pass = (looks: number): void => {
        if (looks === 2) now = NOW
      }
      let looksToday = 0
      const refused = refusing(history, -403, () => looksToday < 2)
      const answer = (request: ScriptedRequest): unknown => {
        // The first may have begun before.
        if (now === NOW && /group.*listrecentchat/u.test(request.path) && ++looksToday === 2)
          history.rows.push(inGroup('d2', 'dead', 2 * DAY_MINUTES), inGroup('d3', 'dead', 0))
        return refused(request)
      }

      const updates = await listen(answer, 6, pass, { now: () => now })

      expect(updates).toMatchObject([{ event: { text: 'd2' } }, { event: { text: 'd3' } }])
    })

    it('for a reason that concerns the account ends the look, and nothing is passed over', async () => {
      const history = new History()
      history.rows = [inGroup('d1', 'dead', 1)]
      let refusals = 2
      const answer = refusing(history, -224, () => refusals-- > 0)

      expect(await listen(answer, 4)).toMatchObject([{ event: { text: 'd1' } }])
    })
  })

  it('says in the log that a chat had more than it reads', async () => {
    const history = new History()
    history.rows = Array.from({ length: 205 }, (_, n) => row('5', `m${n}`, `tin ${n}`, 300 - n))

    expect(await listen(answerFrom(history), 1)).toHaveLength(200)
    expect(bench.log.text()).toContain('zalo oa messages of a chat not read: too many')
  })

  it('hears private chats when the package has no groups', async () => {
    const history = new History()
    history.rows = [row('5', 'm1', 'một', 1)]
    const answer = (request: ScriptedRequest): unknown =>
      request.path.includes('/group/')
        ? { error: -224, message: 'package too low' }
        : history.answer(request)

    expect(await listen(answer, 1)).toHaveLength(1)
    expect(bench.log.text()).toContain('zalo oa history not read')
    expect(await bench.channel.health()).toMatchObject({ ok: true })
  })

  it('is called not well where the account has groups and may not read them', async () => {
    const history = new History()
    history.rows = [row('5', 'm1', 'một', 1)]
    const groups = [{ group_id: 'f414', name: 'Thôn Yên Cát', status: 'enabled' }]
    const answer = (request: ScriptedRequest): unknown => {
      if (request.path.includes('getgroupsofoa')) return { error: 0, data: { groups } }
      return request.path.includes('/group/')
        ? { error: -212, message: 'the app has not registered this api' }
        : history.answer(request)
    }

    expect(await listen(answer, 1)).toHaveLength(2)
    expect(await bench.channel.health()).toEqual({
      ok: false,
      detail: expect.stringContaining('không đọc được tin trong nhóm (mã lỗi -212)'),
    })
  })
})
