import { afterEach, describe, expect, it } from '@jest/globals'
import type { Sleep } from '../../../../src/channels/sleep.ts'
import { type ScriptedZaloOa, startScriptedZaloOa } from '../../../support/scripted-zalo-oa.ts'

const HOUR = 3_600_000
const MORNING = Date.UTC(2026, 10, 1, 2)
const GROUP = 'f414c8f76fa586fbdfb4'

interface Seen {
  readonly name?: string
  readonly status?: string
}

describe('the hourly look at which groups an account has', () => {
  let bench: ScriptedZaloOa
  /** Kept by key over every run, as the inbox keeps them. */
  let stored: Map<string, unknown>

  afterEach(() => bench.stop())

  /** Looks once an hour at what the account shows then, and gives what is new of it. */
  const look = async (hours: readonly Seen[], from = MORNING): Promise<unknown[]> => {
    let hour = 0
    const stop = new AbortController()
    const sleep: Sleep = () => {
      hour += 1
      if (hour === hours.length) stop.abort()
      return Promise.resolve()
    }
    bench = await startScriptedZaloOa(
      () => {
        const { name = 'Thôn Yên Cát', status = 'enabled' } = hours[hour] ?? {}
        const group = { group_id: GROUP, name, status }
        return { error: 0, data: { total: 1, groups: [group] } }
      },
      { now: () => from + hour * HOUR, sleep },
    )
    const found: unknown[] = []
    await bench.channel.receive((update) => {
      const key = bench.channel.keyOf(update)?.dedupKey ?? ''
      if (!stored.has(key)) found.push(...bench.channel.parse(update, new Date()))
      stored.set(key, update)
      return Promise.resolve()
    }, stop.signal)
    return found
  }

  it('tells of a package that lapses and is renewed on the same day', async () => {
    stored = new Map()
    const disabled = { status: 'disabled' }

    expect(await look([{}, {}, disabled, disabled, {}, disabled])).toMatchObject([
      { event: { standing: 'member' } },
      { event: { standing: 'no-rights' } },
      { event: { standing: 'member' } },
      { event: { standing: 'no-rights' } },
    ])
  })

  it('tells of a name that is changed and changed back', async () => {
    stored = new Map()

    expect(await look([{ name: 'A' }, { name: 'B' }, { name: 'A' }])).toMatchObject([
      { chat: { title: 'A' } },
      { chat: { title: 'B' } },
      { chat: { title: 'A' } },
    ])
  })

  it('tells of what does not change once a day, and once more after a restart', async () => {
    stored = new Map()
    const day = Array.from({ length: 24 }, () => ({}))

    expect(await look(day)).toHaveLength(2)
    await bench.stop()
    expect(await look([{}], MORNING + 24 * HOUR)).toHaveLength(1)
  })
})
