import { setTimeout as sleep } from 'node:timers/promises'
import type { Kill } from './count-arrivals.ts'
import type { FaultProcess, FaultStage } from './fault-stage.ts'
import { findPhases, type PhaseCounts } from './kill-phases.ts'
import { isSend } from './is-send.ts'
import type { Ledger } from './ledger.ts'
import type { Stalled } from './stalling-proxy.ts'

/** How the moment of a kill is chosen. */
export interface Aim {
  readonly name: string
  /** Holds one direction of the process's line to the database before the kill. */
  readonly stall?: Stalled
  readonly stallMs?: number
  /** The transaction that writes the copies was seen open. */
  readonly isExpanding?: boolean
  /** It is told to stop in order, and not killed. */
  readonly isStop?: boolean
}

export interface Killed extends Kill {
  readonly phases: PhaseCounts
  /** How long it took to stop, where it was told to. */
  readonly stopMs?: number
}

/** Until what the process had on the wire has arrived at the platforms and in the database. */
const WIRE_MS = 60

/** `kill -9` or a stop, and what the process left behind, read before anybody else judges it. */
export async function killProcess(
  stage: FaultStage,
  ledger: Ledger,
  code: string,
  { service, line }: FaultProcess,
  aim: Aim,
): Promise<Killed> {
  const stalledMs = aim.stallMs ?? 0
  if (aim.stall) {
    line.stall(aim.stall)
    await sleep(stalledMs)
  }
  const at = Date.now()
  await (aim.isStop ? service.stop() : service.kill9())
  const stopMs = aim.isStop ? Date.now() - at : undefined
  await line.cut()
  line.flow()
  await sleep(WIRE_MS)
  const broadcast = await ledger.broadcast(code)
  const phases = findPhases({
    killedAt: at,
    wasExpanding: aim.isExpanding ?? false,
    broadcast: broadcast ?? { id: '', state: 'none', copies: 0, finished: false, wantedAt: null },
    inHand: broadcast ? await ledger.inHand(broadcast.id) : [],
    calls: stage.journal.read(),
  })
  return { at, stalledMs, phases, ...(stopMs !== undefined && { stopMs }) }
}

/** Milliseconds from a kill to the next call that somebody else made; null: none so far. */
export function silenceAfter(stage: FaultStage, at: number): number | null {
  const next = stage.journal
    .read()
    .find((call) => call.at > at + WIRE_MS && isSend(call, stage.options.platform))
  return next ? next.at - at : null
}

/** Waits until a transaction that writes copies is open; false: they were written before it was seen. */
export async function seeExpansion(
  stage: FaultStage,
  ledger: Ledger,
  code: string,
  limitMs: number,
): Promise<boolean> {
  const deadline = Date.now() + limitMs
  while (Date.now() < deadline) {
    const open = await stage.ask(
      `select 1 from pg_stat_activity
       where xact_start is not null and pid <> pg_backend_pid()
         and query ~* '(insert into delivery\\M|insert into broadcast_person)'`,
    )
    if (open.length > 0) return true
    if ((await ledger.broadcast(code))?.state === 'sending') return false
  }
  return false
}
