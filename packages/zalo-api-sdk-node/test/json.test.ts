import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { parseJsonKeepingIds } from '../src/index.ts'

describe('JSON with ids above 2^53', () => {
  it.each([
    ['{"id":2512523625412515999}', { id: '2512523625412515999' }],
    ['[-9007199254740993, 1]', ['-9007199254740993', 1]],
    [
      '{"id": 579745863508352884 , "n":1764000000000}',
      { id: '579745863508352884', n: 1764000000000 },
    ],
    [
      '{"a":"say \\"1234567890123456789\\" \\\\","b":12}',
      { a: 'say "1234567890123456789" \\', b: 12 },
    ],
    ['0.12345678901234567', Number('0.12345678901234567')],
    ['12345678901234567.5', Number('12345678901234567.5')],
    ['1234567890123456e2', Number('1234567890123456e2')],
    ['"12345678901234567890"', '12345678901234567890'],
  ])('reads %s', (text, value) => {
    expect(parseJsonKeepingIds(text)).toEqual(value)
  })

  it('reads everything else as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        // Long integers, and they alone, are read in another way.
        fc.pre(!/(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/.test(text))
        expect(parseJsonKeepingIds(text)).toEqual(JSON.parse(text))
      }),
    )
  })

  it.each(['', '{', '"', '{"a":1234567890123456789'])('refuses %j', (text) => {
    expect(() => parseJsonKeepingIds(text)).toThrow(SyntaxError)
  })

  it('takes no time for a hostile text', () => {
    const open = `"${'\\"'.repeat(500_000)}`
    const started = process.cpuUsage()

    expect(() => parseJsonKeepingIds(open)).toThrow(SyntaxError)
    expect(parseJsonKeepingIds(`[${open}",${'1'.repeat(17)}]`)).toHaveLength(2)
    // Of this process, whatever else the machine does.
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(2_000)
  })
})
