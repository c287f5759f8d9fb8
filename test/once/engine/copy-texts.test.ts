import { describe, expect, it } from '@jest/globals'
import { broadcastTexts } from '../../../src/usecases/broadcast-texts.ts'
import { setBroadcastStage } from '../../support/broadcast-stage.ts'

const stage = setBroadcastStage()

describe('the text of a broadcast’s copies', () => {
  it('is made once, also of each of many that take turns', async () => {
    const ids = await Promise.all(
      Array.from({ length: 20 }, (_, index) => stage.toGroups([`x${index}`])),
    )
    const { messageFor } = broadcastTexts(stage.engine.deps)
    const first = await Promise.all(ids.map(messageFor))

    const second = await Promise.all(ids.map(messageFor))

    // The very objects: what a platform makes of one hangs on it.
    for (const [index, message] of second.entries()) expect(message).toBe(first[index])
  })
})
