import { afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { buildProgram } from '../support/child-process.ts'
import { openStage, SEED, TELEGRAM_TOKEN, type Stage } from './emulator-stage.ts'

const MAIN = resolve('dist/emulator-main.js')
const dataDir = () => mkdtempSync(join(tmpdir(), 'emulator-'))
const CLEAN: (() => void | Promise<void>)[] = []

afterEach(async () => {
  for (const clean of CLEAN.splice(0).toReversed()) await clean()
})

function ownDir(): string {
  const dir = dataDir()
  CLEAN.push(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

async function startProcess(...args: string[]): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn(process.execPath, [MAIN, ...args])
  CLEAN.push(() => void child.kill('SIGKILL'))
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer]
  return { child, line: chunk.toString() }
}

async function say(stage: Stage, text: string): Promise<void> {
  await stage.control('messages', { as: 'lan', chatId: 'telegram:1001', text })
}

describe('the emulators as a process of their own', () => {
  beforeAll(buildProgram)

  it('keep messages, updates and calls over a kill -9', async () => {
    const dir = ownDir()
    const seedFile = join(dir, 'seed.json')
    writeFileSync(seedFile, JSON.stringify(SEED))
    const { child, line } = await startProcess('--data', join(dir, 'data'), '--seed', seedFile)
    const { origin } = JSON.parse(line) as { origin: string }
    const json = { 'content-type': 'application/json' }
    await fetch(`${origin}/_control/messages`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ as: 'lan', chatId: 'telegram:1001', text: 'xin chào' }),
    })
    await fetch(`${origin}/telegram/bot${TELEGRAM_TOKEN}/sendMessage?chat_id=-5001&text=T1`)
    child.kill('SIGKILL')
    await once(child, 'exit')

    const stage = await openStage({ dataDir: join(dir, 'data') })
    CLEAN.push(() => stage.close())

    expect(await stage.seen('lan', 'telegram:-5001')).toMatchObject([{ text: 'T1' }])
    const { body } = await stage.telegram('getUpdates')
    expect(body['result']).toMatchObject([{ message: { text: 'xin chào' } }])
    const calls = await stage.read('calls?platform=telegram')
    expect(calls.body['calls']).toMatchObject([{ seq: 1, method: 'sendMessage', ok: true }, {}])
  })

  it('say what is wrong with their arguments and end with 2', async () => {
    const child = spawn(process.execPath, [MAIN, '--port', 'x'])
    CLEAN.push(() => void child.kill('SIGKILL'))

    expect(await once(child, 'exit')).toEqual([2, null])
  })
})

describe('the journal', () => {
  it('drops a torn last line and goes on behind it', async () => {
    const dir = ownDir()
    const before = await openStage({ dataDir: dir })
    await say(before, 'một')
    await before.close()
    for (const name of ['state.jsonl', 'calls.jsonl']) appendFileSync(join(dir, name), '{"c":"mess')

    const between = await openStage({ dataDir: dir })
    await say(between, 'hai')
    await between.close()
    const after = await openStage({ dataDir: dir })
    CLEAN.push(() => after.close())

    const seen = await after.seen('lan', 'telegram:1001')
    expect(seen.map(({ text }) => text)).toEqual(['một', 'hai'])
    expect(new Set(seen.map(({ key }) => key)).size).toBe(2)
  })

  it('belongs to one process at a time', async () => {
    const dir = ownDir()
    const first = await openStage({ dataDir: dir })

    await expect(openStage({ dataDir: dir })).rejects.toThrow('in use by process')
    await first.close()
    const second = await openStage({ dataDir: dir })
    CLEAN.push(() => second.close())
    expect(second.origin).toContain('127.0.0.1')
  })

  it('says since when it has been kept, so that a page sees when all was begun anew', async () => {
    const dir = ownDir()
    const begunAt = async (): Promise<unknown> => {
      const stage = await openStage({ dataDir: dir })
      const { body } = await stage.read('state')
      await stage.close()
      return body['begunAt']
    }
    const first = await begunAt()
    expect(await begunAt()).toBe(first)

    rmSync(dir, { recursive: true })
    expect(await begunAt()).toBeGreaterThan(first as number)
  })

  it('is given back when the port is taken', async () => {
    const first = await openStage()
    CLEAN.push(() => first.close())
    const dir = ownDir()
    const port = Number(new URL(first.origin).port)

    await expect(openStage({ dataDir: dir, port })).rejects.toThrow('EADDRINUSE')
    const second = await openStage({ dataDir: dir })
    CLEAN.push(() => second.close())
    expect(second.origin).not.toBe(first.origin)
  })

  it('stays bounded, with the newest messages kept', async () => {
    const dir = ownDir()
    const limits = { memory: { journalBytes: 20_000, messagesPerChat: 5, calls: 5 } }
    const stage = await openStage({ dataDir: dir, limits })
    for (let number = 1; number <= 150; number += 1) await say(stage, `tin ${number}`)
    const { body } = await stage.telegram('getUpdates', { offset: -1 })
    await stage.close()

    expect(body['result']).toMatchObject([{ message: { text: 'tin 150' } }])
    expect(statSync(join(dir, 'state.jsonl')).size).toBeLessThan(150_000)
    const again = await openStage({ dataDir: dir, limits })
    CLEAN.push(() => again.close())
    const seen = await again.seen('lan', 'telegram:1001')
    expect(seen.map(({ text }) => text)).toEqual([
      'tin 146',
      'tin 147',
      'tin 148',
      'tin 149',
      'tin 150',
    ])
  })

  it('keeps the rotated tokens of an OA, so that a restart revives no dead one', async () => {
    const dir = ownDir()
    const before = await openStage({ dataDir: dir })
    const refresh = (stage: Stage) =>
      stage.send('/oauth/v4/oa/access_token', {
        method: 'POST',
        body: new URLSearchParams({
          app_id: '1200000000000000001',
          grant_type: 'refresh_token',
          refresh_token: 'first-refresh',
        }),
        headers: { secret_key: 'app-secret' },
      })
    await refresh(before)
    await before.close()

    const after = await openStage({ dataDir: dir })
    CLEAN.push(() => after.close())

    expect((await refresh(after)).body).toMatchObject({ error: -14014 })
  })
})
