import TestSequencer from '@jest/test-sequencer'

/** Stories of whole processes spend most of their time waiting: begun first, they wait beside the others. */
const LONG = /\/test\/e2e\//

/** Jest test sequencer for a fresh clone, in which jest knows no durations yet. */
export default class LongFirstSequencer extends TestSequencer {
  sort(tests) {
    const sorted = super.sort(tests)
    const isLong = ({ path }) => LONG.test(path)
    return [...sorted.filter(isLong), ...sorted.filter((test) => !isLong(test))]
  }
}
