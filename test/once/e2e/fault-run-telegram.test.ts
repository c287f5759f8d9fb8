import { describe, it } from '@jest/globals'
import { expectNothingLost } from '../../faults/short-run.ts'

describe('a short fault run on Telegram', () => {
  it('loses nothing, repeats nothing without a mark, and keeps the parts in order', async () => {
    await expectNothingLost({
      platform: 'telegram',
      members: 110,
      mostKills: 3,
      spacingMs: 2_500,
      outages: [{ what: 'database immediate', awayMs: 1_000 }],
    })
  }, 400_000)
})
