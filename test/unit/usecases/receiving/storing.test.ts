import { describe, expect, it } from '@jest/globals'
import { createStoring } from '../../../../src/usecases/receiving/storing.ts'

describe('whether updates can be stored', () => {
  it('is denied once tries have failed for seconds, until one succeeds', () => {
    const { storing, after } = given()
    storing.failed()
    after(4_000)
    storing.failed()
    expect(storing.works()).toBe(true)

    after(30_000)
    storing.failed()
    expect(storing.works()).toBe(false)

    storing.stored()
    expect(storing.works()).toBe(true)
    storing.failed()
    expect(storing.works()).toBe(true)
  })

  it('is not denied for ever where nobody tries any more', () => {
    const { storing, after } = given()
    storing.failed()
    after(10_000)
    storing.failed()
    after(120_000)
    expect(storing.works()).toBe(true)
  })
})

function given() {
  let now = 0
  return { storing: createStoring(() => now), after: (ms: number) => void (now += ms) }
}
