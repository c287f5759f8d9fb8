import { setTimeout as sleep } from 'node:timers/promises'
import { waitUntil } from '../support/wait-until.ts'
import { prepareNotice, sendNotice, type ReadyNotice, type Shape } from './broadcast.ts'
import type { FaultStage } from './fault-stage.ts'
import { openLedger, type BroadcastRow, type Ledger } from './ledger.ts'
import type { BroadcastNote } from './report.ts'
import { takeCount, type WhatWasDone } from './take-count.ts'

const STARTS_MS = 60_000
const RETRY_MS = 600_000
const LOOK_MS = 250

/** Waits until the broadcast of a notice has been made, whatever happens to the processes. */
export function waitForBroadcast(ledger: Ledger, { code }: ReadyNotice): Promise<BroadcastRow> {
  return waitUntil(`${code} is on its way`, () => ledger.broadcast(code), STARTS_MS, 5)
}

/** A second process joins, and a first notice goes on its way while both may send it. */
export async function beginWithTwo(stage: FaultStage, shape: Shape) {
  const ledger = await openLedger(stage)
  const second = await stage.join('second')
  await second.service.start()
  const notice = await prepareNotice(stage, shape, 1)
  const begunAt = Date.now()
  await sendNotice(stage, notice)
  const { id } = await waitForBroadcast(ledger, notice)
  return { ledger, second, notice, id, begunAt }
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
  options: WhatWasDone & {
    readonly begunAt: number
    readonly limitMs: number
    /** After the rest was asked for; default: ten minutes. */
    readonly retryLimitMs?: number
    /** Before the rest is asked for. */
    readonly beforeRetry?: () => Promise<void>
  },
): Promise<BroadcastNote> {
  const { code, shape } = notice
  let held = 0
  const { id } = await waitForBroadcast(ledger, notice)
  await waitForEnd({ ledger, id, what: `${code} ends`, limitMs: options.limitMs }, async () => {
    const now = await ledger.broadcast(code).catch(() => undefined)
    if (now?.state === 'paused') {
      held++
      await goOn(stage, code)
    }
    return now?.finished ?? false
  })
  const seconds = (Date.now() - options.begunAt) / 1000
  const row = await waitForBroadcast(ledger, notice)
  const ended = await ledger.counts(row.id)
  const count = () => takeCount(stage, ledger, notice, row.id, options)
  const atEnd = await count()
  const note = { code, shape, held, copies: row.copies, seconds: Math.round(seconds), ended, atEnd }
  await options.beforeRetry?.()
  const left = Object.entries(ended).filter(([state]) => state !== 'sent')
  if (left.length === 0) return { ...note, afterRetry: null }
  await tryAgain(stage, ledger, notice, row)
  const limitMs = options.retryLimitMs ?? RETRY_MS
  await waitForEnd({ ledger, id, what: `${code} ends again`, limitMs }, () =>
    hasEnded(ledger, notice),
  )
  await sleep(LOOK_MS)
  return { ...note, afterRetry: await count() }
}

async function waitForEnd(
  { ledger, id, what, limitMs }: { ledger: Ledger; id: string; what: string; limitMs: number },
  hasCome: () => Promise<boolean>,
): Promise<void> {
  await waitUntil(what, hasCome, limitMs, LOOK_MS).catch(async (error: unknown) => {
    throw new Error(`${String(error)}; ${await ledger.explain(id)}`)
  })
}

/**
 * Asks for what is left until that is taken in. An echo that comes late lets a broadcast go on by itself, perhaps just when
 * the button is pressed: who is told then that it is still on its way presses again at its end.
 */
async function tryAgain(
  stage: FaultStage,
  ledger: Ledger,
  { code }: ReadyNotice,
  { id, wantedAt }: BroadcastRow,
): Promise<void> {
  await waitUntil(
    `${code} is tried again`,
    async () => {
      const now = await ledger.broadcast(code).catch(() => undefined)
      if (!now || now.wantedAt !== wantedAt) return now !== undefined
      if (!now.finished) return false
      if ((await ledger.counts(id)).sent === now.copies) return true
      await stage.phone('tuan').presses('Thử lại', { on: new RegExp(`Đã gửi xong ${code}`) })
      return false
    },
    STARTS_MS,
    LOOK_MS,
  )
}

/** The service holds a broadcast when too much goes wrong; its sender says that it is to go on. */
async function goOn(stage: FaultStage, code: string): Promise<void> {
  await stage.phone('tuan').presses('Tiếp tục', { on: new RegExp(code) })
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
