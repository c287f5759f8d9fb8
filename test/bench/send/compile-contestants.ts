import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '../../..')
const FOLDER = join(ROOT, '.cache', 'bench')

/** Where the compiled main program of the contestants is. */
export const CONTESTANT_MAIN = join(FOLDER, 'test/bench/send/contestant-main.js')

/** Compiles the sources as a build does, so that no loader of TypeScript counts as a contestant's memory. */
export async function compileContestants(): Promise<void> {
  const child = spawn(
    join(ROOT, 'node_modules/.bin/tsc'),
    ['-p', join(ROOT, 'tsconfig.json'), '--outDir', FOLDER],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  )
  await once(child, 'exit')
  if (child.exitCode !== 0) throw new Error('the contestants do not compile')
}
