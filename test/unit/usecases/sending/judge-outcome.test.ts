import { describe, expect, it } from '@jest/globals'
import type { SendOutcome } from '../../../../src/channels/channel.ts'
import { judgeOutcome, type CallFacts } from '../../../../src/usecases/sending/judge-outcome.ts'

const LAST: CallFacts = {
  isLastPart: true,
  isEdit: false,
  goesOn: false,
  purpose: 'broadcast',
  traceless: false,
  tries: 0,
  ageMs: 0,
}
const UNKNOWN: SendOutcome = { kind: 'unknown', reason: 'reset' }

describe('what an outcome means', () => {
  it.each<{ title: string; outcome: SendOutcome; state: string; counts: boolean }>([
    {
      title: 'sent',
      outcome: { kind: 'sent', messageIds: ['1'] },
      state: 'sent',
      counts: false,
    },
    {
      title: 'to wait',
      outcome: { kind: 'retry-after', afterMs: 9, scope: 'chat', why: 'too-many', reason: '429' },
      state: 'planned',
      counts: false,
    },
    {
      title: 'blocked',
      outcome: { kind: 'unreachable', chatState: 'blocked', why: 'blocked', reason: '403' },
      state: 'unreachable',
      counts: true,
    },
    {
      title: 'waiting for the person',
      outcome: {
        kind: 'unreachable',
        chatState: 'waiting-for-contact',
        why: 'waiting-for-contact',
        reason: '-230',
      },
      state: 'waiting-for-contact',
      counts: true,
    },
    {
      title: 'moved',
      outcome: { kind: 'migrated', toChatId: '2', reason: 'upgraded' },
      state: 'planned',
      counts: false,
    },
    {
      title: 'refused',
      outcome: { kind: 'rejected', why: 'refused', reason: 'bad' },
      state: 'rejected',
      counts: true,
    },
    {
      title: 'token refused',
      outcome: { kind: 'auth', why: 'token-refused', reason: '401' },
      state: 'planned',
      counts: false,
    },
    { title: 'no answer', outcome: UNKNOWN, state: 'unknown', counts: true },
  ])('$title: $state', ({ outcome, state, counts }) => {
    const judgement = judgeOutcome(outcome, LAST)

    expect(judgement).toMatchObject({
      deliveryState: state,
      isFailure: counts,
    })
  })

  it('keeps the delivery in hand while parts are left', () => {
    const judgement = judgeOutcome({ kind: 'sent', messageIds: [] }, { ...LAST, isLastPart: false })

    expect(judgement).toMatchObject({ deliveryState: 'sending', erase: false })
  })

  it('waits three days for an account’s quota, and no longer', () => {
    const gone = { kind: 'retry-after', scope: 'chat', why: 'quota', reason: '' } as const
    const days = (count: number) => ({ ...LAST, ageMs: count * 24 * 3_600_000 })

    expect(judgeOutcome({ ...gone, afterMs: 3_600_000 }, days(2.9))).toMatchObject({
      deliveryState: 'planned',
      retryMs: 3_600_000,
    })
    expect(judgeOutcome({ ...gone, afterMs: 3_600_000 }, days(3))).toMatchObject({
      deliveryState: 'rejected',
      erase: false,
    })
    // Nobody sends a message again that is no copy; its words go.
    for (const purpose of ['answer', 'card', 'reminder'] as const)
      expect(judgeOutcome({ ...gone, afterMs: 3_600_000 }, { ...days(3), purpose })).toMatchObject({
        deliveryState: 'rejected',
        erase: true,
      })
    expect(judgeOutcome({ ...gone, why: 'too-many', afterMs: 1_000 }, days(9))).toMatchObject({
      deliveryState: 'planned',
    })
  })

  it('makes an edit without an answer again, but not for ever', () => {
    const edit = { ...LAST, isEdit: true }

    expect(judgeOutcome(UNKNOWN, edit)).toMatchObject({ deliveryState: 'planned', isFailure: true })
    expect(judgeOutcome(UNKNOWN, { ...edit, tries: 8 })).toMatchObject({
      deliveryState: 'unknown',
    })
  })

  it('makes what somebody waits for once more', () => {
    const answer: CallFacts = { ...LAST, purpose: 'answer' }

    expect(judgeOutcome(UNKNOWN, answer)).toMatchObject({
      deliveryState: 'planned',
      retryMs: 5_000,
      isFailure: true,
    })
    expect(judgeOutcome(UNKNOWN, { ...answer, tries: 1 }).deliveryState).toBe('unknown')
  })

  it('makes a card for some minutes, and keeps the office’s answer then', () => {
    const card: CallFacts = { ...LAST, purpose: 'card' }

    expect([0, 1, 2].map((tries) => judgeOutcome(UNKNOWN, { ...card, tries }).retryMs)).toEqual([
      5_000, 60_000, 600_000,
    ])
    expect(judgeOutcome(UNKNOWN, { ...card, tries: 3 }).deliveryState).toBe('unknown')
    expect(judgeOutcome(UNKNOWN, { ...card, tries: 3, traceless: true })).toMatchObject({
      deliveryState: 'waiting-for-contact',
      erase: false,
    })
  })

  it('makes a part once more whose old upload may have been meant, and a change whose message is gone anew', () => {
    const refused = { kind: 'rejected', why: 'file-stale', reason: '' } as const
    expect(judgeOutcome(refused, { ...LAST, goesOn: true })).toMatchObject({
      deliveryState: 'sending',
      isFailure: false,
      erase: false,
    })

    const gone = { kind: 'rejected', why: 'message-gone', reason: '' } as const
    expect(judgeOutcome(gone, { ...LAST, isEdit: true })).toMatchObject({
      deliveryState: 'planned',
      retryMs: 0,
      erase: false,
    })
    expect(judgeOutcome(gone, LAST).deliveryState).toBe('rejected')
  })

  it('lets everything wait for its person but what only shows progress, and reminders', () => {
    const why = 'waiting-for-contact'
    const awaited = { kind: 'unreachable', chatState: why, why, reason: '' } as const
    const judged = (purpose: CallFacts['purpose']) =>
      judgeOutcome(awaited, { ...LAST, isEdit: true, purpose })

    for (const purpose of ['broadcast', 'answer', 'card'] as const)
      expect(judged(purpose)).toMatchObject({ deliveryState: why, erase: false })
    expect(judged('reminder')).toMatchObject({ deliveryState: 'unreachable', erase: true })
    expect(judged('progress')).toMatchObject({ deliveryState: 'cancelled', erase: true })
  })

  it('lets the office’s answer wait for who asked whatever keeps it away, and no reply of the bot', () => {
    const blocked = {
      kind: 'unreachable',
      chatState: 'blocked',
      why: 'blocked',
      reason: '',
    } as const
    const card: CallFacts = { ...LAST, purpose: 'card' }

    expect(judgeOutcome(blocked, { ...card, traceless: true })).toMatchObject({
      deliveryState: 'waiting-for-contact',
      erase: false,
    })
    const reply: CallFacts = { ...LAST, purpose: 'answer', traceless: true }
    for (const facts of [card, reply])
      expect(judgeOutcome(blocked, facts)).toMatchObject({
        deliveryState: 'unreachable',
        erase: true,
      })
  })

  it('keeps a content that may be needed again, and no other', () => {
    const kept = (outcome: SendOutcome) => !judgeOutcome(outcome, LAST).erase

    expect(kept(UNKNOWN)).toBe(true)
    expect(
      kept({
        kind: 'unreachable',
        chatState: 'waiting-for-contact',
        why: 'waiting-for-contact',
        reason: '',
      }),
    ).toBe(true)
    expect(kept({ kind: 'unreachable', chatState: 'gone', why: 'gone', reason: '' })).toBe(false)
    expect(kept({ kind: 'rejected', why: 'refused', reason: '' })).toBe(false)
  })
})
