import { describe, expect, it } from '@jest/globals'
import { oaErrorClass, ZaloError } from 'zalo-api-sdk-node'
import { oaOutcome } from '../../../../src/channels/zalo-oa/zalo-oa-outcome.ts'

/** 22:30 in Vietnam. */
const LATE = Date.UTC(2026, 10, 1, 15, 30)
const HOUR = 3_600_000
/** By which Zalo's clock may be behind ours. */
const MARGIN = 120_000

const AGAIN = { chatType: 'private', isRepeated: true, keptOut: 60 } as const

const platformError = (code: number): ZaloError =>
  new ZaloError({ code, class: oaErrorClass(code), text: 'why', status: 200 })

describe('what an error of an official account means for the chat and the lane', () => {
  it.each([
    [-213, 'never-started'],
    [-217, 'blocked'],
    [-227, 'gone'],
    [-230, 'waiting-for-contact'],
    [-232, 'waiting-for-contact'],
    [-244, 'blocked'],
    [-237, 'no-rights'],
    [-403, 'left'],
  ])('%i leaves the others reachable: %s', (code, chatState) => {
    expect(oaOutcome(platformError(code), LATE)).toMatchObject({
      kind: 'unreachable',
      chatState,
      reason: `${code} why`,
    })
  })

  it.each([-204, -205, -209, -212, -219, -221, -223, -224, -235, -242, -14_014, -216, -220])(
    '%i stops the lane until a person has acted',
    (code) => {
      expect(oaOutcome(platformError(code), LATE)).toMatchObject({ kind: 'auth' })
    },
  )

  it.each([-201, -210, -233, -238, -240, -248, -249, -100, -320, -321, -9999])(
    '%i concerns this copy only',
    (code) => {
      expect(oaOutcome(platformError(code), LATE)).toMatchObject({
        kind: 'rejected',
        reason: `${code} why`,
      })
    },
  )

  it('waits until morning, until midnight or an hour, by the reason', () => {
    expect(oaOutcome(platformError(-234), LATE)).toMatchObject({
      afterMs: 7.5 * HOUR + MARGIN,
      scope: 'chat',
    })
    expect(oaOutcome(platformError(-218), LATE)).toMatchObject({
      afterMs: 1.5 * HOUR + MARGIN,
      scope: 'chat',
    })
    expect(oaOutcome(platformError(-211), LATE)).toMatchObject({ afterMs: HOUR, scope: 'chat' })
  })

  it.each([
    [-218, 'midnight', Date.UTC(2026, 10, 1, 17)],
    [-234, 'six', Date.UTC(2026, 10, 1, 23)],
  ])('%i waits minutes where it is just past %s by our clock alone', (code, _hour, at) => {
    expect(oaOutcome(platformError(code), at)).toMatchObject({ afterMs: MARGIN })
    expect(oaOutcome(platformError(code), at + 30_000)).toMatchObject({ afterMs: 300_000 })
    expect(oaOutcome(platformError(code), at - 30_000)).toMatchObject({ afterMs: 150_000 })
    expect(oaOutcome(platformError(code), at + HOUR)).toMatchObject({ afterMs: 23 * HOUR + MARGIN })
  })

  it('waits for the next minute with the whole lane when the rate is used up', () => {
    const error = new ZaloError({ code: -32, class: 'transient', text: 'x', retryAfterMs: 9_000 })

    expect(oaOutcome(error, LATE)).toMatchObject({
      kind: 'retry-after',
      afterMs: 10_000,
      scope: 'lane',
    })
  })

  it('tries a failure without detail once more and then gives it up', () => {
    expect(oaOutcome(platformError(-200), LATE)).toMatchObject({ kind: 'retry-after' })
    expect(oaOutcome(platformError(-200), LATE, AGAIN)).toMatchObject({ kind: 'rejected' })
  })

  it.each([-14_014, -14_015, -201, -213, -403, -999, 'no-token'])(
    '%s of the token server is a matter of the account and of no chat or copy',
    (code) => {
      const error = new ZaloError({ code, class: 'human', text: 'x', ofGrant: true })

      expect(oaOutcome(error, LATE)).toMatchObject({ kind: 'auth' })
    },
  )

  it.each(['http-302', 'http-400', 'http-403', 'http-404', 'refresh-lost', -200])(
    '%s of the token server waits with the lane, however often',
    (code) => {
      const error = new ZaloError({ code, class: 'transient', text: 'x', ofGrant: true })

      expect(oaOutcome(error, LATE, AGAIN)).toMatchObject({ kind: 'retry-after' })
    },
  )

  it('says so when nobody knows', () => {
    const error = new ZaloError({ code: 'timeout', class: 'unknown-outcome', text: 'x' })

    expect(oaOutcome(error, LATE)).toEqual({ kind: 'unknown', reason: 'x' })
  })

  it('lets an error of our own through', () => {
    expect(() => oaOutcome(new TypeError('bug'), LATE)).toThrow('bug')
  })
})
