import { expect, it } from '@jest/globals'
import { logSparingly } from '../../../src/channels/log-sparingly.ts'
import { createRecordingLog } from '../../support/recording-log.ts'

it('writes the first of what anybody may cause, then one a minute with how many there were', () => {
  let now = 1_000_000
  const log = createRecordingLog()
  const sparing = logSparingly(log, () => now)

  for (let count = 0; count < 500; count++) sparing.warn({ count }, 'refused')
  sparing.warn({}, 'too old')
  now += 60_000
  sparing.warn({ count: 500 }, 'refused')
  now += 60_000
  sparing.warn({ count: 501 }, 'refused')

  expect(
    log
      .text()
      .split('\n')
      .map((line): unknown => JSON.parse(line)),
  ).toEqual([
    { level: 'warn', event: 'refused', count: 0 },
    { level: 'warn', event: 'too old' },
    { level: 'warn', event: 'refused', count: 500, leftOut: 499 },
    { level: 'warn', event: 'refused', count: 501 },
  ])
})
