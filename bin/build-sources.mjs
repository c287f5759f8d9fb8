import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkout } from './checkout.mjs'
import { runNodeBound } from './run-command.mjs'
import { Refusal, say } from './say.mjs'
import { takeTurns } from './take-turns.mjs'

const STAMP = join(checkout, 'dist', '.fingerprint')
const TSC = join(checkout, 'node_modules', 'typescript', 'bin', 'tsc')

/**
 * Compiles `src`, `jobs`, `config` and the packages of the workspace, unless that was done for these very
 * files.
 */
export async function buildSources() {
  if (isBuilt()) return
  await takeTurns(async () => {
    if (isBuilt()) return
    const started = Date.now()
    const fingerprint = fingerprintOfSources()
    say('Đang dựng chương trình…', 'Building…')
    for (const name of packageNames()) {
      await build(join('packages', name, 'build.mjs'), name)
    }
    // A module that was renamed must not live on as its old self.
    rmSync(join(checkout, 'dist'), { recursive: true, force: true })
    await build(TSC, 'tsconfig.build.json', ['-p', 'tsconfig.build.json'])
    // Written last: a build that was cut short is done again.
    writeFileSync(STAMP, fingerprint)
    const seconds = ((Date.now() - started) / 1000).toFixed(1)
    say(`Đã dựng xong sau ${seconds} giây.`, `Built in ${seconds} s.`)
  })
}

/**
 * Writes JavaScript without checking types: that is what `npm test` does, and an installation for production
 * lacks the type packages.
 */
async function build(script, what, args = []) {
  const { code } = await runNodeBound(script, [...args, '--noCheck', '--types', ''])
  if (code === 0) return
  throw new Refusal(
    `Không dựng được chương trình (${what}): xem thông báo của TypeScript ở trên.`,
    `The program could not be built (${what}): see what TypeScript says above.`,
  )
}

function isBuilt() {
  const compiled = packageNames().every((name) =>
    existsSync(join(checkout, 'packages', name, 'dist')),
  )
  return compiled && readStamp() === fingerprintOfSources()
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
  const packages = packageNames().map((name) => join('packages', name))
  const roots = ['src', 'jobs', 'config', ...packages.map((path) => join(path, 'src'))]
  const single = [
    'tsconfig.json',
    'tsconfig.build.json',
    'package-lock.json',
    ...packages.flatMap((path) =>
      ['build.mjs', 'tsconfig.json', 'tsconfig.cjs.json'].map((name) => join(path, name)),
    ),
  ]
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

/** Packages of the workspace that have something to build. */
function packageNames() {
  const folder = join(checkout, 'packages')
  if (!existsSync(folder)) return []
  return readdirSync(folder).filter((name) => existsSync(join(folder, name, 'build.mjs')))
}
