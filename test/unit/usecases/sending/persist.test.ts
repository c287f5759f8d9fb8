import { describe, expect, it } from '@jest/globals'
import type { ChannelInstanceId } from '../../../../src/domain/id.ts'
import { createPersist } from '../../../../src/usecases/sending/persist.ts'

const FULL = Object.assign(new Error('No space left on device'), { code: '53100' })

describe('an outcome that cannot be written yet', () => {
  it('is tried until it is there, and logged by its code and once', async () => {
    const { persist, lines } = given()
    let failures = 2

    const written = await persist(async () => {
      if (failures-- > 0) throw FULL
      return 'written'
    })

    expect(written).toBe('written')
    expect(lines).toEqual([[{ code: '53100', lane: 'bot' }, 'an outcome could not be written yet']])
  })

  it('is tried once more without a pause when the process must end', async () => {
    const { persist, cut } = given()
    let tries = 0

    const giving = persist(async () => {
      tries++
      throw FULL
    })
    await new Promise(setImmediate)
    cut.abort()
    // No pause ends by itself so soon.
    await Promise.race([giving.catch(() => undefined), new Promise(setImmediate)])

    expect(tries).toBe(2)
    await expect(giving).rejects.toBe(FULL)
  })
})

function given() {
  const lines: unknown[] = []
  const cut = new AbortController()
  const log = { warn: (...line: unknown[]) => void lines.push(line) }
  return { lines, cut, persist: createPersist(log, 'bot' as ChannelInstanceId, cut.signal) }
}
