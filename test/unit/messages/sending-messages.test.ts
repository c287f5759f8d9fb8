import { describe, expect, it } from '@jest/globals'
import type { BroadcastId } from '../../../src/domain/id.ts'
import type { Notice } from '../../../src/domain/notice.ts'
import { vi } from '../../../src/i18n/vi.ts'
import { progressMessage, type BroadcastProgress } from '../../../src/messages/sending-messages.ts'

const NONE: BroadcastProgress['counts'] = {
  planned: 0,
  sending: 0,
  sent: 0,
  unreachable: 0,
  waiting: 0,
  rejected: 0,
  unknown: 0,
  cancelled: 0,
}

function finished(
  counts: Partial<BroadcastProgress['counts']>,
  failures: BroadcastProgress['failures'] = [],
): string[] {
  const { blocks } = progressMessage(
    {
      broadcastId: 'b' as BroadcastId,
      notice: { code: 12, title: 'Mời họp' } as Notice,
      state: 'finished',
      counts: { ...NONE, ...counts },
      byPlatform: [],
      failures,
      heldFor: null,
      pace: null,
      acknowledged: 0,
      expected: 0,
    },
    vi,
    () => 'action',
  )
  return blocks.flatMap((block) => ('text' in block ? [block.text] : []))
}

describe('the card of a finished broadcast', () => {
  it('has a tick when everybody has the notice, and else says how many places need a look', () => {
    expect(finished({ sent: 3 })[0]).toBe('✅ Đã gửi xong T12')
    expect(finished({ sent: 1, unreachable: 2 })[0]).toBe(
      '⚠️ Đã gửi xong T12, còn 2 nơi cần xem lại',
    )
  })

  it('has none when nobody has it', () => {
    const [title, ...rest] = finished({ unreachable: 2 })

    expect(title).toBe('⚠️ Đã gửi xong T12, còn 2 nơi cần xem lại')
    expect(rest).not.toContain(vi.send.noAudienceLeft)
  })

  it('does not say of what has ended for want of quota that it still goes', () => {
    const lines = finished({ sent: 1, rejected: 1 }, [{ chat: 'Lan', why: 'quota', waits: false }])

    expect(lines).toContain(`⚠️ ${vi.send.failed}:`)
    expect(lines).not.toContain(`⏳ ${vi.send.waiting}:`)
  })

  it('says that nobody was left to send it to', () => {
    const [title, ...rest] = finished({})

    expect(title).toBe('⚠️ Đã gửi xong T12')
    expect(rest).toContain(vi.send.noAudienceLeft)
  })
})
