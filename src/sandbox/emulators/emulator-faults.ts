import type { EmulatedPlatform } from './emulator-types.ts'

export const FAULT_KINDS = [
  'http',
  'code',
  'html',
  'delay',
  'drop-before',
  'drop-after',
  'error-after',
  'hang',
  'endless',
  'duplicate',
  'wrong-signature',
  'no-signature',
] as const
export type FaultKind = (typeof FAULT_KINDS)[number]

/** A scripted misfortune. The last three kinds concern webhooks that the emulator sends. */
export interface Fault {
  readonly id: string
  readonly platform: EmulatedPlatform
  /** Method as the call log names it, or `webhook`, or `file` (given out: `hang`, `endless`); absent: every API method. */
  readonly method?: string
  /** Either form of the chat's id; absent: every chat. */
  readonly chatId?: string
  /** How often it strikes; absent: until it is removed. */
  readonly times?: number
  readonly kind: FaultKind
  /** HTTP status of `http` and `html`. */
  readonly status?: number
  /** The platform's own error number of `code` and `error-after`. */
  readonly code?: number
  readonly description?: string
  /** Seconds. */
  readonly retryAfter?: number
  readonly ms?: number
  /** 0 to 1: strikes only this share of the calls. */
  readonly share?: number
}

/** The scripted faults, oldest first. They live as long as the process. */
export class Faults {
  #faults: { fault: Fault; left: number }[] = []
  readonly #random: () => number
  #lastId = 0

  constructor(random: () => number) {
    this.#random = random
  }

  add(fault: Omit<Fault, 'id'>): Fault {
    this.#lastId += 1
    const numbered = { id: String(this.#lastId), ...fault }
    this.#faults.push({ fault: numbered, left: fault.times ?? Infinity })
    return numbered
  }

  list(): Fault[] {
    return this.#faults.map(({ fault }) => fault)
  }

  clear(): void {
    this.#faults = []
  }

  /** The fault that strikes this call, if any; it is used up by one. */
  strike(platform: EmulatedPlatform, method: string, chatId: string | null): Fault | null {
    const entry = this.#faults.find(
      ({ fault }) => fits(fault, platform, method, chatId) && this.#random() < (fault.share ?? 1),
    )
    if (entry === undefined) return null
    entry.left -= 1
    if (entry.left <= 0) this.#faults = this.#faults.filter((other) => other !== entry)
    return entry.fault
  }
}

function fits(
  fault: Fault,
  platform: EmulatedPlatform,
  method: string,
  chatId: string | null,
): boolean {
  if (fault.platform !== platform) return false
  const isNoCall = method === 'webhook' || method === 'file'
  if (fault.method === undefined ? isNoCall : fault.method !== method) return false
  const ids = [chatId, `${platform}:${chatId}`]
  return fault.chatId === undefined || ids.includes(fault.chatId)
}

/** Small repeatable pseudo-random numbers in [0, 1) (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
