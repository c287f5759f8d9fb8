import TestSequencer from '@jest/test-sequencer'

/** Stories of whole processes spend most of their time waiting. */
const LONG = /\/test\/(once\/)?e2e\//
/** The longest of them. */
const LONGEST = /\/fault-run-[\w-]+\.test\.ts$/
/** The last long one begins at the latest when so much of the others has begun, so that none is waited for at the end. */
const SPREAD_OVER = 0.6

/**
 * Jest test sequencer. What waits runs beside what computes: the stories are dealt out among the other tests, so that
 * the processors are neither idle nor fought for. Jest's own order stands within each sort, but for the longest, which is first.
 */
export default class MixedSequencer extends TestSequencer {
  sort(tests) {
    const sorted = super.sort(tests)
    const long = sorted.filter(({ path }) => LONG.test(path))
    const others = sorted.filter(({ path }) => !LONG.test(path))
    long.sort((one, other) => LONGEST.test(other.path) - LONGEST.test(one.path))
    const between = Math.floor((others.length * SPREAD_OVER) / Math.max(1, long.length))
    const mixed = long.flatMap((test) => [test, ...others.splice(0, between)])
    return [...mixed, ...others]
  }
}
