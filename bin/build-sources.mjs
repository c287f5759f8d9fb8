import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundle } from './bundle.mjs'
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
    say('Đang dựng chương trình…', 'Building…')
    await refuseUnwritable(build)
    const seconds = ((Date.now() - started) / 1000).toFixed(1)
    say(`Đã dựng xong sau ${seconds} giây.`, `Built in ${seconds} s.`)
  })
}

async function build() {
  const sources = fingerprintOfSources()
  // A module that was renamed must not live on as its old self.
  rmSync(DIST, { recursive: true, force: true })
  const programs = PROGRAMS.filter((path) => existsSync(join(checkout, path)))
  // telegraf's transport: `TelegramClient` has its own. What it is made of warns on Node 21 and newer at each start.
  await bundle(programs, DIST, { leaveOut: ['node-fetch'] })
  // Written last: a build that was cut short is done again.
  writeFileSync(STAMP, `${sources} ${fingerprintOfDist()}`)
}

/** A sentence for a folder that somebody else has made, or a disk that is full. */
async function refuseUnwritable(step) {
  try {
    await step()
  } catch (error) {
    if (!/^(?:EACCES|EPERM|EROFS|ENOSPC|EDQUOT)$/.test(error.code)) throw error
    throw new Refusal(
      `Không ghi được thư mục ${DIST} (${error.code}): hãy kiểm tra ổ đĩa còn chỗ và quyền của người chạy dịch vụ (chown -R).`,
      `The folder ${DIST} cannot be written (${error.code}): check the room on its disk and the rights of who runs the service (chown -R).`,
    )
  }
}

/** Whether there is a whole build, be it of other sources. */
export function hasBuild() {
  return readStamp()?.split(' ')[1] === fingerprintOfDist()
}

export function isBuilt() {
  const stamp = readStamp()
  return stamp !== undefined && stamp === `${fingerprintOfSources()} ${fingerprintOfDist()}`
}

function readStamp() {
  try {
    return readFileSync(STAMP, 'utf8')
  } catch {
    return undefined
  }
}

/** Changes when a file of the build is cut or lost, as after a power failure: by name and size. */
function fingerprintOfDist() {
  const hash = createHash('sha256')
  try {
    for (const name of readdirSync(DIST).sort()) {
      if (!name.endsWith('.js')) continue
      hash.update(`${name} ${statSync(join(DIST, name)).size}\n`)
    }
  } catch (error) {
    // Another start is just making it anew.
    if (error.code !== 'ENOENT') throw error
  }
  return hash.digest('hex')
}

/** Changes when a source file comes, goes or changes; reads no contents, so that a start is quick. */
function fingerprintOfSources() {
  const hash = createHash('sha256')
  const packages = packageNames().map((name) => join('packages', name, 'src'))
  const roots = ['src', 'jobs', 'config', ...packages]
  const single = ['tsconfig.json', 'package-lock.json', 'bin/bundle.mjs']
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
