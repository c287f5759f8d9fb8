import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { arrivalsOf, reckon } from '../support/arrivals.ts'
import { manyChats } from '../support/many-chats.ts'
import { approveNotice, chooseWholeCommune, sendUrgently } from '../support/main-job.ts'
import { startServiceStage, type ServiceStage } from '../support/service.ts'
import { waitUntil } from '../support/wait-until.ts'

const [GROUPS, MEMBERS] = [30, 20]
const CHATS = GROUPS + MEMBERS + 14
/** From the death of a process to the card that says that all is sent. */
const GONE_ON_MS = 30_000
const DIRECTIVE = 'Đề nghị các đồng chí có mặt đông đủ, đúng giờ. '.repeat(4)
/** Asks nothing of anybody: what is in doubt waits for no second try. */
const ANNOUNCEMENT = 'Bí thư Đảng ủy xã tiếp công dân vào thứ Năm tuần thứ hai hằng tháng. '.repeat(
  4,
)

let stage: ServiceStage

beforeAll(async () => {
  stage = await startServiceStage({ ...manyChats(GROUPS, MEMBERS), latency: '40-150' })
}, 180_000)

afterAll(() => stage.close())

describe('two processes of one installation', () => {
  it('send every copy once between them', async () => {
    // What Telegram tells goes to the one that outlives the other.
    const second = await stage.secondService((origin) => ({ PUBLIC_URL: origin }))
    await second.start()

    await sendEverywhere('T1', `Kính mời dự lễ phát động Tết trồng cây\n${DIRECTIVE}`)
    await stage.phone('tuan').sees(/Đã gửi xong T1[\s\S]*\(100%\)/, { limitMs: 100_000 })

    expect(await reckon(stage, '📢 Kính mời dự lễ', CHATS)).toEqual({
      reached: CHATS,
      lost: 0,
      unexplained: 0,
      inDoubt: 0,
    })
  }, 300_000)

  it('go on as one when the other is killed', async () => {
    const tuan = stage.phone('tuan')
    await sendEverywhere('T2', `Thông báo lịch tiếp công dân\n${ANNOUNCEMENT}`)
    await waitUntil(
      'some chats have it',
      async () => (await arrivalsOf(stage.control, '📢 Thông báo lịch')).size >= 20,
      60_000,
      20,
    )
    await stage.service.kill9()
    const { text } = await tuan.sees(/Đã gửi xong T2/, { limitMs: GONE_ON_MS })

    const inDoubt = Number(
      /Chưa rõ đã nhận hay chưa, xin hỏi lại \((\d+) nơi\)/.exec(text)?.[1] ?? 0,
    )
    const { reached, ...rest } = await reckon(stage, '📢 Thông báo lịch', CHATS)
    expect(rest).toEqual({ lost: 0, unexplained: 0, inDoubt })
    expect(reached).toBeGreaterThanOrEqual(CHATS - inDoubt)

    // An echo that comes late may let it go on just when the button is pressed: who is told so presses again.
    await waitUntil('all chats have it, as far as is known', async () => {
      const card = (await tuan.all()).findLast(({ text }) => text.includes('Đã gửi xong T2'))
      if (card?.text.includes(`${CHATS}/${CHATS} nơi nhận`)) return true
      if (card?.buttons) await tuan.presses('Thử lại', { on: /Đã gửi xong T2/ })
      return false
    })
    expect(await reckon(stage, '📢 Thông báo lịch', CHATS)).toMatchObject({
      reached: CHATS,
      lost: 0,
      unexplained: 0,
    })
  }, 300_000)
})

async function sendEverywhere(code: string, words: string): Promise<void> {
  const tuan = stage.phone('tuan')
  await tuan.says(words)
  await tuan.sees(new RegExp(`Dự thảo ${code}`))
  await chooseWholeCommune(stage, code)
  await approveNotice(stage, code)
  await sendUrgently(stage, code)
}
