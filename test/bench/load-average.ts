import { loadavg } from 'node:os'
import { round } from './statistics.ts'

/** The machine's load over the last minute: figures of a busy machine say little by themselves. */
export function loadAverage(): number {
  return round(loadavg()[0] ?? Number.NaN)
}
