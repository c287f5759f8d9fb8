import type { LoggedCall } from './count-arrivals.ts'
import type { BroadcastRow, HeldCopy } from './ledger.ts'

/** Where a copy stood when its process was killed. */
export const PHASES = ['expand', 'claim', 'in call', 'settle', 'between parts'] as const
export type Phase = (typeof PHASES)[number]

export type PhaseCounts = Readonly<Record<Phase, number>>

export interface Corpse {
  readonly killedAt: number
  /** A transaction that writes copies was open. */
  readonly wasExpanding: boolean
  readonly broadcast: BroadcastRow
  /** As the ledger held them after the death, before any other process had judged them. */
  readonly inHand: readonly HeldCopy[]
  readonly calls: readonly LoggedCall[]
}

/** How many copies a killed process left in each phase. For `expand`: 1 when not all copies were written. */
export function findPhases(corpse: Corpse): PhaseCounts {
  const counts: Record<Phase, number> = {
    expand:
      corpse.wasExpanding && ['starting', 'expanding'].includes(corpse.broadcast.state) ? 1 : 0,
    claim: 0,
    'in call': 0,
    settle: 0,
    'between parts': 0,
  }
  const byChat = new Map<string, LoggedCall[]>()
  for (const call of corpse.calls)
    if (call.chatId !== null) byChat.set(call.chatId, [...(byChat.get(call.chatId) ?? []), call])
  for (const copy of corpse.inHand)
    counts[phaseOf(copy, byChat.get(copy.chatId) ?? [], corpse.killedAt)]++
  return counts
}

function phaseOf(copy: HeldCopy, calls: readonly LoggedCall[], killedAt: number): Phase {
  if (copy.open === null) return 'between parts'
  // The clocks are one machine's; a call leaves after it was claimed.
  const call = calls.findLast(
    ({ at, method }) => at >= (copy.begunAt ?? 0) && /^(?!edit).*(?:send|message)/i.test(method),
  )
  if (!call) return 'claim'
  return call.at + call.latencyMs > killedAt ? 'in call' : 'settle'
}
