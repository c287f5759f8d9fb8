import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { openStage, SEED, type Answer, type Stage } from './emulator-stage.ts'

const CROWD = Array.from({ length: 40 }, (_, index) => ({
  platform: 'telegram' as const,
  externalId: String(20_000 + index),
  kind: 'private' as const,
  title: 'Nhịp Cầu',
  members: ['lan'],
}))

let stage: Stage

beforeEach(async () => {
  stage = await openStage({ seed: { ...SEED, chats: [...SEED.chats, ...CROWD] } })
})

afterEach(() => stage.close())

function send(chat_id: number | string, text = 'Kính gửi'): Promise<Answer> {
  return stage.telegram('sendMessage', { chat_id, text })
}

async function statuses(times: number, run: () => Promise<Answer>): Promise<number[]> {
  const found: number[] = []
  for (let done = 0; done < times; done += 1) found.push((await run()).status)
  return found
}

describe("Telegram's limits", () => {
  it('let 31 sends through in a second and refuse the next, until the second is over', async () => {
    // At one moment, however long a busy machine takes for them.
    const moment = jest.spyOn(Date, 'now').mockReturnValue(Date.now())
    const answers = await Promise.all(CROWD.map(({ externalId }) => send(externalId)))
    moment.mockRestore()
    const refused = answers.filter(({ status }) => status === 429)

    expect(answers.length - refused.length).toBe(31)
    expect(refused[0]?.body).toMatchObject({
      error_code: 429,
      description: 'Too Many Requests: retry after 1',
      parameters: { retry_after: 1 },
    })
    expect(refused[0]?.headers.get('retry-after')).toBe('1')
    stage.advance(1000)
    expect((await send('20039')).status).toBe(200)
  })

  it('count sends and edits of a group together: 20 in a minute', async () => {
    const { body } = await send(-5001)
    const { message_id } = body['result'] as { message_id: number }
    const edits = await statuses(10, () =>
      stage.telegram('editMessageText', {
        chat_id: -5001,
        message_id,
        text: String(Math.random()),
      }),
    )
    const sends = await statuses(10, () => send(-5001))

    expect(edits).not.toContain(429)
    expect(sends.indexOf(429)).toBe(9)
    expect((await send(1001)).status).toBe(200)
    stage.advance(60_000)
    expect((await send(-5001)).status).toBe(200)
  })

  it('take a small burst in a private chat, then one message a second', async () => {
    expect(await statuses(6, () => send(1001))).toEqual([200, 200, 200, 200, 200, 429])
    stage.advance(1000)
    expect(await statuses(2, () => send(1001))).toEqual([200, 429])
  })

  it('may hold the caller instead of refusing, as the real server does for a while', async () => {
    const patient = await openStage({
      limits: { telegram: { privateBurst: 1, privateRefillMs: 500, hiddenWaitMs: 8000 } },
    })
    const send = () => patient.telegram('sendMessage', { chat_id: 1001, text: 'a' })
    const answers = [await send(), await send()]
    const { body } = await patient.read('calls')
    await patient.close()

    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    const [, second] = body['calls'] as { latencyMs: number }[]
    expect(second?.latencyMs).toBeGreaterThan(20)
  })

  it('never hold back toasts', async () => {
    await statuses(6, () => send(1001))

    const answer = await stage.telegram('answerCallbackQuery', { callback_query_id: '1' })

    expect(answer.body['description']).toContain('query is too old')
  })

  it.each([
    { title: '4096 letters', text: 'ă'.repeat(4096), status: 200 },
    { title: '4096 emojis', text: '📢'.repeat(4096), status: 200 },
    { title: '4097 letters', text: 'ă'.repeat(4097), status: 400 },
    { title: 'nothing but spaces', text: ' \n ', status: 400 },
    { title: '4096 letters in tags', text: `<b>${'a'.repeat(4096)}</b>`, status: 200 },
  ])('answer $status to $title', async ({ text, status }) => {
    const answer = await stage.telegram('sendMessage', { chat_id: 1001, text, parse_mode: 'HTML' })

    expect(answer.status).toBe(status)
  })

  it.each([
    { title: 'an unknown tag', text: 'a <h1>b</h1>', says: 'Unsupported start tag "h1"' },
    { title: 'a lone <', text: 'a < b', says: 'Unclosed start tag' },
    { title: 'a wrong end', text: '<b>a</i>', says: 'Unmatched end tag' },
    { title: 'no end', text: '<b>a', says: "Can't find end tag" },
  ])('refuse $title', async ({ text, says }) => {
    const answer = await stage.telegram('sendMessage', { chat_id: 1001, text, parse_mode: 'HTML' })

    expect(answer.body['description']).toContain(says)
  })

  it.each([
    { title: '64 bytes', data: 'a'.repeat(64), status: 200 },
    { title: '65 bytes', data: 'a'.repeat(65), status: 400 },
    { title: '22 letters of three bytes', data: 'ạ'.repeat(22), status: 400 },
  ])('answer $status to callback data of $title', async ({ data, status }) => {
    const reply_markup = { inline_keyboard: [[{ text: 'Đã nhận', callback_data: data }]] }

    const answer = await stage.telegram('sendMessage', { chat_id: 1001, text: 'a', reply_markup })

    expect(answer.status).toBe(status)
  })
})

describe("an OA's rate", () => {
  it('is counted down in the headers and starts again with the next minute', async () => {
    const limited = await openStage({ limits: { zaloOa: { callsPerMinute: 2 } } })
    const ask = () =>
      limited.send('/openapi/v2.0/oa/getoa', { headers: { access_token: 'first-access' } })
    // From the start of a minute, so that the three calls lie in the same one.
    const { body } = await limited.read('state')
    limited.advance(60_000 - ((body['clock'] as number) % 60_000))

    const answers = [await ask(), await ask(), await ask()]
    limited.advance(60_000)
    const later = await ask()
    await limited.close()

    expect(answers.map(({ headers }) => headers.get('x-ratelimit-remain'))).toEqual(['1', '0', '0'])
    expect(answers.map((answer) => answer.body['error'])).toEqual([0, 0, -32])
    expect(later.body).toMatchObject({ error: 0, data: { name: 'UBND xã Như Xuân' } })
  })
})
