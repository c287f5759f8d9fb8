import { afterEach, describe, expect, it } from '@jest/globals'
import { TelegramClient } from '../../src/channels/telegram/telegram-client.ts'
import { clockBeside } from '../../src/compose/clock-beside.ts'
import { type ScriptedServer, startScriptedServer } from '../support/scripted-server.ts'
import { waitUntil } from '../support/wait-until.ts'

const HOUR = 3_600_000
const opened: (() => unknown)[] = []

afterEach(async () => {
  await Promise.all(opened.splice(0).map((end) => end()))
})

/** A platform whose clock is not ours. */
async function platformAt(offMs: number): Promise<ScriptedServer> {
  const server = await startScriptedServer((_request, response) => {
    const date = new Date(Date.now() + offMs).toUTCString()
    const result = { ok: true, result: [] }
    response.writeHead(200, { 'content-type': 'application/json', date })
    response.end(JSON.stringify(result))
  })
  opened.push(() => server.stop())
  return server
}

function clockFor(roots: { telegram?: ScriptedServer; zaloBot?: ScriptedServer }) {
  const { telegram, zaloBot } = roots
  const clock = clockBeside({
    ...(telegram && { telegram: { token: '5:a', apiRoot: `${telegram.origin}/prefix` } }),
    ...(zaloBot && { zaloBot: { token: '5:b', apiRoot: zaloBot.origin } }),
  })
  opened.push(() => clock.stop())
  return clock
}

async function callTelegram({ origin }: ScriptedServer): Promise<void> {
  const client = new TelegramClient({ token: '5:a', apiRoot: `${origin}/prefix` })
  opened.push(() => client.disconnect())
  await client.call('getUpdates', {})
}

describe('the machine’s clock', () => {
  it('is known to be ahead by what a platform answers, until it is set right', async () => {
    const [behind, right] = [await platformAt(-3 * HOUR), await platformAt(0)]
    const clock = clockFor({ telegram: behind, zaloBot: right })
    expect(clock.aheadMs?.()).toBe(0)
    expect(clock.isRight?.()).toBe(false)
    expect(clock.saidAt?.(behind.origin)).toBeNull()

    await callTelegram(behind)
    expect(Math.abs(clock.aheadMs!() - 3 * HOUR)).toBeLessThan(5_000)
    expect(clock.isRight?.()).toBe(true)

    await waitUntil('an answer of the right clock is heard', async () => {
      await fetch(`${right.origin}/bot5:b/getMe`)
      return clock.aheadMs!() < 5_000
    })
    // What each has said goes on with the time, also where another is heard since.
    const said = clock.saidAt!(`${behind.origin}/prefix`)!
    expect(Math.abs(Date.now() - 3 * HOUR - said.getTime())).toBeLessThan(5_000)
  })

  it('is not right where a platform says another day', async () => {
    const telegram = await platformAt(-30 * HOUR)
    const clock = clockFor({ telegram })

    await callTelegram(telegram)

    expect(clock.isRight?.()).toBe(false)
  })

  it('is not ahead where it is behind, nor by what somebody else says', async () => {
    const [ahead, stranger] = [await platformAt(3 * HOUR), await platformAt(-3 * HOUR)]
    const clock = clockFor({ zaloBot: ahead })

    for (const { origin } of [ahead, stranger]) await fetch(`${origin}/bot5:b/getMe`)

    expect(clock.aheadMs?.()).toBe(0)
  })
})
