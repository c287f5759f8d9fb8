import { describe, expect, it } from '@jest/globals'
import { TELEGRAM_FACE } from '../../../../src/channels/telegram/telegram-channel.ts'
import type { ChatId } from '../../../../src/domain/id.ts'
import { noteEnd } from '../../../../src/usecases/sending/note-end.ts'
import { createPacer, type PacedCall } from '../../../../src/usecases/sending/pacer.ts'

const TELEGRAM = TELEGRAM_FACE.capabilities.pace
const SENT = { kind: 'sent', messageIds: [] } as const
const LAN: PacedCall = { chatId: 'lan' as ChatId, type: 'private', editOf: null }

describe('a call that has ended', () => {
  it.each([
    { title: 'slows the bot down when answers are slow', isUpload: false, share: 0.85 },
    { title: 'does not when it was a file that went up slowly', isUpload: true, share: 1 },
  ])('$title', ({ isUpload, share }) => {
    const pacer = createPacer(() => TELEGRAM)
    for (const at of [4_000, 4_100, 4_200])
      noteEnd(pacer, { call: LAN, outcome: SENT, isUpload, ms: 4_000, at })

    // The second leaves when the rest behind the first is over.
    for (const at of [10_000, 10_200]) pacer.take(LAN, at)

    expect(pacer.laneReadyAt() - 10_200).toBeCloseTo((0.75 * 1_000) / (TELEGRAM.perSecond * share))
  })

  it.each([
    { title: 'when it left, as a rule', isUpload: false, ms: 90, readyAt: 1_000 },
    { title: 'when it ended, if it carried up a file', isUpload: true, ms: 400, readyAt: 1_400 },
    { title: 'just before it ended, if it took longer', isUpload: false, ms: 400, readyAt: 1_300 },
    { title: 'just before it ended, if it took long', isUpload: false, ms: 3_000, readyAt: 3_900 },
  ])('counts for its chat $title', ({ isUpload, ms, readyAt }) => {
    const pacer = createPacer(() => TELEGRAM)
    pacer.take(LAN, 0)

    noteEnd(pacer, { call: LAN, outcome: SENT, isUpload, ms, at: ms })

    expect(pacer.chatReadyAt(LAN)).toBe(readyAt)
  })
})
