import { describe, expect, it } from '@jest/globals'
import { TELEGRAM_FACE } from '../../../../src/channels/telegram/telegram-channel.ts'
import type { ChatId, DeliveryId } from '../../../../src/domain/id.ts'
import { createPacer, type PacedCall, type Pacer } from '../../../../src/usecases/sending/pacer.ts'

/** What the engine is told of Telegram; the numbers that are expected below are the published ones. */
const TELEGRAM = TELEGRAM_FACE.capabilities.pace
const call = (chat: string, more: Partial<PacedCall> = {}): PacedCall => ({
  chatId: chat as ChatId,
  type: 'private',
  editOf: null,
  ...more,
})
const group = (chat: string): PacedCall => call(chat, { type: 'group' })

/** Makes calls as early as the pacer lets it and gives their moments. */
function play(pacer: Pacer, calls: readonly PacedCall[], from = 0): number[] {
  let now = from
  return calls.map((next) => {
    now = Math.max(now, pacer.laneReadyAt(), pacer.chatReadyAt(next))
    pacer.take(next, now)
    return now
  })
}

/** Sends for twenty seconds; what leaves during a stall arrives at its end. Gives the arrivals. */
function playOverStalls(
  pacer: Pacer,
  stalls: readonly { readonly begin: number; readonly end: number }[],
): number[] {
  const arrivals: number[] = []
  let answers: { readonly at: number; readonly ms: number }[] = []
  for (let now = 0, index = 0; now < 20_000; now++) {
    for (const { at, ms } of answers.filter((answer) => answer.at <= now)) pacer.answered(ms, at)
    answers = answers.filter((answer) => answer.at > now)
    if (pacer.laneReadyAt() > now) continue
    pacer.take(call(`chat ${index}`), now)
    const arrival = stalls.find(({ begin, end }) => now >= begin && now < end)?.end ?? now
    arrivals.push(arrival)
    const latency = 40 + ((index++ * 37) % 110)
    answers.push({ at: arrival + latency, ms: arrival - now + latency })
  }
  return arrivals
}

function mostIn(times: readonly number[], windowMs: number): number {
  return Math.max(
    ...times.map(
      (start) => times.filter((time) => time >= start && time < start + windowMs).length,
    ),
  )
}

/** Calls a second once the first is out, behind which the pacer leaves room. */
function rateAfterFirst(times: readonly number[]): number {
  return (times.length - 2) / (((times.at(-1) ?? 0) - (times[1] ?? 0)) / 1_000)
}

describe('the pacer', () => {
  it('keeps the bot below 32 calls in any second, without wasting the rate', () => {
    const times = play(
      createPacer(() => TELEGRAM),
      Array.from({ length: 600 }, (_, index) => call(`chat ${index}`)),
    )

    expect(mostIn(times, 1_000)).toBeLessThanOrEqual(31)
    expect(rateAfterFirst(times)).toBeGreaterThan(29.4)
    // Four slots are the rest behind the first.
    expect(times[1]).toBeLessThanOrEqual((5 * 1_000) / TELEGRAM.perSecond)
  })

  it('does not save up calls while nothing is to be sent', () => {
    const pacer = createPacer(() => TELEGRAM)
    play(pacer, [call('a')])

    const times = play(
      pacer,
      Array.from({ length: 40 }, (_, index) => call(`chat ${index}`)),
      60_000,
    )

    expect(mostIn(times, 1_000)).toBeLessThanOrEqual(31)
  })

  it('makes a young process wait no longer for the calls of its predecessor than an old one', () => {
    const pacer = createPacer(() => TELEGRAM)
    const interval = 1_000 / TELEGRAM.perSecond
    // The clock began two seconds ago; the predecessor sent for a minute until three seconds ago.
    for (let at = -61_000; at < -1_000; at += interval) pacer.recall(call(`chat ${at}`), at)

    expect(pacer.laneReadyAt()).toBeLessThanOrEqual(2_000)
  })

  it('keeps a slot and three quarters behind two calls of its predecessor at the same moment', () => {
    const pacer = createPacer(() => TELEGRAM)
    for (const name of ['a', 'b']) pacer.recall(call(name), 0)

    expect(pacer.laneReadyAt()).toBeCloseTo((1.75 * 1_000) / TELEGRAM.perSecond)
  })

  it('makes it wait no longer for calls of a faster pace than the one it has been told so far', () => {
    let perSecond = 1.5
    const pacer = createPacer(() => ({ ...TELEGRAM, perSecond }))
    // The predecessor's platform allowed thirty a second; ours has not answered yet.
    for (let at = -60_000; at < 0; at += 1_000 / 30) pacer.recall(call(`chat ${at}`), at)

    expect(pacer.laneReadyAt()).toBeLessThanOrEqual(1_000 / perSecond)
    perSecond = 30
    const times = play(pacer, [call('a'), call('b'), call('c'), call('d')])
    // Four slots of it are the rest behind its first call.
    expect(times.at(-1)).toBeLessThan(1_400 + 134)
  })

  it('keeps a second between two calls to one person', () => {
    const times = play(
      createPacer(() => TELEGRAM),
      [call('a'), call('a'), call('a')],
    )

    expect(times).toEqual([0, 1_000, 2_000])
  })

  it('makes at most twenty calls to a group in any minute', () => {
    const times = play(
      createPacer(() => TELEGRAM),
      Array.from({ length: 65 }, () => group('g')),
    )

    expect(mostIn(times, 60_000)).toBe(20)
  })

  it('counts a call that arrived late in the group’s minute then, and not when it left', () => {
    const pacer = createPacer(() => TELEGRAM)
    play(
      pacer,
      Array.from({ length: 20 }, () => group('g')),
    )
    pacer.arrivedLate(group('g'), 59_000)

    const times = play(
      pacer,
      Array.from({ length: 20 }, () => group('g')),
      60_000,
    )

    expect(times[0]).toBe(60_500)
    expect(mostIn([59_000, ...times], 60_000)).toBe(20)
  })

  it('counts edits in the group’s minute and spaces those of one message', () => {
    const pacer = createPacer(() => TELEGRAM)
    const edit = { ...group('g'), editOf: 'm' as DeliveryId }

    const times = play(pacer, [group('g'), edit, edit, group('g'), edit])

    expect(times).toEqual([0, 1_000, 16_000, 17_000, 31_000])
  })

  it('freezes one chat and not another, or all of them', () => {
    const pacer = createPacer(() => TELEGRAM)

    pacer.freezeChat('a' as ChatId, 5_000)
    expect(pacer.chatReadyAt(call('a'))).toBe(5_000)
    expect(pacer.chatReadyAt(call('b'))).toBeLessThanOrEqual(0)
    pacer.freezeLane(9_000)
    expect(pacer.laneReadyAt()).toBe(9_000)
  })

  it('does not take groups in slow mode, which refuse the second part of a message, for a bot that is too fast', () => {
    const pacer = createPacer(() => TELEGRAM)
    const groups = ['a', 'b', 'c', 'd']
    play(pacer, [...groups, ...groups].map(group))

    for (const name of groups) pacer.throttled(name as ChatId, 60_000, 20_000)

    expect(pacer.laneReadyAt()).toBeLessThan(20_000)
    expect(pacer.chatReadyAt(group('a'))).toBe(60_000)

    for (const name of ['e', 'f', 'g']) {
      pacer.take(group(name), 21_000)
      pacer.throttled(name as ChatId, 30_000, 21_000)
    }
    expect(pacer.laneReadyAt()).toBe(30_000)
  })

  it('keeps to a chat what one chat is told, and waits as a whole when several are told so', () => {
    const pacer = createPacer(() => TELEGRAM)

    pacer.throttled('a' as ChatId, 7_000, 0)
    pacer.throttled('b' as ChatId, 5_000, 100)
    expect(pacer.laneReadyAt()).toBeLessThanOrEqual(0)
    pacer.throttled('c' as ChatId, 4_000, 200)

    expect(pacer.laneReadyAt()).toBe(4_000)
    expect(['a', 'b', 'c', 'd'].map((name) => pacer.chatReadyAt(call(name)))).toEqual([
      7_000, 5_000, 4_000, 0,
    ])
    expect(pacer.frozenChats(4_500)).toEqual(['a', 'b'])
    const times = play(
      pacer,
      Array.from({ length: 50 }, (_, index) => call(`chat ${index}`)),
      4_000,
    )
    const perSecond = 48_000 / ((times.at(-1) ?? 0) - (times[1] ?? 0))
    expect(perSecond).toBeGreaterThan(20)
    expect(perSecond).toBeLessThan(22.5)
  })

  it.each([
    { from: 'at its first call', pauseMs: null, coldMs: 60 },
    { from: 'at its first call', pauseMs: null, coldMs: 120 },
    { from: 'after a pause', pauseMs: 250, coldMs: 60 },
    { from: 'after a long pause', pauseMs: 60_000, coldMs: 120 },
  ])(
    'keeps the platform’s second when what an owner calls within $coldMs ms $from arrives after them',
    ({ pauseMs, coldMs }) => {
      const pacer = createPacer(() => TELEGRAM)
      if (pauseMs !== null) play(pacer, [call('z')])
      const begin = pauseMs ?? 0
      const times = play(
        pacer,
        Array.from({ length: 100 }, (_, index) => call(`chat ${index}`)),
        begin,
      )

      const arrivals = times.map((time) => Math.max(time, begin + coldMs))
      expect(mostIn(arrivals, 1_000)).toBeLessThanOrEqual(31)
    },
  )

  it.each([20, 30, 40])(
    'keeps the platform’s second when what is called within %i ms after a short stall arrives at their end',
    (lateMs) => {
      const pacer = createPacer(() => TELEGRAM)
      const times: number[] = []
      const arrivals: number[] = []
      let held = -Infinity
      for (let index = 0, now = 0; index < 200; index++) {
        now = Math.max(now, pacer.laneReadyAt())
        // A claim that the disk holds up: the calls behind it are ready long before their slots.
        if (index % 50 === 49) held = now += 60
        pacer.take(call(`chat ${index}`), now)
        times.push(now)
        arrivals.push(Math.max(now, held + lateMs))
      }

      expect(mostIn(arrivals, 1_000)).toBeLessThanOrEqual(31)
      expect(rateAfterFirst(times)).toBeGreaterThan(28.5)
    },
  )

  it('does not make the second message of a slow bot wait for that', () => {
    const pacer = createPacer(() => ({ ...TELEGRAM, perSecond: 1 }))

    const [first = 0, second = 0] = play(pacer, [call('a'), call('b')])
    expect(second - first).toBeLessThanOrEqual(1_150)
  })

  it('does not slow a slow bot down whose calls are written late', () => {
    const pacer = createPacer(() => ({ ...TELEGRAM, perSecond: 2 }))
    let now = 0
    for (let index = 0; index < 100; index++) {
      now = Math.max(now, pacer.laneReadyAt() + 200)
      pacer.take(call(`chat ${index}`), now)
    }

    expect(100 / (now / 1_000)).toBeGreaterThan(1.95)
  })

  it('takes the first call after a wait that the platform asked for as one after a pause', () => {
    const pacer = createPacer(() => TELEGRAM)
    play(pacer, [call('a'), call('b')])
    pacer.freezeLane(5_000)

    const [first = 0, second = 0] = play(pacer, [call('c'), call('d')], 5_000)
    expect(first).toBe(5_000)
    expect(second - first).toBeGreaterThan(100)
  })

  it('leaves room after the process stood still, because calls of before leave only then', () => {
    const pacer = createPacer(() => TELEGRAM)
    play(pacer, [call('a'), call('b')])

    pacer.stoodStill(10, 5_000)
    expect(pacer.laneReadyAt()).toBeLessThan(5_000)
    pacer.stoodStill(80, 5_000)
    expect(pacer.laneReadyAt()).toBeCloseTo(5_080 - 250 / 29.5)
    pacer.stoodStill(60_000, 70_000)
    expect(pacer.laneReadyAt()).toBeCloseTo(70_200 - 250 / 29.5)
  })

  it.each([300, 400, 700, 1_000])(
    'keeps the platform’s second when calls arrive together after a stall of %i ms on the way',
    (stallMs) => {
      const begins = [5_000, 9_000, 14_000]
      const stalls = begins.map((begin) => ({ begin, end: begin + stallMs }))

      const arrivals = playOverStalls(
        createPacer(() => TELEGRAM),
        stalls,
      )

      expect(mostIn(arrivals, 1_000)).toBeLessThanOrEqual(31)
      const lostCalls = 3 * ((stallMs + 200) / 34)
      expect(arrivals.length).toBeGreaterThan(29.4 * 20 - lostCalls)
    },
  )

  it('takes a slow answer now and then for what it is', () => {
    const pacer = createPacer(() => TELEGRAM)
    const times: number[] = []
    for (let index = 0, now = 0; index < 300; index++) {
      now = Math.max(now, pacer.laneReadyAt())
      times.push(now)
      pacer.take(call(`chat ${index}`), now)
      pacer.answered(index % 20 === 0 ? 900 : 60 + (index % 7) * 10, now + 5)
    }

    expect(rateAfterFirst(times)).toBeGreaterThan(29.3)
  })

  it('asks again after half a minute, however long the platform wants the bot to wait', () => {
    const pacer = createPacer(() => TELEGRAM)
    for (const name of ['a', 'b', 'c']) pacer.throttled(name as ChatId, 10_072_000, 0)

    expect(pacer.laneReadyAt()).toBe(30_000)
    expect(pacer.chatReadyAt(call('a'))).toBe(10_072_000)
  })

  it('follows a pace that the platform changes while it sends', () => {
    let perSecond = 1.5
    const pacer = createPacer(() => ({ ...TELEGRAM, perSecond }))

    const slow = play(pacer, [call('a'), call('b'), call('c')])
    perSecond = 30
    const fast = play(pacer, [call('d'), call('e'), call('f')], 10_000)

    expect((slow[2] ?? 0) - (slow[1] ?? 0)).toBeCloseTo(1000 / 1.5)
    expect((fast[2] ?? 0) - (fast[1] ?? 0)).toBeLessThan(35)
  })

  it('goes on where another owner has stopped', () => {
    const pacer = createPacer(() => TELEGRAM)
    for (let index = 0; index < 20; index++) pacer.recall(group('g'), index * 1_000 - 40_000)

    expect(pacer.chatReadyAt(group('g'))).toBe(20_500)
  })
})
