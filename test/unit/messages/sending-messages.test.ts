import { describe, expect, it } from '@jest/globals'
import type { BroadcastId } from '../../../src/domain/id.ts'
import type { Notice } from '../../../src/domain/notice.ts'
import { vi } from '../../../src/i18n/vi.ts'
import type { Message } from '../../../src/messages/message.ts'
import {
  progressMessage,
  stopQuestion,
  type BroadcastProgress,
} from '../../../src/messages/sending-messages.ts'

const NONE: BroadcastProgress['counts'] = {
  planned: 0,
  sending: 0,
  sent: 0,
  unreachable: 0,
  'waiting-for-contact': 0,
  rejected: 0,
  unknown: 0,
  cancelled: 0,
}

function finished(...of: Parameters<typeof cardOf>): string[] {
  return cardOf(...of).blocks.flatMap((block) =>
    'text' in block ? [block.text] : 'items' in block ? block.items : [],
  )
}

function cardOf(
  counts: Partial<BroadcastProgress['counts']>,
  failures: BroadcastProgress['failures'] = [],
  own: Partial<BroadcastProgress> = {},
): Message {
  const { unreachable = 0, rejected = 0, unknown = 0 } = counts
  return progressMessage(
    {
      broadcastId: 'b' as BroadcastId,
      notice: { code: 12, title: 'Mời họp' } as Notice,
      state: 'finished',
      counts: { ...NONE, ...counts },
      byPlatform: [],
      failures,
      heldUp: 0,
      retryable: { lost: unreachable + rejected, unclear: unknown },
      heldFor: null,
      isUndoable: false,
      isBeingWritten: false,
      pace: null,
      acknowledged: 0,
      understood: 0,
      expected: 0,
      ...own,
    },
    vi,
    () => 'action',
  )
}

type Failure = BroadcastProgress['failures'][number]

const aFailure = (own: Partial<Failure> = {}): Failure => ({
  chat: 'Thôn Yên Cát',
  why: 'left',
  waits: false,
  isUnclear: false,
  ...own,
})

describe('the card of a broadcast whose copies are still being written', () => {
  const own = {
    state: 'expanding',
    isBeingWritten: true,
    byPlatform: [{ platform: 'telegram', counts: { ...NONE, sent: 3 } }],
  } as const

  it('names no total, for nobody knows it, and has the buttons that steer it', () => {
    expect(finished({ sent: 3 }, [], own)).toContain(
      'Đã gửi tới 3 nơi; danh sách nơi nhận chưa lập xong.',
    )
    expect(finished({ sent: 3 }, [], own).join('\n')).not.toMatch(/3\/3|100%/u)
    const labels = cardOf({ sent: 3 }, [], own)
      .buttons?.flat()
      .map(({ label }) => label)
    expect(labels).toEqual(['Tạm dừng', 'Dừng hẳn'])
  })

  it.each([
    [{ sent: 0, underWay: 2, unclear: 0 }, false],
    [{ sent: 0, underWay: 0, unclear: 1 }, false],
    [{ sent: 0, underWay: 0, unclear: 0 }, true],
  ])('is stopped with the word that nobody has it only if that is so: %j', (copies, isSo) => {
    const question = stopQuestion(
      {
        notice: { code: 12, title: 'Mời họp' } as Notice,
        broadcastId: 'b' as BroadcastId,
        copies: { ...copies, left: null },
        hasEnded: false,
      },
      vi,
      () => 'action',
    )

    expect(JSON.stringify(question).includes('tin chưa gửi tới nơi nào')).toBe(isSo)
  })
})

describe('the card of a finished broadcast', () => {
  it('says how many have acknowledged, and how many of them have understood', () => {
    const own = { acknowledged: 5, understood: 2, expected: 9 }

    expect(finished({ sent: 9 }, [], own)).toContain(
      '5/9 người đã xác nhận, trong đó 2 người đã quán triệt',
    )
  })

  it('counts who was erased neither in all nor on their platform', () => {
    const telegram = { ...NONE, sent: 2 }
    const zalo = { ...NONE, sent: 7, cancelled: 1 }
    const gone = { ...NONE, cancelled: 1 }

    const lines = finished({ sent: 9, cancelled: 2 }, [], {
      byPlatform: [
        { platform: 'telegram', counts: telegram },
        { platform: 'zalo-oa', counts: zalo },
        { platform: 'zalo-bot', counts: gone },
      ],
    })

    expect(lines).toContain('▰▰▰▰▰▰▰▰▰▰ 9/9 nơi nhận (100%)')
    expect(lines).toContain('Zalo OA: 7/7')
    expect(lines.filter((line) => /: \d+\/\d+$/u.test(line))).toHaveLength(2)
  })

  it.each([
    { counts: { sent: 3 }, title: '✅ Đã gửi xong T12' },
    { counts: { sent: 3, cancelled: 1 }, title: '✅ Đã gửi xong T12' },
    {
      counts: { sent: 1, unreachable: 1, 'waiting-for-contact': 1 },
      title: '⚠️ Đã gửi xong T12, còn 2 nơi chưa nhận đủ',
    },
    {
      counts: { sent: 1, unreachable: 1, unknown: 1 },
      title: '⚠️ Đã gửi xong T12, còn 2 nơi chưa nhận đủ hoặc chưa rõ',
    },
    {
      counts: { sent: 1, unknown: 1 },
      title: '⚠️ Đã gửi xong T12, còn 1 nơi chưa rõ đã nhận hay chưa',
    },
  ])('has a tick when everybody has the notice, and else says who has not: $title', (card) => {
    expect(finished(card.counts)[0]).toBe(card.title)
  })

  it('has none when nobody has it', () => {
    const [title, ...rest] = finished({ unreachable: 2 })

    expect(title).toBe('⚠️ Đã gửi xong T12, còn 2 nơi chưa nhận đủ')
    expect(rest).not.toContain(vi.send.noAudienceLeft)
  })

  it('does not say of what has ended for want of quota that it still goes', () => {
    const lines = finished({ sent: 1, rejected: 1 }, [aFailure({ why: 'quota' })])

    expect(lines).toContain('⚠️ Không gửi được (1 nơi):')
    expect(lines.join('\n')).not.toContain(vi.send.waiting)
  })

  it('tells what did not arrive from what may have, and names each once', () => {
    const lines = finished({ sent: 1, unreachable: 1, unknown: 1 }, [
      aFailure({ chat: 'Mặt trận' }),
      aFailure({ chat: 'Đoàn', why: 'no-answer', isUnclear: true }),
    ])

    expect(lines.slice(3)).toEqual([
      '⚠️ Không gửi được (1 nơi):',
      'Mặt trận: bot không còn ở trong nhóm',
      '❓ Chưa rõ đã nhận hay chưa, xin hỏi lại (1 nơi):',
      'Đoàn: mất kết nối giữa chừng, chưa rõ đã tới hay chưa',
      vi.send.retryHint,
      vi.send.retryUnclear,
    ])
  })

  it('says how many more there are than it names, of each sort', () => {
    const ten = Array.from({ length: 10 }, () => aFailure())
    const lines = finished({ sent: 1, unreachable: 1_200, rejected: 5, unknown: 2 }, ten, {
      heldUp: 3,
    })

    expect(lines[3]).toBe('⚠️ Không gửi được (1.205 nơi):')
    expect(lines.slice(14)).toEqual([
      '… và 1.195 nơi nữa',
      '❓ Chưa rõ đã nhận hay chưa, xin hỏi lại (2 nơi)',
      '⏳ Chưa gửi được, sẽ gửi khi có thể (3 nơi)',
      vi.send.retryHint,
      vi.send.retryUnclear,
    ])
  })

  it('says of a stopped one how many get nothing because of that', () => {
    const lines = finished({ sent: 72, cancelled: 40, unreachable: 1 }, [aFailure()], {
      state: 'stopped',
    })

    expect(lines.at(-1)).toBe('40 nơi không được gửi vì đã dừng hẳn.')
    expect(lines).not.toContain(vi.send.retryHint)
  })

  it('says what to do only where something can be tried again', () => {
    expect(finished({ sent: 1, unreachable: 1 }, [aFailure()]).at(-1)).toBe(vi.send.retryHint)
    expect(finished({ sent: 1 })).not.toContain(vi.send.retryHint)
    const unclear = finished({ sent: 1, unknown: 1 }, [aFailure({ isUnclear: true })])
    expect(unclear.at(-1)).toBe(vi.send.retryUnclear)
    expect(unclear).not.toContain(vi.send.retryHint)

    const retryable = { lost: 0, unclear: 1 }
    const botGone = finished({ unreachable: 1, unknown: 1 }, [aFailure()], { retryable })
    expect(botGone).not.toContain(vi.send.retryHint)
    expect(botGone.at(-1)).toBe(vi.send.retryUnclear)
  })

  it('says how many would be tried again, but for a great many only that there are more', () => {
    const label = (lost: number, unclear: number): string | undefined =>
      cardOf({}, [], { retryable: { lost, unclear } }).buttons?.[0]?.[0]?.label

    expect([label(998, 1), label(1_000, 0), label(600, 600)]).toEqual([
      'Thử lại (999)',
      'Thử lại (1000+)',
      'Thử lại (1000+)',
    ])
  })

  it.each(['file-refused', 'file-too-large'] as const)(
    'says of a file that is not taken (%s) that another one has to be sent',
    (why) => {
      const lines = finished({ sent: 1, rejected: 1 }, [aFailure({ why })])

      expect(lines.at(-1)).toBe(vi.send.otherFile)
    },
  )

  it('says nothing of other files where the chat or the operator is what stands in the way', () => {
    const failures = (['file-forbidden', 'file-missing', 'left'] as const).map((why) =>
      aFailure({ why }),
    )
    const waiting = aFailure({ why: 'file-refused', waits: true })

    expect(finished({ sent: 1, rejected: 3 }, [...failures, waiting])).not.toContain(
      vi.send.otherFile,
    )
  })

  it('says that nobody was left to send it to', () => {
    const [title, ...rest] = finished({})

    expect(title).toBe('⚠️ Đã gửi xong T12')
    expect(rest).toContain(vi.send.noAudienceLeft)
  })
})
