import TestSequencer from '@jest/test-sequencer'
import { statSync } from 'node:fs'

/** Sorts of files by what they do most of the time; stories of whole processes, of lanes and of lost answers wait. */
const WAITING = [
  /** Begun first: nothing is to be waited for at the end but short ones. */
  /\/(fault-run-[\w-]+|doctor)\.test\.ts$/,
  /\/test\/(once\/)?e2e\//,
  /\/test\/(once\/(engine|outcomes)|integration)\/|\/once\/bad-input\/start\.test\.ts$/,
]
/** The last one that waits begins at the latest when so much of the others has begun. */
const SPREAD_OVER = 0.6

/**
 * Jest test sequencer. What waits runs beside what computes: the one are dealt out among the other, so that the
 * processors are neither idle nor fought for. Within each sort Jest's own order stands where it knows how long each file
 * takes, else the larger is first: in a fresh clone it knows only of those that have run on another pair of servers, and
 * would put them last.
 */
export default class MixedSequencer extends TestSequencer {
  sort(tests) {
    const known = super.sort(tests)
    const sorted = known.every(({ duration }) => duration !== undefined)
      ? known
      : known.toSorted((one, other) => sizeOf(other) - sizeOf(one))
    const waiting = WAITING.flatMap((_, sort) => sorted.filter((test) => sortOf(test) === sort))
    const others = sorted.filter((test) => sortOf(test) === NOT_WAITING)
    const between = Math.floor((others.length * SPREAD_OVER) / Math.max(1, waiting.length))
    const mixed = waiting.flatMap((test) => [test, ...others.splice(0, between)])
    return [...mixed, ...others]
  }
}

const NOT_WAITING = -1

function sortOf({ path }) {
  return WAITING.findIndex((sort) => sort.test(path))
}

function sizeOf({ path }) {
  return statSync(path).size
}
