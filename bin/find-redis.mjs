import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { delimiter, join } from 'node:path'
import { checkout } from './checkout.mjs'
import { runCommand } from './run-command.mjs'
import { Refusal, say } from './say.mjs'

const FOLDER = join(checkout, '.cache', 'redis')
const LINK = join(FOLDER, 'redis-server')
const PACKAGED = '/usr/bin/redis-check-rdb'
const QUIET = { output: 'collect', env: { DEBIAN_FRONTEND: 'noninteractive' } }

/**
 * Path of a Redis server for the tests: the one on PATH, else from Debian's packages, installed as root, else
 * unpacked into `.cache`. Only `redis-tools` is taken: it holds the same binary (Debian's `redis-server` is a
 * link to its `redis-check-rdb`), and installing `redis-server` itself would start a daemon on this machine.
 */
export async function findRedis() {
  const found = onPath('redis-server') ?? (await works(LINK)) ?? (await link(PACKAGED))
  if (found) return found
  if (process.platform !== 'linux' || !onPath('apt-get')) throw unavailable('apt-get')
  say('Đang cài Redis để kiểm thử…', 'Installing Redis for the tests…')
  const problem = process.getuid() === 0 ? await installPackage() : await unpackPackages()
  const path = (await works(LINK)) ?? (await link(PACKAGED))
  if (!path) throw unavailable(problem)
  return path
}

/** The name a Redis binary is called by decides what it is. */
async function link(binary) {
  if (!existsSync(binary)) return undefined
  emptyFolder()
  symlinkSync(binary, LINK)
  return works(LINK)
}

function emptyFolder() {
  rmSync(FOLDER, { recursive: true, force: true })
  mkdirSync(FOLDER, { recursive: true })
}

/** What went wrong, for the sentence. */
async function installPackage() {
  const install = () => apt(['install', '-y', '--no-install-recommends', 'redis-tools'])
  let result = await install()
  if (result.code !== 0) {
    await apt(['update'])
    result = await install()
  }
  return result.output
}

/** Without root: the packages that are missing here, unpacked beside each other. */
async function unpackPackages() {
  emptyFolder()
  const lists = join(FOLDER, 'apt')
  mkdirSync(join(lists, 'state', 'lists', 'partial'), { recursive: true })
  mkdirSync(join(lists, 'cache', 'archives', 'partial'), { recursive: true })
  const own = ['-o', `Dir::State::lists=${lists}/state/lists`, '-o', `Dir::Cache=${lists}/cache`]
  let options = ['-o', 'Debug::NoLocking=1']
  let plan = await apt([...options, '-s', '--no-install-recommends', 'install', 'redis-tools'])
  if (plan.code !== 0) {
    options = [...options, ...own]
    await apt([...options, 'update'])
    plan = await apt([...options, '-s', '--no-install-recommends', 'install', 'redis-tools'])
  }
  const names = [...plan.output.matchAll(/^Inst (\S+)/gm)].map((match) => match[1])
  if (names.length === 0) return plan.output
  const download = await runCommand('apt-get', [...options, 'download', ...names], {
    ...QUIET,
    cwd: FOLDER,
  })
  const root = join(FOLDER, 'root')
  for (const deb of readdirSync(FOLDER).filter((name) => name.endsWith('.deb'))) {
    await runCommand('dpkg', ['-x', join(FOLDER, deb), root], QUIET)
  }
  if (!existsSync(join(root, 'usr', 'bin', 'redis-check-rdb'))) return download.output
  writeLauncher(root)
  return ''
}

/** The unpacked server finds the libraries that came with it. The name it is called by makes it a server. */
function writeLauncher(root) {
  symlinkSync('redis-check-rdb', join(root, 'usr', 'bin', 'redis-server'))
  const libraries = ['usr/lib', 'lib'].flatMap((name) => {
    const folder = join(root, name)
    return existsSync(folder) ? readdirSync(folder).map((triplet) => join(folder, triplet)) : []
  })
  writeFileSync(
    LINK,
    `#!/bin/sh\nLD_LIBRARY_PATH='${libraries.join(':')}' exec '${root}/usr/bin/redis-server' "$@"\n`,
  )
  chmodSync(LINK, 0o755)
}

function apt(args) {
  return runCommand('apt-get', args, QUIET)
}

async function works(path) {
  if (!existsSync(path)) return undefined
  const { code, output } = await runCommand(path, ['--version'], { output: 'collect' })
  return code === 0 && output.startsWith('Redis server') ? path : undefined
}

function onPath(name) {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return folders.map((folder) => join(folder, name)).find(isExecutable)
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function unavailable(detail) {
  const last = detail.trim().split('\n').slice(-3).join(' ')
  return new Refusal(
    `Không có Redis để kiểm thử; hãy cài redis-server rồi chạy lại (${last})`,
    `There is no Redis for the tests; install redis-server and try again (${last})`,
  )
}
