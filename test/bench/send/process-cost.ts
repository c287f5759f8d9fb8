import { readdirSync, readFileSync } from 'node:fs'

/** Of /proc on every Linux that Node runs on. */
const MS_PER_TICK = 10

/**
 * CPU time of a process and all that it started and has waited for, plus its living children: for
 * PostgreSQL's first process that is the whole server, sessions that have ended included. Null where there is no /proc.
 */
export function serverCpuMs(pid: number | null): number | null {
  if (pid === null) return null
  const own = ticksOf(pid)
  if (!own) return null
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .flatMap((name) => ticksOf(Number(name)) ?? [])
    .filter(({ parent }) => parent === pid)
  const living = children.reduce((sum, { running }) => sum + running, 0)
  return (own.running + own.ended + living) * MS_PER_TICK
}

/** The process that started this one. */
export function parentOf(pid: number): number | null {
  return ticksOf(pid)?.parent ?? null
}

function ticksOf(pid: number): { parent: number; running: number; ended: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // Fields from the third on (proc(5)); the name before them may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const field = (index: number): number => Number(fields[index - 3])
    return { parent: field(4), running: field(14) + field(15), ended: field(16) + field(17) }
  } catch {
    return undefined
  }
}
