import { describe, it } from '@jest/globals'
import { expectNothingLost } from '../../faults/short-run.ts'

describe('a short fault run on an Official Account', () => {
  it('loses nothing, repeats nothing without a mark, and keeps the parts in order', async () => {
    await expectNothingLost({ platform: 'zalo-oa', members: 40, mostKills: 2, spacingMs: 1_500 })
  }, 400_000)
})
