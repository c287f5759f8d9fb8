import { EMULATED_PLATFORMS } from '../../src/sandbox/emulators/emulator-types.ts'
import type { EmulatorControl } from './emulator-control.ts'
import type { ServiceStage } from './service.ts'

/** One text that arrived in one chat, and how often. */
export interface Arrival {
  readonly chatId: string
  /** The start of the call as the log holds it, in some calls JSON within JSON. */
  readonly words: string
  readonly times: number
}

/**
 * Everything that arrived, counted from the platforms' own log of calls: whether the service heard the
 * answer does not matter. Each part of a long message counts by itself.
 */
export async function allArrivals(control: EmulatorControl): Promise<Arrival[]> {
  const calls = (await Promise.all(EMULATED_PLATFORMS.map((name) => control.calls(name)))).flat()
  const arrivals = new Map<string, Arrival>()
  for (const { method, chatId, ok, payload } of calls) {
    if (!ok || chatId === null || !/send|message/i.test(method)) continue
    const words = JSON.stringify(payload)
    const key = `${chatId} ${words}`
    arrivals.set(key, { chatId, words, times: (arrivals.get(key)?.times ?? 0) + 1 })
  }
  return [...arrivals.values()]
}

/** How often a message with this beginning (no signs of a pattern) arrived in each chat, by its first part. */
export async function arrivalsOf(
  control: EmulatorControl,
  beginning: string,
): Promise<Map<string, number>> {
  const first = new RegExp(`"text\\\\*":\\\\*"(?:\\(1/\\d+\\)\\\\+n)?${beginning}`)
  const found = (await allArrivals(control)).filter(({ words }) => first.test(words))
  return new Map(found.map(({ chatId, times }) => [chatId, times]))
}

/** What the platforms saw of a notice, beside what the ledger says of it. */
export interface Reckoning {
  /** Chats that a copy reached. */
  readonly reached: number
  /** Chats that were to have a copy and have none, and of which the ledger does not say so either. */
  readonly lost: number
  /** Copies beyond the first that no call in doubt explains. */
  readonly unexplained: number
  /** Calls of which the service never learnt whether they arrived, as the ledger shows them. */
  readonly inDoubt: number
}

/** Compares the two counts for all broadcasts of the stage; `expected` chats were to have a copy. */
export async function reckon(
  stage: ServiceStage,
  beginning: string,
  expected: number,
): Promise<Reckoning> {
  const arrivals = [...(await arrivalsOf(stage.control, beginning)).values()]
  const { inDoubt, unknown } = await stage.read(async (db) => {
    const calls = await db
      .selectFrom('attempt')
      .innerJoin('delivery', 'delivery.id', 'attempt.delivery_id')
      .select('attempt.id')
      .where('attempt.outcome', '=', 'unknown')
      .where('delivery.broadcast_id', 'is not', null)
      .execute()
    const copies = await db
      .selectFrom('delivery')
      .select('id')
      .where('state', '=', 'unknown')
      .where('broadcast_id', 'is not', null)
      .execute()
    return { inDoubt: calls.length, unknown: copies.length }
  })
  const reached = arrivals.length
  const twice = arrivals.reduce((sum, times) => sum + times - 1, 0)
  return {
    reached,
    lost: Math.max(0, expected - reached - unknown),
    unexplained: Math.max(0, twice - inDoubt),
    inDoubt,
  }
}
