/** Notices calls that left one after another and arrived together, because the way or the platform stood still. */
export interface Bunches {
  departed(at: number): void
  /** A call was answered, `ms` after it left. Gives how many calls are newly known to have arrived late, together. */
  answered(ms: number, at: number): number
}

/** One slow answer says nothing; so many within this time were held by the same thing. */
const LATE_TOGETHER = 3
const TOGETHER_MS = 200
/** Later than twice the usual and this. */
const LATE_MS = 50
/** The usual time is the median of so many answers, and is taken anew after so many. */
const ANSWERS = 40
const RECKON_EVERY = 8
/** More than a platform takes in the second that counts. */
const DEPARTURES = 64

/**
 * The platform counts a call when it arrives. After a stall its second holds more than ours, and going on at the usual
 * pace would be too much for it. All moments are milliseconds of one clock.
 */
export function createBunches(): Bunches {
  const departures: number[] = []
  const latencies: number[] = []
  let usual = Infinity
  let sinceReckoned = 0
  let late: { readonly left: number; readonly at: number }[] = []
  let told = { until: -Infinity, calls: 0 }

  const reckon = (ms: number): void => {
    latencies.push(ms)
    if (latencies.length > ANSWERS) latencies.shift()
    if (++sinceReckoned < RECKON_EVERY) return
    sinceReckoned = 0
    usual = latencies.toSorted((a, b) => a - b)[Math.floor(latencies.length / 2)] ?? Infinity
  }

  return {
    departed(at) {
      departures.push(at)
      if (departures.length > DEPARTURES) departures.shift()
    },
    answered(ms, at) {
      reckon(ms)
      if (ms <= 2 * usual + LATE_MS) return 0
      late = [...late.filter((one) => one.at > at - TOGETHER_MS), { left: at - ms, at }]
      if (late.length < LATE_TOGETHER) return 0
      const begun = Math.min(...late.map(({ left }) => left))
      const arrived = at - usual
      const calls = departures.filter((left) => left >= begun && left <= arrived).length
      // The answers to one bunch come one by one, and each shows it a little larger or no larger.
      const known = begun <= told.until ? told.calls : 0
      told = { until: Math.max(told.until, arrived), calls: Math.max(known, calls) }
      return Math.max(0, calls - known)
    },
  }
}
