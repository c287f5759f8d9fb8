import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { allArrivals, arrivalsOf } from '../support/arrivals.ts'
import { manyChats } from '../support/many-chats.ts'
import { approveNotice, chooseWholeCommune, sendUrgently } from '../support/main-job.ts'
import { startServiceStage, type ServiceStage } from '../support/service.ts'
import { waitUntil } from '../support/wait-until.ts'

const MINUTES = resolve(import.meta.dirname, '../fixtures/meeting-2023-03-20.txt')
const TITLE = '📢 Thường trực Huyện uỷ làm việc'
const [GROUPS, MEMBERS] = [40, 20]
/** Those of the demo commune besides. */
const CHATS = GROUPS + MEMBERS + 14
/** The service is killed when so many chats have something of the notice. */
const KILLED_AT = [8, 30, 55]

let stage: ServiceStage

beforeAll(async () => {
  stage = await startServiceStage({ ...manyChats(GROUPS, MEMBERS), latency: '40-150' })
}, 180_000)

afterAll(() => stage.close())

describe('a service that is killed again and again while it sends', () => {
  it('sends every copy once, and shows those of which it does not know', async () => {
    const tuan = stage.phone('tuan')
    await tuan.attaches(MINUTES)
    await tuan.sees(/Dự thảo T1/)
    await chooseWholeCommune(stage, 'T1')
    await approveNotice(stage, 'T1')

    await sendUrgently(stage, 'T1')
    for (const chats of KILLED_AT) {
      await waitUntil(
        `${chats} chats have it`,
        async () => (await arrivalsOf(stage.control, TITLE)).size >= chats,
        40_000,
        20,
      )
      await stage.service.kill9()
      await stage.service.start()
    }
    const finished = await tuan.sees(/Đã gửi xong T1/, { limitMs: 90_000 })

    const inDoubt = Number(
      /Chưa rõ đã nhận hay chưa, xin hỏi lại \((\d+) nơi\)/.exec(finished.text)?.[1] ?? 0,
    )
    const first = await arrivalsOf(stage.control, TITLE)
    expect(await repeated()).toEqual([])
    expect(CHATS - first.size).toBeLessThanOrEqual(inDoubt)
    expect(await ledger()).toEqual({
      sent: CHATS - inDoubt,
      ...(inDoubt > 0 && { unknown: inDoubt }),
    })

    if (inDoubt > 0) {
      await tuan.presses('Thử lại', { on: /Đã gửi xong T1/ })
      await tuan.sees(new RegExp(`${CHATS}/${CHATS} nơi nhận`), { limitMs: 60_000 })
    }
    expect((await arrivalsOf(stage.control, TITLE)).size).toBe(CHATS)
    expect((await repeated()).length).toBeLessThanOrEqual(inDoubt)
    expect(await ledger()).toEqual({ sent: CHATS })
  }, 300_000)
})

/** Texts that came to one chat more than once. The officers' own chats hold cards besides. */
async function repeated(): Promise<string[]> {
  const arrivals = await allArrivals(stage.control)
  return arrivals
    .filter(({ chatId }) => !['telegram:1002', 'telegram:1003'].includes(chatId))
    .flatMap(({ chatId, times }) => (times > 1 ? [`${chatId}: ${times}`] : []))
}

async function ledger(): Promise<Record<string, number>> {
  return stage.read(async (db) => {
    const rows = await db
      .selectFrom('delivery')
      .select(({ fn }) => ['state', fn.countAll<string>().as('count')])
      .where('broadcast_id', 'is not', null)
      .groupBy('state')
      .execute()
    return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]))
  })
}
