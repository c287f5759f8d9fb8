import { describe, expect, it } from '@jest/globals'
import { TELEGRAM_FACE } from '../../../../src/channels/telegram/telegram-channel.ts'
import type { ChatId } from '../../../../src/domain/id.ts'
import { noteEnd } from '../../../../src/usecases/sending/note-end.ts'
import { createPacer } from '../../../../src/usecases/sending/pacer.ts'

const TELEGRAM = TELEGRAM_FACE.capabilities.pace
const SENT = { kind: 'sent', messageIds: [] } as const

describe('a call that has ended', () => {
  it.each([
    { title: 'slows the bot down when answers are slow', isUpload: false, share: 0.85 },
    { title: 'does not when it was a file that went up slowly', isUpload: true, share: 1 },
  ])('$title', ({ isUpload, share }) => {
    const pacer = createPacer(() => TELEGRAM)
    for (const at of [4_000, 4_100, 4_200])
      noteEnd(pacer, { outcome: SENT, isUpload, ms: 4_000, at })

    // The second leaves when the rest behind the first is over.
    for (const [name, at] of [
      ['lan', 10_000],
      ['hoa', 10_200],
    ] as const)
      pacer.take({ chatId: name as ChatId, type: 'private', editOf: null }, at)

    expect(pacer.laneReadyAt() - 10_200).toBeCloseTo((0.75 * 1_000) / (TELEGRAM.perSecond * share))
  })
})
