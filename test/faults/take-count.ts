import { execFile } from 'node:child_process'
import { cp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expectedChats, type ReadyNotice } from './broadcast.ts'
import type { Count, Evidence, Kill } from './count-arrivals.ts'
import { OA_CALLS_PER_MINUTE, type FaultStage } from './fault-stage.ts'
import type { Ledger } from './ledger.ts'

export type CountWithPromises = Count & { readonly broken: readonly string[] }

/** What the run did to the service and the platforms, as far as it excuses something. */
export interface WhatWasDone {
  readonly kills: readonly Kill[]
  readonly toldToWaitMs?: number | null
}

/** Has the arrivals of one notice counted by a process of its own, from files alone. */
export async function takeCount(
  stage: FaultStage,
  ledger: Ledger,
  notice: ReadyNotice,
  broadcastId: string,
  { kills, toldToWaitMs = null }: WhatWasDone,
): Promise<CountWithPromises> {
  const evidence: Omit<Evidence, 'calls'> = {
    expected: {
      marker: notice.marker,
      chats: expectedChats(stage),
      document: notice.shape === 'text and file' ? 'toan-van.docx' : null,
      leastTexts: notice.shape === 'three parts' ? 3 : 1,
    },
    marks: await ledger.marks(broadcastId),
    standings: await ledger.standings(broadcastId),
    kills,
    oaCallsPerMinute: OA_CALLS_PER_MINUTE,
    toldToWaitMs,
  }
  await writeFile(join(stage.platformsDir, 'evidence.json'), JSON.stringify(evidence))
  const count = JSON.parse(await runCounter(stage.platformsDir)) as CountWithPromises
  const { keep } = stage.options
  if (keep !== undefined && count.broken.length > 0)
    await cp(stage.platformsDir, join(keep, `${notice.code}-${Date.now()}`), { recursive: true })
  return count
}

const COUNTER = join(import.meta.dirname, 'count-main.ts')
const MEBIBYTE = 2 ** 20

function runCounter(folder: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const args = ['--import', import.meta.resolve('tsx'), COUNTER, folder]
    execFile(process.execPath, args, { maxBuffer: 64 * MEBIBYTE }, (error, out, err) => {
      // Exit code 1 is a count that shows something broken.
      if (error && error.code !== 1) reject(new Error(`the counter failed: ${err}`))
      else resolve(out)
    })
  })
}
