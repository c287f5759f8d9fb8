import { describe, expect, it } from '@jest/globals'
import type { Pace } from '../../../../src/channels/channel.ts'
import type { ChatId, DeliveryId } from '../../../../src/domain/id.ts'
import { createPacer, type PacedCall, type Pacer } from '../../../../src/usecases/sending/pacer.ts'

const TELEGRAM: Pace = {
  perSecond: 29.5,
  privateGapMs: 1_000,
  groupGapMs: 1_000,
  groupPerMinute: 20,
  editGapMs: { private: 2_000, group: 15_000 },
}
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

function mostIn(times: readonly number[], windowMs: number): number {
  return Math.max(
    ...times.map(
      (start) => times.filter((time) => time >= start && time < start + windowMs).length,
    ),
  )
}

describe('the pacer', () => {
  it('keeps the bot below 32 calls in any second, without wasting the rate', () => {
    const times = play(
      createPacer(TELEGRAM),
      Array.from({ length: 600 }, (_, index) => call(`chat ${index}`)),
    )

    expect(mostIn(times, 1_000)).toBeLessThanOrEqual(31)
    expect(600 / ((times.at(-1) ?? 0) / 1_000)).toBeGreaterThan(29.4)
  })

  it('does not save up calls while nothing is to be sent', () => {
    const pacer = createPacer(TELEGRAM)
    play(pacer, [call('a')])

    const times = play(
      pacer,
      Array.from({ length: 40 }, (_, index) => call(`chat ${index}`)),
      60_000,
    )

    expect(mostIn(times, 1_000)).toBeLessThanOrEqual(31)
  })

  it('keeps a second between two calls to one person', () => {
    const times = play(createPacer(TELEGRAM), [call('a'), call('a'), call('a')])

    expect(times).toEqual([0, 1_000, 2_000])
  })

  it('makes at most twenty calls to a group in any minute', () => {
    const times = play(
      createPacer(TELEGRAM),
      Array.from({ length: 65 }, () => group('g')),
    )

    expect(mostIn(times, 60_000)).toBe(20)
  })

  it('counts edits in the group’s minute and spaces those of one message', () => {
    const pacer = createPacer(TELEGRAM)
    const edit = { ...group('g'), editOf: 'm' as DeliveryId }

    const times = play(pacer, [group('g'), edit, edit, group('g'), edit])

    expect(times).toEqual([0, 1_000, 16_000, 17_000, 31_000])
  })

  it('freezes one chat and not another, or all of them', () => {
    const pacer = createPacer(TELEGRAM)

    pacer.freezeChat('a' as ChatId, 5_000)
    expect(pacer.chatReadyAt(call('a'))).toBe(5_000)
    expect(pacer.chatReadyAt(call('b'))).toBeLessThanOrEqual(0)
    pacer.freezeLane(9_000)
    expect(pacer.laneReadyAt()).toBe(9_000)
  })

  it('goes on where another owner has stopped', () => {
    const pacer = createPacer(TELEGRAM)
    for (let index = 0; index < 20; index++) pacer.take(group('g'), index * 1_000 - 40_000)

    expect(pacer.chatReadyAt(group('g'))).toBe(20_500)
  })
})
