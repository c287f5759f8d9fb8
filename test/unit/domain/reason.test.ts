import { describe, expect, it } from '@jest/globals'
import { readReason, writeReason } from '../../../src/domain/reason.ts'

describe('a kept reason', () => {
  it('gives its word back, whatever the platform has said', () => {
    const kept = writeReason('blocked', '403 Forbidden: bot was blocked by the user')

    expect(kept).toBe('blocked: 403 Forbidden: bot was blocked by the user')
    expect(readReason(kept)).toBe('blocked')
    expect(readReason(writeReason('left', ''))).toBe('left')
  })

  it.each([null, '', '403 Forbidden: x', 'Blocked: x', 'toString'])(
    'is unknown where it is none of ours: %s',
    (kept) => {
      expect(readReason(kept)).toBe('unknown')
    },
  )
})
