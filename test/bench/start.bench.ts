import { setTimeout as delay } from 'node:timers/promises'
import { loadAverage } from './load-average.ts'
import { removeData, startMeasured } from './service-process.ts'
import { median, round } from './statistics.ts'

const RUNS = 3
/** Until the garbage of the start is gone. */
const REST_MS = 5_000

export interface StartFigures {
  readonly takenAt: string
  readonly loadAverageBefore: number
  readonly runs: number
  readonly readyOnEmptyFolderMs: number
  readonly readyOnDataMs: number
  readonly idleServiceMiB: number
  readonly idleDatabaseMiB: number
}

/** From `npm start`, dependencies present, to ready: on an empty folder and on one with data; and memory at rest. */
export async function benchStart(): Promise<StartFigures> {
  const loadAverageBefore = loadAverage()
  const first: number[] = []
  const again: number[] = []
  const service: number[] = []
  const database: number[] = []
  for (let run = 0; run < RUNS; run += 1) {
    const fresh = await startMeasured()
    first.push(fresh.readyMs)
    await fresh.stop()
    const second = await startMeasured({ dataDir: fresh.dataDir })
    again.push(second.readyMs)
    await delay(REST_MS)
    const memory = second.memoryMiB()
    service.push(memory.service)
    database.push(memory.database)
    await second.stop()
    removeData(fresh.dataDir)
  }
  return {
    takenAt: new Date().toISOString(),
    loadAverageBefore,
    runs: RUNS,
    readyOnEmptyFolderMs: round(median(first), 0),
    readyOnDataMs: round(median(again), 0),
    idleServiceMiB: round(median(service)),
    idleDatabaseMiB: round(median(database)),
  }
}
