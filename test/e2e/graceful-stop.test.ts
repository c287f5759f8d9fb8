import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { DEMO_BOTS } from '../../src/sandbox/demo-commune.ts'
import { arrivalsOf, reckon } from '../support/arrivals.ts'
import { approveNotice, chooseWholeCommune, sendUrgently } from '../support/main-job.ts'
import { manyChats } from '../support/many-chats.ts'
import { moreResidents } from '../support/more-residents.ts'
import { startServiceStage, type ServiceStage } from '../support/service.ts'
import { waitUntil } from '../support/wait-until.ts'

const MINUTES = resolve(import.meta.dirname, '../fixtures/meeting-2023-03-20.txt')
const TITLE = '📢 Thường trực Huyện uỷ làm việc'
const [GROUPS, MEMBERS] = [40, 160]
const CHATS = GROUPS + MEMBERS + 14
const RESIDENTS = 20
const LIMIT_MS = 10_000

let stage: ServiceStage

beforeAll(async () => {
  const chats = manyChats(GROUPS, MEMBERS)
  const people = [...(chats.seed?.people ?? []), ...(moreResidents(RESIDENTS).seed?.people ?? [])]
  const seed = { people, chats: chats.seed?.chats ?? [] }
  stage = await startServiceStage({ ...chats, seed, latency: '40-150' })
}, 180_000)

afterAll(() => stage.close())

/** Residents greet the bot, one after another, until told to stop. Gives how many did. */
function traffic(): { end(): Promise<number> } {
  let isOver = false
  let greeted = 0
  const greeting = (async () => {
    while (!isOver) {
      const phone = stage.phone(`resident-${(greeted % RESIDENTS) + 1}`)
      await phone.says('/trogiup').catch(() => undefined)
      greeted++
      await sleep(20)
    }
  })()
  return {
    end: async () => {
      isOver = true
      await greeting
      return greeted
    },
  }
}

async function timedStop(): Promise<{ code: number | null; ms: number }> {
  const began = performance.now()
  const code = await stage.service.stop()
  return { code, ms: performance.now() - began }
}

const reached = async (): Promise<number> => (await arrivalsOf(stage.control, TITLE)).size

describe('a service that is told to stop under load', () => {
  it('ends in time, and the next one goes on without a loss or a double', async () => {
    const tuan = stage.phone('tuan')
    await tuan.attaches(MINUTES)
    await tuan.sees(/Dự thảo T1/)
    await chooseWholeCommune(stage, 'T1')
    await approveNotice(stage, 'T1')
    await sendUrgently(stage, 'T1')

    await waitUntil('it is under way', async () => (await reached()) >= 15, 40_000, 20)
    const ordinary = traffic()
    await sleep(500)
    const figures = await (await fetch(`${stage.service.origin}/metrics`)).text()
    const first = await timedStop()
    await ordinary.end()
    expect(first.code).toBe(0)
    expect(first.ms).toBeLessThan(LIMIT_MS)
    expect(figures).toMatch(/^nhipcau_platform_calls_total\{.*outcome="sent"\} [1-9]/m)
    expect(figures).toMatch(/^nhipcau_queue_jobs\{job="run-lane",state="active"\} [1-9]/m)
    expect(figures).toMatch(
      /^nhipcau_webhook_seconds_count\{platform="telegram",status="200"\} [1-9]/m,
    )
    expect(figures).toMatch(/^nhipcau_deliveries\{platform="telegram",.*state="planned"\} [1-9]/m)
    for (const secret of [
      '-10016175',
      DEMO_BOTS.telegram.token,
      DEMO_BOTS.zaloOa.accessToken,
      'Tuấn',
    ])
      expect(figures).not.toContain(secret)
    // Calls that the platform answers within seconds are waited for.
    expect((await reckon(stage, TITLE, CHATS)).inDoubt).toBe(0)

    await stage.service.start()
    await waitUntil('it goes on', async () => (await reached()) >= 60, 40_000, 20)
    for (const platform of ['telegram', 'zalo-oa', 'zalo-bot'])
      await stage.control.fault({ platform, kind: 'delay', ms: 20_000, times: 10_000 })
    const stuck = traffic()
    await sleep(1_500)
    const second = await timedStop()
    await stuck.end()
    expect(second.code).toBe(0)
    expect(second.ms).toBeLessThan(LIMIT_MS)

    await stage.control.clearFaults()
    await stage.service.start()
    await tuan.sees(/Đã gửi xong T1/, { limitMs: 120_000 })
    const { lost, unexplained } = await reckon(stage, TITLE, CHATS)
    expect({ lost, unexplained }).toEqual({ lost: 0, unexplained: 0 })
  }, 300_000)
})
