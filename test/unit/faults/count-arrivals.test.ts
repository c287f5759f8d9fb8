import { describe, expect, it } from '@jest/globals'
import {
  brokenPromises,
  countArrivals,
  type Evidence,
  type LoggedCall,
} from '../../faults/count-arrivals.ts'

const MARKER = 'ĐỢT-1'
const GROUP = 'telegram:-100'
/** Lan, Minh and Hoa. */
const [LAN, MINH, HOA] = ['telegram:1', 'telegram:2', 'telegram:3'] as const
const PEOPLE = [LAN, MINH, HOA]

const call = (
  chatId: string,
  part: number,
  at: number,
  more: Partial<LoggedCall> = {},
): LoggedCall => ({
  at,
  platform: 'telegram',
  method: 'sendMessage',
  chatId,
  ok: true,
  status: 200,
  errorCode: null,
  payload: { chat_id: chatId, text: `(${part}/2)\nMời họp ${MARKER}` },
  latencyMs: 100,
  ...more,
})

/** Everybody has both parts, a second apart. */
const sound = (): LoggedCall[] =>
  PEOPLE.flatMap((chat, index) => [call(chat, 1, index * 50), call(chat, 2, 1_000 + index * 50)])

const count = (calls: readonly LoggedCall[], more: Partial<Omit<Evidence, 'calls'>> = {}) => {
  const counted = countArrivals({
    calls,
    expected: { marker: MARKER, chats: PEOPLE, document: null, leastTexts: 1 },
    marks: [],
    standings: PEOPLE.map((chatId) => ({ chatId, state: 'sent' })),
    kills: [],
    oaCallsPerMinute: 100,
    toldToWaitMs: null,
    ...more,
  })
  return { ...counted, broken: brokenPromises(counted) }
}

describe('the counter of arrivals', () => {
  it('finds nothing wrong where every chat has every part once', () => {
    expect(count(sound())).toMatchObject({ expected: 3, complete: 3, lost: [], broken: [] })
  })

  it('finds a part that the ledger calls sent and that never arrived', () => {
    const calls = sound().filter(
      ({ chatId, payload }) => chatId !== MINH || !/2\/2/.test(JSON.stringify(payload)),
    )

    expect(count(calls)).toMatchObject({ lost: [MINH], broken: ['1 lost'] })
  })

  it('finds a notice that was cut short and does not say so itself', () => {
    const whole = PEOPLE.map((chat) => call(chat, 1, 0, { payload: { text: `Mời họp ${MARKER}` } }))
    const expected = { marker: MARKER, chats: PEOPLE, document: null, leastTexts: 2 }

    expect(count(sound(), { expected }).lost).toEqual([])
    expect(count(whole, { expected }).lost).toEqual(PEOPLE)
  })

  it('finds a chat that got nothing, also when the ledger has forgotten it', () => {
    const calls = sound().filter(({ chatId }) => chatId !== HOA)

    expect(count(calls, { standings: [] }).lost).toEqual([HOA])
  })

  it('takes what the ledger shows as unknown for shown and not for lost', () => {
    const calls = sound().filter(({ chatId }) => chatId !== HOA)
    const standings = [{ chatId: HOA, state: 'unknown' }]

    expect(count(calls, { standings })).toMatchObject({ shown: { unknown: 1 }, broken: [] })
  })

  it('takes what the platform refused for not arrived', () => {
    const calls = sound().map((one) => (one.chatId === LAN ? { ...one, ok: false } : one))

    expect(count(calls).lost).toEqual([LAN])
  })

  it('finds a part that came twice without a mark', () => {
    const calls = [...sound(), call(LAN, 2, 60_000)]

    expect(count(calls)).toMatchObject({
      duplicated: 1,
      broken: ['1 duplicated without a mark', '1 duplicated though not in flight'],
    })
  })

  it('finds a marked duplicate that was not in flight at any kill', () => {
    const evidence = { marks: [{ chatId: LAN, part: 2 }], kills: [{ at: 40_000, stalledMs: 0 }] }

    expect(count([...sound(), call(LAN, 2, 60_000)], evidence).broken).toEqual([
      '1 duplicated though not in flight',
    ])
  })

  it('accepts a marked duplicate whose first copy was in flight at a kill, or whose answer was lost', () => {
    const marks = [{ chatId: LAN, part: 2 }]
    const again = call(LAN, 2, 60_000)
    const unanswered = sound().map((one) => (one.chatId === LAN ? { ...one, status: 0 } : one))

    expect(
      count([...sound(), again], { marks, kills: [{ at: 1_050, stalledMs: 0 }] }),
    ).toMatchObject({
      duplicated: 1,
      inFlightAtKills: [3],
      broken: [],
    })
    expect(count([...unanswered, again], { marks }).broken).toEqual([])
  })

  it('finds a third copy where one mark stands', () => {
    const evidence = { marks: [{ chatId: LAN, part: 2 }], kills: [{ at: 1_050, stalledMs: 0 }] }
    const calls = [...sound(), call(LAN, 2, 60_000), call(LAN, 2, 70_000)]

    expect(count(calls, evidence)).toMatchObject({
      duplicated: 2,
      duplicatedUnmarked: [`${LAN} 2`],
    })
  })

  it('finds parts in the wrong order', () => {
    const calls = sound().map((one) => (one.chatId === HOA ? { ...one, at: 5_000 - one.at } : one))

    expect(count(calls)).toMatchObject({ outOfOrder: [HOA], broken: ['1 out of order'] })
  })

  it('wants the document after the texts', () => {
    const expected = { marker: MARKER, chats: [HOA], document: 'toan-van.docx', leastTexts: 1 }
    const file = call(HOA, 1, 3_000, { method: 'sendDocument', payload: { document: 'id' } })
    const early = [...sound(), { ...file, at: 50 }]

    expect(count(sound(), { expected }).lost).toEqual([HOA])
    expect(count(early, { expected }).outOfOrder).toEqual([HOA])
    expect(count([...sound(), file], { expected })).toMatchObject({ complete: 1, outOfOrder: [] })
  })

  it('wants the document on Zalo too, as a file of the OA and as a text of the bot', () => {
    const [oa, bot] = ['zalo-oa:1', 'zalo-bot:1']
    const expected = { marker: MARKER, chats: [oa, bot], document: 'toan-van.docx', leastTexts: 1 }
    const onOa = (message: object, at: number): LoggedCall =>
      call(oa, 1, at, { platform: 'zalo-oa', method: 'group/message', payload: { message } })
    const text = onOa({ text: `Mời họp ${MARKER}` }, 10)
    const file = onOa({ attachment: { type: 'file', payload: { token: 'abc' } } }, 20)
    const onBot = call(bot, 1, 30, { platform: 'zalo-bot' })
    const where = { ...onBot, at: 40, payload: { text: '(2/2)\n📎 toan-van.docx' } }

    expect(count([text, file, onBot, where], { expected })).toMatchObject({ complete: 2, lost: [] })
    expect(count([text, onBot], { expected }).lost).toEqual([oa, bot])
  })

  it("finds more than the bot's second, a private chat's second and a group's minute take", () => {
    const many = Array.from({ length: 33 }, (_, index) =>
      call(`telegram:${100 + index}`, 1, 9_000 + index),
    )
    const close = [call(LAN, 1, 20_000), call(LAN, 2, 20_400)]
    const edits = Array.from({ length: 22 }, (_, index) =>
      call(GROUP, 1, 30_000 + index * 2_000, {
        method: index % 2 ? 'editMessageText' : 'sendMessage',
      }),
    )

    const none = { perSecond: 0, perPrivateChat: 0, perGroup: 0, perOaMinute: 0 }
    expect(count(many).overLimits).toEqual({ ...none, perSecond: 2 })
    expect(count(close).overLimits).toEqual({ ...none, perPrivateChat: 1 })
    expect(count(edits).overLimits).toEqual({ ...none, perGroup: 2 })
    expect(count(edits)).toMatchObject({ busiestGroupMinute: 22 })
  })

  it("finds more calls of an OA than its minute has, whatever they are for, and no token's among them", () => {
    const oa = (method: string, at: number): LoggedCall =>
      call('zalo-oa:1', 1, at, { platform: 'zalo-oa', method })
    const minute = Array.from({ length: 100 }, (_, index) => oa('message/cs', 60_000 + index))
    const next = [oa('getoa', 120_000), oa('access_token', 119_000)]

    expect(count([...minute, ...next]).overLimits.perOaMinute).toBe(0)
    expect(count([...minute, oa('getoa', 119_999)])).toMatchObject({
      overLimits: { perOaMinute: 1 },
      busiestOaMinute: 101,
    })
  })

  it('finds a chat that is called before the wait is over that it was told', () => {
    const told = call(LAN, 1, 10_000, { ok: false, status: 429, errorCode: 429, fault: 'code' })
    const next = (at: number, method = 'sendMessage') => call(LAN, 1, at, { method })
    const tooSoon = (calls: readonly LoggedCall[]) =>
      count(calls, { toldToWaitMs: 2_000 }).calledTooSoon

    expect(tooSoon([told, next(12_000)])).toBe(0)
    expect(tooSoon([told, next(11_999)])).toBe(1)
    expect(tooSoon([told, next(11_000, 'editMessageText')])).toBe(1)
    expect(tooSoon([told, call(MINH, 1, 10_500)])).toBe(0)
  })

  it('tells a refusal for too many from one that the run had asked for, and from one of two that have just started', () => {
    const refusal = { ok: false, status: 429, errorCode: 429 }
    const own = call(LAN, 1, 5_000, refusal)
    const asked = call(LAN, 1, 5_000, { ...refusal, fault: 'code' })
    const started = call(LAN, 1, 5_000, { ...refusal, method: 'setWebhook' })

    expect(count([...sound(), own]).refusedAsTooMany).toBe(1)
    expect(count([...sound(), asked]).refusedAsTooMany).toBe(0)
    expect(count([...sound(), started]).refusedAsTooMany).toBe(0)
  })
})
