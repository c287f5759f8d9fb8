import { setTimeout as sleep } from 'node:timers/promises'
import { waitUntil } from '../support/wait-until.ts'
import type { ReadyNotice } from './broadcast.ts'
import type { Kill } from './count-arrivals.ts'
import type { FaultStage } from './fault-stage.ts'
import type { BroadcastRow, Ledger } from './ledger.ts'
import type { BroadcastNote } from './report.ts'
import { takeCount } from './take-count.ts'

const STARTS_MS = 60_000
const RETRY_MS = 600_000
const LOOK_MS = 250

/** Waits until the broadcast of a notice has been made, whatever happens to the processes. */
export function waitForBroadcast(ledger: Ledger, { code }: ReadyNotice): Promise<BroadcastRow> {
  return waitUntil(`${code} is on its way`, () => ledger.broadcast(code), STARTS_MS, 5)
}

/** Whether it has ended; false also while the database does not answer. */
export async function hasEnded(ledger: Ledger, { code }: ReadyNotice): Promise<boolean> {
  const row = await ledger.broadcast(code).catch(() => undefined)
  return row?.finished ?? false
}

/** Waits for the end, has it counted, asks for what is left once more as a person does, and counts again. */
export async function settleBroadcast(
  stage: FaultStage,
  ledger: Ledger,
  notice: ReadyNotice,
  options: {
    readonly begunAt: number
    readonly kills: readonly Kill[]
    readonly limitMs: number
    /** Before the rest is asked for. */
    readonly beforeRetry?: () => Promise<void>
  },
): Promise<BroadcastNote> {
  await waitUntil(`${notice.code} ends`, () => hasEnded(ledger, notice), options.limitMs, LOOK_MS)
  const seconds = (Date.now() - options.begunAt) / 1000
  const row = await waitForBroadcast(ledger, notice)
  const ended = await ledger.counts(row.id)
  const count = () => takeCount(stage, ledger, notice, row.id, options.kills)
  const atEnd = await count()
  const { code, shape } = notice
  const note = { code, shape, copies: row.copies, seconds: Math.round(seconds), ended, atEnd }
  await options.beforeRetry?.()
  const left = Object.entries(ended).filter(([state]) => state !== 'sent')
  if (left.length === 0) return { ...note, afterRetry: null }
  await stage.phone('tuan').presses('Thử lại', { on: new RegExp(`Đã gửi xong ${code}`) })
  await waitUntil(
    `${code} goes on`,
    async () => !(await hasEnded(ledger, notice)),
    STARTS_MS,
    LOOK_MS,
  )
  await waitUntil(`${code} ends again`, () => hasEnded(ledger, notice), RETRY_MS, LOOK_MS)
  await sleep(LOOK_MS)
  return { ...note, afterRetry: await count() }
}

/** What is broken in the counts of a broadcast: after a person's second try nothing may be missing either. */
export function brokenIn(
  { code, copies, atEnd, afterRetry }: BroadcastNote,
  least: number,
): string[] {
  const last = afterRetry ?? atEnd
  const missing = last.expected - last.complete
  return [
    ...atEnd.broken.map((what) => `${code}: ${what}`),
    ...(afterRetry?.broken ?? []).map((what) => `${code} after the second try: ${what}`),
    ...(missing > 0 ? [`${code}: ${missing} chats lack it after the second try`] : []),
    ...(copies < least ? [`${code}: only ${copies} copies`] : []),
  ]
}
