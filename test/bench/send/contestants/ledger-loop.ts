import { Pool } from 'undici'
import type { Task } from '../task.ts'
import { CHUNK } from './ledger-pool.ts'
import { messageBody } from './message-body.ts'
import type { Sender } from './sender.ts'

/** A row that is down as `sending`. */
export interface Claimed {
  readonly id: string
  readonly address: number
}

/** A call for a row that was accepted; times in milliseconds of the wall clock. */
export interface Sent {
  readonly id: string
  readonly messageId: number
  readonly startedAt: number
  readonly finishedAt: number
}

/** Where a loop keeps what it is to send and what it has sent. */
export interface Ledger {
  /** What was chosen, for the report. */
  readonly settings: string
  /** Writes the rows of a broadcast to everybody; gives how many. */
  plan(): Promise<number>
  /** The next rows, down as `sending` from now on; none: all are taken. */
  claim(): Promise<readonly Claimed[]>
  settle(sent: readonly Sent[]): Promise<void>
  /** Rows that say `sent`, with everything that the ledger keeps of a call. */
  recorded(): Promise<number>
  close(): Promise<void>
}

/** So many settlements may be on their way; then the calls wait for the database. */
const SETTLEMENTS = 3

/**
 * The plainest loop over a ledger: so many calls at a time, of rows that are claimed before and settled after, a chunk
 * in a statement, while the calls go on. No pace, no order, no second try, no progress, nothing that can be stopped.
 */
export function ledgerLoop({ origin, token, concurrency }: Task, ledger: Ledger): Sender {
  const http = new Pool(origin, { connections: concurrency, pipelining: 1 })
  let failures = 0

  const call = async ({ id, address }: Claimed, label: string): Promise<Sent | undefined> => {
    const startedAt = Date.now()
    const answer = await http.request({
      method: 'POST',
      path: `/bot${token}/sendMessage`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(messageBody(address, label)),
    })
    const said = (await answer.body.json()) as TelegramAnswer
    if (said.ok) return { id, messageId: said.result.message_id, startedAt, finishedAt: Date.now() }
    failures++
    return undefined
  }

  const sendPlanned = async (label: string): Promise<void> => {
    const hand: Claimed[] = []
    const done: Sent[] = []
    const settling = new Set<Promise<void>>()
    let isAllTaken = false
    let claiming: Promise<void> | undefined

    const claim = async (): Promise<void> => {
      const rows = await ledger.claim()
      hand.push(...rows)
      isAllTaken = rows.length === 0
      claiming = undefined
    }
    const take = async (): Promise<Claimed | undefined> => {
      if (hand.length < CHUNK && !isAllTaken) claiming ??= claim()
      while (hand.length === 0 && !isAllTaken) await (claiming ??= claim())
      return hand.shift()
    }
    const settle = (): void => {
      const writing = ledger.settle(done.splice(0)).finally(() => settling.delete(writing))
      settling.add(writing)
    }
    const work = async (): Promise<void> => {
      for (let row = await take(); row; row = await take()) {
        const sent = await call(row, label)
        if (sent) done.push(sent)
        if (done.length >= CHUNK) settle()
        if (settling.size > SETTLEMENTS) await Promise.race(settling)
      }
    }
    await Promise.all(Array.from({ length: concurrency }, work))
    if (done.length > 0) settle()
    await Promise.all(settling)
  }

  return {
    settings: `${ledger.settings}, chunks of ${CHUNK}, undici Pool, ${concurrency} keep-alive connections, pipelining 1, no pace`,
    sendAll: async (copies) => {
      const planned = await ledger.plan()
      if (planned !== copies.length) throw new Error(`${planned} rows for ${copies.length} copies`)
      await sendPlanned(copies[0]?.label ?? '')
    },
    answer: () => Promise.reject(new Error('this loop only sends broadcasts')),
    failures: () => failures,
    recorded: () => ledger.recorded(),
    close: async () => {
      await http.close()
      await ledger.close()
    },
  }
}

type TelegramAnswer =
  { readonly ok: true; readonly result: { readonly message_id: number } } | { readonly ok: false }
