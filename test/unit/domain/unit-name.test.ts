import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { proposeUnitCode, readUnitCode, readUnitName } from '../../../src/domain/unit-name.ts'

describe('the names and codes of units', () => {
  it('keeps a name as people write it, in one spelling', () => {
    expect(readUnitName('  Hội   Nông dân\n xã ')).toBe('Hội Nông dân xã')
    expect(readUnitName('Hội'.normalize('NFD'))).toBe('Hội')
    for (const bad of ['', '   ', '—', 'a|b', 'x'.repeat(301), 'ẩn\u202Edanh', 'y'.repeat(1e6)])
      expect(readUnitName(bad)).toBeNull()
  })

  it('abbreviates as offices do, and never proposes a code twice', () => {
    expect(proposeUnitCode('Hội Nông dân', [])).toBe('HND')
    expect(proposeUnitCode('Đoàn TNCS Hồ Chí Minh', [])).toBe('DTHCM')
    expect(proposeUnitCode('Thôn 12', [])).toBe('T12')
    expect(proposeUnitCode('Hội Nông dân', ['hnd', 'HND2'])).toBe('HND3')
    expect(proposeUnitCode('—', [])).toBe('DV')
  })

  it('proposes only codes that it would take', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.array(fc.string()), (name, taken) => {
        const code = proposeUnitCode(name, taken)
        expect(readUnitCode(code)).toBe(code)
        expect(taken.map((one) => one.toUpperCase())).not.toContain(code.toUpperCase())
      }),
    )
  })
})
