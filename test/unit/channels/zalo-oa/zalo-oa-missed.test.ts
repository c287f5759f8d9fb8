import { afterEach, describe, expect, it } from '@jest/globals'
import type { Sleep } from '../../../../src/channels/sleep.ts'
import { type ScriptedZaloOa, startScriptedZaloOa } from '../../../support/scripted-zalo-oa.ts'

const NIGHT = Date.UTC(2026, 10, 1, 15)
const HOUR = 3_600_000
const MINUTE = 60_000

describe('an account that Zalo calls', () => {
  let bench: ScriptedZaloOa

  afterEach(() => bench.stop())

  /** One look at `now`; Hoa wrote at night, we answered, and the webhook has brought something at each of `heard`. */
  const look = async (now: number, heard: number[], since = NIGHT - 9 * HOUR) => {
    const rows = [
      { src: 0, time: NIGHT + MINUTE, message_id: 'o1', from_id: '77', to_id: '5' },
      { src: 1, time: NIGHT, message_id: 'm1', from_id: '5', to_id: '77' },
    ].map((row) => ({ ...row, type: 'text', message: 'Nước ngập đường' }))
    const stop = new AbortController()
    // The look at the chats is over when it rests; that of the groups finds nothing.
    let rests = 0
    const sleep: Sleep = (_ms, signal) => {
      if (++rests === 3) stop.abort()
      return new Promise((resolve) => {
        if (signal.aborted) resolve()
        signal.addEventListener('abort', () => resolve())
      })
    }
    const missed: number[] = []
    bench = await startScriptedZaloOa(
      ({ path }) => {
        if (path.includes('getoa')) return { error: 0, data: { name: 'UBND xã' } }
        const isList = /oa\/listrecentchat/u.test(path)
        if (isList || /oa\/conversation/u.test(path))
          return { error: 0, data: isList ? rows.slice(0, 1) : rows }
        return { error: 0, data: [] }
      },
      {
        oaId: '77',
        now: () => now,
        sleep,
        watch: {
          since: new Date(since),
          wasHeard: async (from, to) =>
            heard.some((at) => at >= from.getTime() && at <= to.getTime()),
          missed: async (at) => void missed.push(at.getTime()),
        },
      },
    )
    const found: unknown[] = []
    await bench.channel.receive(async (update) => {
      expect(bench.channel.keyOf(update)).toMatchObject({ isFound: true })
      found.push(...bench.channel.parse(update, new Date()))
    }, stop.signal)
    const { ok } = await bench.channel.health()
    return { found, missed, ok }
  }

  it('has what the webhook did not bring found in its history, and is called deaf', async () => {
    const seen = await look(NIGHT + 9 * HOUR, [NIGHT - HOUR])

    expect(seen.found).toMatchObject([{ event: { kind: 'text', text: 'Nước ngập đường' } }])
    expect(seen).toMatchObject({ missed: [NIGHT], ok: false })
  })

  it('is not read again where the webhook lived, under whatever id the history has it', async () => {
    expect(await look(NIGHT + 9 * HOUR, [NIGHT + 2_000])).toEqual({
      found: [],
      missed: [],
      ok: true,
    })
  })

  it('has nothing taken that was written before it was known here', async () => {
    expect(await look(NIGHT + 9 * HOUR, [], NIGHT + HOUR)).toEqual({
      found: [],
      missed: [],
      ok: true,
    })
  })

  it('is not called deaf while Zalo still repeats, nor when it has called since', async () => {
    const soon = await look(NIGHT + HOUR, [])
    expect(soon).toMatchObject({ found: [{}], missed: [], ok: true })
    await bench.stop()

    const later = await look(NIGHT + 9 * HOUR, [NIGHT + 8 * HOUR])
    expect(later).toMatchObject({ found: [{}], missed: [], ok: true })
  })
})
