import { describe, expect, it } from '@jest/globals'
import { TELEGRAM_FACE } from '../../../../src/channels/telegram/telegram-channel.ts'
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

  it('comes also where every timer is late, again and again', async () => {
    const paced = createSlots(
      createPacer(() => TELEGRAM_FACE.capabilities.pace),
      () => false,
    )
    const busy = setInterval(() => {
      for (const until = monotonicNow() + 60; monotonicNow() < until;);
    }, 1)
    const taken: boolean[] = []
    for (let index = 0; index < 10; index++) {
      taken.push(await paced.take({ ...LAN, chatId: `chat ${index}` as ChatId }, monotonicNow()))
      paced.leave()
    }
    clearInterval(busy)

    expect(taken).toEqual(Array.from({ length: 10 }, () => true))
  })
})
