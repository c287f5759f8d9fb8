import { serverCpuMs } from './process-cost.ts'
import type { Task, Told } from './task.ts'

/** Takes the cost of a stretch of this process and of the servers it uses. */
export interface Measure {
  begin(): void
  /** Notes that something was asked for now. */
  ask(key: string | number): void
  end(told: Pick<Told, 'settings' | 'recorded' | 'failures'>): Told
}

export function createMeasure({ servers }: Pick<Task, 'servers'>): Measure {
  const askedAt: Record<string, number> = {}
  let begun = takeCosts(servers)
  return {
    begin: () => {
      begun = takeCosts(servers)
    },
    ask: (key) => {
      askedAt[key] = wallClock()
    },
    end: (told) => {
      const ended = takeCosts(servers)
      return {
        begunAt: begun.at,
        endedAt: ended.at,
        nodeCpuMs: ended.node - begun.node,
        postgresCpuMs: difference(begun.postgres, ended.postgres),
        redisCpuMs: difference(begun.redis, ended.redis),
        startRssMiB: begun.rss,
        peakRssMiB: process.resourceUsage().maxRSS / 1_024,
        askedAt,
        ...told,
      }
    },
  }
}

/** Milliseconds of the wall clock, finer than `Date.now`. */
export function wallClock(): number {
  return performance.timeOrigin + performance.now()
}

interface Costs {
  readonly at: number
  readonly node: number
  readonly postgres: number | null
  readonly redis: number | null
  readonly rss: number
}

function takeCosts({ postgres, redis }: Task['servers']): Costs {
  const { user, system } = process.cpuUsage()
  return {
    at: wallClock(),
    node: (user + system) / 1_000,
    postgres: serverCpuMs(postgres),
    redis: serverCpuMs(redis),
    rss: process.memoryUsage.rss() / 2 ** 20,
  }
}

function difference(before: number | null, after: number | null): number | null {
  return before === null || after === null ? null : after - before
}
