import { describe, expect, it } from '@jest/globals'
import { pollBotUpdates, ZaloError, type ZaloErrorClass } from '../src/index.ts'

const update = (id: string): unknown => ({
  event_name: 'message.text.received',
  message: { chat: { id: 'u1' }, message_id: id, text: id },
})
const failure = (code: number, errorClass: ZaloErrorClass): ZaloError =>
  new ZaloError({ code, class: errorClass, text: 'why' })

/** A platform that gives its answers one call after the other, then is quiet until the signal aborts. */
function platform(answers: readonly (readonly unknown[] | ZaloError)[], stop: AbortController) {
  const calls: number[] = []
  const getUpdates = (): Promise<unknown[]> => {
    const answer = answers[calls.length]
    calls.push(Date.now())
    if (answer === undefined) {
      stop.abort()
      return Promise.resolve([])
    }
    return answer instanceof ZaloError ? Promise.reject(answer) : Promise.resolve([...answer])
  }
  return { calls, getUpdates }
}

describe('polling for updates', () => {
  const collect = async (
    answers: readonly (readonly unknown[] | ZaloError)[],
    leastRoundMs = 1,
  ): Promise<{ got: unknown[]; calls: number[]; failures: ZaloError[] }> => {
    const stop = new AbortController()
    const bot = platform(answers, stop)
    const failures: ZaloError[] = []
    const got: unknown[] = []
    const onFailure = (error: ZaloError): void => void failures.push(error)
    for await (const one of pollBotUpdates(bot, { signal: stop.signal, leastRoundMs, onFailure }))
      got.push(one)
    return { got, calls: bot.calls, failures }
  }

  it('gives each update once, also when the platform plays it back', async () => {
    const { got } = await collect([
      [update('m1')],
      [update('m1')],
      [],
      [update('m2')],
      [update('m1')],
    ])

    expect(got).toEqual([update('m1'), update('m2')])
  })

  it('gives what it does not know, each time', async () => {
    const odd = { event_name: 'bot.changed' }

    expect((await collect([[odd], [odd]])).got).toEqual([odd, odd])
  })

  it('keeps a distance between two instant answers', async () => {
    const { calls } = await collect([[update('m1')], [update('m1')], [update('m1')]], 60)

    const gaps = calls.slice(1).map((time, index) => time - (calls[index] ?? 0))
    expect(gaps).toHaveLength(3)
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(55)
  })

  it('asks for the next update only when the last one was dealt with', async () => {
    const stop = new AbortController()
    const bot = platform([[update('m1')]], stop)
    const updates = pollBotUpdates(bot, { signal: stop.signal, leastRoundMs: 1 })

    await updates.next()
    await new Promise((resolve) => setTimeout(resolve, 40))
    expect(bot.calls).toHaveLength(1)

    expect(await updates.next()).toEqual({ done: true, value: undefined })
    expect(bot.calls).toHaveLength(2)
  })

  it('tries again what is transient, ever more slowly', async () => {
    const busy = failure(429, 'transient')
    const { got, calls, failures } = await collect([busy, busy, busy, [update('m1')]], 20)

    expect(got).toEqual([update('m1')])
    expect(failures).toEqual([busy, busy, busy])
    expect((calls[3] ?? 0) - (calls[2] ?? 0)).toBeGreaterThanOrEqual(155)
  })

  it('keeps its distance also where it is told to come at once', async () => {
    const atOnce = new ZaloError({ code: 429, class: 'transient', text: 'why', retryAfterMs: 0 })
    const { calls } = await collect([atOnce, [update('m1')]], 60)

    expect((calls[1] ?? 0) - (calls[0] ?? 0)).toBeGreaterThanOrEqual(55)
  })

  it.each([failure(400, 'payload'), failure(401, 'human')])(
    'ends with what no waiting heals: $code',
    async (error) => {
      await expect(collect([error])).rejects.toBe(error)
    },
  )

  it('ends with its signal while it waits', async () => {
    const stop = new AbortController()
    const bot = platform([[update('m1')]], new AbortController())
    const updates = pollBotUpdates(bot, { signal: stop.signal, leastRoundMs: 60_000 })
    await updates.next()
    setTimeout(() => stop.abort(), 20)

    expect(await updates.next()).toEqual({ done: true, value: undefined })
    expect(bot.calls).toHaveLength(1)
  })
})
