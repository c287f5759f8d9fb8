import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { arrivalsOf, reckon } from '../support/arrivals.ts'
import { manyChats } from '../support/many-chats.ts'
import { approveNotice, chooseWholeCommune, sendUrgently } from '../support/main-job.ts'
import { startServiceStage, type ServiceStage } from '../support/service.ts'
import { waitUntil } from '../support/wait-until.ts'

const [GROUPS, MEMBERS] = [30, 20]
const CHATS = GROUPS + MEMBERS + 14

let stage: ServiceStage

beforeAll(async () => {
  stage = await startServiceStage({ ...manyChats(GROUPS, MEMBERS), latency: '40-150' })
}, 180_000)

afterAll(() => stage.close())

describe('two processes of one installation', () => {
  it('send every copy once between them', async () => {
    const second = await stage.secondService()
    await second.start()

    await sendEverywhere('T1', 'Kính mời dự lễ phát động Tết trồng cây')
    await stage.phone('tuan').sees(/Đã gửi xong T1[\s\S]*\(100%\)/, { limitMs: 100_000 })

    expect(await reckon(stage, '📢 Kính mời dự lễ', CHATS)).toEqual({
      reached: CHATS,
      lost: 0,
      unexplained: 0,
      inDoubt: 0,
    })
  }, 300_000)

  it('go on as one when the other is killed', async () => {
    await sendEverywhere('T2', 'Thông báo lịch tiếp công dân')
    await waitUntil(
      'some chats have it',
      async () => (await arrivalsOf(stage.control, '📢 Thông báo lịch')).size >= 20,
      60_000,
      20,
    )
    await stage.service.kill9()
    await stage.phone('tuan').sees(/Đã gửi xong T2/, { limitMs: 100_000 })

    expect(await reckon(stage, '📢 Thông báo lịch', CHATS)).toMatchObject({
      lost: 0,
      unexplained: 0,
    })
  }, 300_000)
})

async function sendEverywhere(code: string, title: string): Promise<void> {
  const tuan = stage.phone('tuan')
  await tuan.says(`${title}\n${'Đề nghị các đồng chí có mặt đông đủ, đúng giờ. '.repeat(4)}`)
  await tuan.sees(new RegExp(`Dự thảo ${code}`))
  await chooseWholeCommune(stage, code)
  await approveNotice(stage, code)
  await sendUrgently(stage, code)
}
