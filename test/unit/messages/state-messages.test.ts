import { describe, expect, it } from '@jest/globals'
import { vi } from '../../../src/i18n/vi.ts'
import { stateMessage, type StateView } from '../../../src/messages/state-messages.ts'

type ChannelView = StateView['channels'][number]

function linesOf(channel: Partial<ChannelView>): string[] {
  const { blocks } = stateMessage(
    {
      channels: [
        {
          platform: 'zalo-bot',
          name: 'Bot xã',
          isOpen: true,
          stoppedReason: null,
          isRetired: false,
          waiting: 1,
          sent: 0,
          failed: 0,
          unknown: 0,
          lastCall: null,
          standing: {
            at: '05:18',
            lines: [{ topic: 'hears', text: 'Chưa có tin nào đến', isBad: false }],
          },
          ...channel,
        },
      ],
      groups: 1,
      unboundGroups: 0,
      deadGroups: 0,
      oldestMinutes: null,
      failedUpdates: 0,
      heldNotices: [],
    },
    vi,
  )
  return blocks.flatMap((block) =>
    block.kind === 'field' ? [block.value] : block.kind === 'list' ? block.items : [],
  )
}

describe('a bot in the state of the service', () => {
  it('that is open says what its platform has said', () => {
    expect(linesOf({})[0]).toBe('✅ đang hoạt động')
    expect(linesOf({})).toContain('Chưa có tin nào đến')
  })

  it('that is not open may be out of the configuration, and who is to look is named', () => {
    const lines = linesOf({ isOpen: false })

    expect(lines[0]).toContain('hoặc không còn trong cấu hình')
    expect(lines[0]).toContain('xin báo người vận hành')
    expect(lines).not.toContain('Chưa có tin nào đến')
  })

  it('that was retired is not said to be waited for', () => {
    const lines = linesOf({ isOpen: false, isRetired: true })

    expect(lines[0]).toBe('đã bỏ, không còn dùng')
    expect(linesOf({ isRetired: true })[0]).toBe('✅ đang hoạt động')
  })
})
