import { sentenceOf } from '../refusal.ts'

/** One thing that was looked at. */
export interface Check {
  /** Stable word for a program: `database`, `channel.telegram` … */
  readonly name: string
  readonly ok: boolean
  /** Vietnamese sentence. */
  readonly detail: string
}

export function good(name: string, detail: string): Check {
  return { name, ok: true, detail }
}

export function bad(name: string, detail: string): Check {
  return { name, ok: false, detail }
}

/** Runs one look; a failure of its own becomes what it has found. */
export async function look(name: string, work: () => Promise<Check[]>): Promise<Check[]> {
  try {
    return await work()
  } catch (error) {
    const { code, name: kind } = error as NodeJS.ErrnoException
    return [bad(name, sentenceOf(error) ?? `Không kiểm tra được (${code ?? kind}).`)]
  }
}
