import { describe, expect, it } from '@jest/globals'
import type { ChatId } from '../../../../src/domain/id.ts'
import { monotonicNow } from '../../../../src/usecases/sending/monotonic-now.ts'
import { createPacer } from '../../../../src/usecases/sending/pacer.ts'
import { createSlots } from '../../../../src/usecases/sending/slots.ts'
import { NO_PACE } from '../../../support/plain-channel.ts'

const LAN = { chatId: 'lan' as ChatId, type: 'private', editOf: null } as const

describe('the slot of a claimed call', () => {
  const slots = createSlots(
    createPacer(() => NO_PACE),
    () => false,
  )

  it('is not for a claim of long ago: its process stood still, and another may have the lane', async () => {
    expect(await slots.take(LAN, monotonicNow() - 6_000)).toBe(false)
    expect(slots.callsOut()).toBe(0)
  })

  it('is for one that the database was slow to write', async () => {
    expect(await slots.take(LAN, monotonicNow() - 2_000)).toBe(true)
    expect(slots.callsOut()).toBe(1)
  })
})
