import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { PlatformConfigs } from '../../config/config.ts'
import type { Clock } from '../deps.ts'
import { apiRoots } from './configured-platforms.ts'

/** Said of every answer, by undici and by `fetch`, which is built on it. */
const ANSWERED = 'undici:request:headers'
/** Between two looks at their clock; a large sending has hundreds of answers in them. */
const LOOK_EVERY_MS = 100
const DAY_MS = 86_400_000

/** What the clock of an origin has said, and when. */
interface Said {
  readonly atMs: number
  /** How far ours was ahead. */
  readonly differenceMs: number
  /** By the clock that nobody sets. */
  readonly heardMs: number
  readonly startedMs: number
}

interface Answered {
  readonly request: { readonly origin?: string | URL }
  /** Names and values in turn. */
  readonly response: { readonly headers: readonly Uint8Array[] }
}

/**
 * The machine's clock, and how far it is ahead of the platforms' by the `Date` of what they answered last: what people say
 * carries the platform's time, and an old machine may be hours off. Where it is behind, nothing looks older than it is. What is
 * erased by its age waits until one has said the same day.
 */
export function clockBeside(configs: PlatformConfigs): Clock & { stop(): void } {
  const origins = new Set(apiRoots(configs).map((root) => new URL(root).origin))
  const saidBy = new Map<string, Said>()
  let last: Said | null = null
  const hear = (message: unknown): void => {
    const { request, response } = message as Answered
    const origin = String(request.origin)
    if (!origins.has(origin)) return
    const heardMs = performance.now()
    if (heardMs < (saidBy.get(origin)?.heardMs ?? -Infinity) + LOOK_EVERY_MS) return
    const atMs = dateIn(response.headers)
    if (Number.isNaN(atMs)) return
    const [differenceMs, startedMs] = [Date.now() - atMs, Date.now() - heardMs]
    last = { atMs, differenceMs, heardMs, startedMs }
    saidBy.set(origin, last)
  }
  subscribe(ANSWERED, hear)
  return {
    now: () => new Date(),
    aheadMs: () => Math.max(0, last?.differenceMs ?? 0),
    isRight: () => {
      if (last === null) return false
      // One that is set moves the moment at which this process began.
      const setByMs = Date.now() - performance.now() - last.startedMs
      return Math.abs(last.differenceMs) + Math.abs(setByMs) < DAY_MS
    },
    saidAt: (apiRoot) => {
      const said = saidBy.get(new URL(apiRoot).origin)
      return said ? new Date(said.atMs + performance.now() - said.heardMs) : null
    },
    stop: () => void unsubscribe(ANSWERED, hear),
  }
}

function dateIn(headers: readonly Uint8Array[]): number {
  const texts = headers.map((bytes) => Buffer.from(bytes).toString('latin1'))
  const name = texts.findIndex((text, index) => index % 2 === 0 && text.toLowerCase() === 'date')
  return Date.parse(texts[name + 1] ?? '')
}
