import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { open } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { join, resolve } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { buildProgram } from '../../support/child-process.ts'
import { openCliStage, type CliStage } from '../../support/cli-stage.ts'

const CLI = resolve('dist/cli.js')
const FIXTURE = resolve('test/fixtures/meeting-2023-03-20.txt')

let stage: CliStage
beforeAll(async () => {
  await buildProgram()
  stage = await openCliStage()
})
afterAll(() => stage.close())

/** A test that fails on its way must not leave a server behind. */
const running = new Set<ChildProcess>()
afterEach(() => {
  for (const child of running) child.kill('SIGKILL')
})

/** The command as an operator runs it: another process, in the installation's folder. */
function start(...args: string[]) {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd: stage.cwd,
    env: { PATH, HOME, ...stage.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const child = start(...args)
  const [out, err]: [Buffer[], Buffer[]] = [[], []]
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  const [code] = (await once(child, 'close')) as [number]
  return { code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() }
}

// Each of the commands is a process that loads the whole program, several of them in a row.
jest.setTimeout(120_000)

describe('the command as a process', () => {
  it('reads a document; its places count in the text that --text prints', async () => {
    const [json, text] = await Promise.all([
      run('read', FIXTURE, '--json'),
      run('read', FIXTURE, '--text'),
    ])
    expect([json.code, text.code]).toEqual([0, 0])
    const reading = JSON.parse(json.out) as {
      items: { text: string; start: number; end: number }[]
    }
    const points = Array.from(text.out)
    expect(reading.items.length).toBeGreaterThan(3)
    for (const { text: item, start, end } of reading.items)
      expect(points.slice(start, end).join('')).toBe(item)
  })

  it('ends with 0, 1 and 2 as it should, by itself', async () => {
    await stage.write('don-vi.csv', 'code,name,kind\nxa,Toàn xã,org\n')
    const imported = await run('import', 'units', 'don-vi.csv', '--json')
    expect(imported).toMatchObject({ code: 0, err: '' })
    expect(JSON.parse(imported.out)).toEqual({ rows: 1, added: 1, changed: 0, errors: [] })
    const [refused, wrong, intact] = await Promise.all([
      run('status', 'T1'),
      run('status', '--nothing'),
      run('audit', 'verify'),
    ])
    expect([refused.code, wrong.code, intact.code]).toEqual([1, 2, 0])
    expect(intact.out).toContain('nguyên vẹn')
  })

  it('ends with 1 and a sentence where what it prints cannot be written', async () => {
    const { PATH = '', HOME = '' } = process.env
    const full = await open('/dev/full', 'w')
    const child = spawn(process.execPath, [CLI, 'read', FIXTURE, '--json'], {
      cwd: stage.cwd,
      env: { PATH, HOME, ...stage.env },
      stdio: ['ignore', full.fd, 'pipe'],
    })
    const err: Buffer[] = []
    child.stderr?.on('data', (chunk: Buffer) => err.push(chunk))
    const [code] = (await once(child, 'close')) as [number]
    await full.close()
    expect([code, Buffer.concat(err).toString()]).toEqual([
      1,
      expect.stringMatching(/^Không ghi được kết quả.* \(ENOSPC\)\n$/),
    ])
  })

  it('runs the emulated platforms alone until it is told to stop', async () => {
    const child = start('sandbox', '--telegram', '--data', join(stage.cwd, 'sandbox'))
    const ended = once(child, 'exit')
    const [first] = (await once(createInterface(child.stdout), 'line')) as [string]
    const { origin } = JSON.parse(first) as { origin: string }
    const bot = '7000016174:demo-demo-demo-demo-demo-demo-demo'
    const answer = await fetch(`${origin}/telegram/bot${bot}/getMe`)
    expect(await answer.json()).toMatchObject({ ok: true })
    Object.assign(stage.env, { TELEGRAM_BOT_TOKEN: bot, TELEGRAM_API_ROOT: `${origin}/telegram` })
    await stage.serviceRuns()
    const doctor = await run('doctor', '--json')
    const checks = (JSON.parse(doctor.out) as { checks: { name: string; ok: boolean }[] }).checks
    expect(checks.filter(({ ok }) => !ok)).toEqual([])
    expect(checks.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'database',
        'schema',
        'service',
        'queue',
        'key',
        'disk',
        'channel.telegram',
      ]),
    )
    expect(doctor.out).not.toContain('demo-demo')
    child.kill('SIGTERM')
    expect(await ended).toEqual([0, null])

    const without = await run('doctor')
    expect(without.code).toBe(1)
    expect(without.out).toContain('✗ Telegram')
  })
})
