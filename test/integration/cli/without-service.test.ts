import { resolve } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { buildProgram, runChild } from '../../support/child-process.ts'
import { givenOffice, openCliStage, type CliStage } from '../../support/cli-stage.ts'
import { makeServiceFolder } from '../../support/service-start.ts'
import { waitUntil } from '../../support/wait-until.ts'

const SEND = ['send', 'tin.txt', '--to', 'hoi', '--kind', 'announcement', '--as', 'telegram:1001']
const LATER = ['--at', `${new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10)}T08:00`]
/** A queue that does not answer is waited for. */
const SLOW_MS = 60_000

let stage: CliStage
beforeAll(async () => {
  stage = await openCliStage()
  await givenOffice(stage)
  await stage.write('tin.txt', 'Các đơn vị báo cáo trước ngày 25/12.\nĐề nghị thực hiện nghiêm.')
})
afterAll(() => stage.close())

describe('a command beside the running service', () => {
  beforeEach(() => stage.serviceRuns())

  it('says that the notice goes now, or at its hour', async () => {
    const now = await stage.run(...SEND, '--now', '--yes')
    expect(now).toMatchObject({ code: 0, out: expect.stringMatching(/: gửi ngay tới .*On its/u) })

    const later = await stage.run(...SEND, ...LATER, '--yes')
    expect(later.out).toMatch(/: gửi lúc 08:00 .* \/ Scheduled\.\n$/u)
    expect(later.out).not.toContain('On its way')
  })

  it('tells a program so', async () => {
    expect(await stage.json(...SEND, '--now', '--yes')).toMatchObject({ service: 'running' })
  })
})

describe('a command while the service is stopped', () => {
  beforeEach(() => stage.serviceStops())

  const STOPPED = 'dịch vụ đang không chạy'

  it('says that the notice waits until somebody starts it, and has kept it', async () => {
    const { code, out } = await stage.run(...SEND, '--now', '--yes')

    expect(code).toBe(0)
    expect(out).toContain(`: đã ghi; ${STOPPED} nên sẽ gửi khi dịch vụ chạy lại, tới 1 nhóm`)
    expect(out).not.toMatch(/gửi ngay|On its way/u)
    expect(await stage.json('status', out.match(/T\d+/u)?.[0] ?? '')).toMatchObject({
      state: 'starting',
    })
  })

  it('says so of an hour, and of a notice for the approvers', async () => {
    const later = await stage.run(...SEND, ...LATER, '--yes')
    const author = SEND.with(-1, 'telegram:1002')
    const submitted = await stage.run(...author, '--now')

    expect(later.out).toMatch(new RegExp(`gửi lúc 08:00 .*${STOPPED}`, 'u'))
    expect(submitted.out).toMatch(new RegExp(`đã trình duyệt .*${STOPPED}`, 'u'))
  })

  it('says so of what is resumed', async () => {
    await stage.serviceRuns()
    const { code } = await stage.json(...SEND, '--now', '--yes')
    await stage.database.store.db.updateTable('broadcast').set({ state: 'sending' }).execute()
    await stage.run('pause', String(code))
    await stage.serviceStops()

    const resumed = await stage.run('resume', String(code))

    expect(resumed).toMatchObject({ code: 0, out: expect.stringContaining(STOPPED) })
    expect(resumed.out).not.toContain('going on')
  })

  it('tells a program so', async () => {
    expect(await stage.json(...SEND, '--now', '--yes')).toMatchObject({ service: 'stopped' })
  })
})

describe('a command beside a process that only answers webhooks', () => {
  it(
    'promises nothing that only another process does, and never takes it for nobody',
    async () => {
      await stage.serviceStops()
      const folder = await makeServiceFolder()
      try {
        const web = await folder.start({ ...stage.env, ROLE: 'web' })
        if (!('url' in web)) throw new Error(web.err)
        // No word of the service's own warning is taken for a token.
        expect(web.said()).toContain('TELEGRAM_BOT_TOKEN – chưa có token nào')

        expect((await stage.run(...SEND, '--now', '--yes')).out).not.toContain('On its way')
        expect((await stage.run('doctor')).out).toContain(
          '✗ Chỉ có tiến trình nhận webhook (ROLE=web) đang chạy',
        )
        // A pool ends its idle connections in the same way, and so does a database that starts anew.
        await stage.serviceStops()
        await waitUntil(
          'it is seen again',
          async () => {
            const { err } = await stage.run('backup', '--out', `${Date.now()}.backup`)
            return !err.includes('không có dịch vụ nào đang chạy')
          },
          8_000,
        )
      } finally {
        await folder.remove()
      }
    },
    SLOW_MS,
  )
})

describe('a command whose queue does not answer', () => {
  it(
    'says that the notice waits for it',
    async () => {
      await buildProgram()
      await stage.serviceRuns()
      const { code, out } = await runChild('cli.js', {
        args: [...SEND, '--now', '--yes'],
        cwd: resolve(stage.cwd),
        env: { ...stage.env, REDIS_URL: 'redis://127.0.0.1:9' },
      })
      expect([code, out]).toEqual([0, expect.stringContaining('hàng đợi không trả lời')])
      expect(out).not.toContain('On its way')
    },
    SLOW_MS,
  )
})
