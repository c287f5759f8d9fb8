import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { allArrivals, arrivalsOf, reckon } from '../../support/arrivals.ts'
import { manyChats } from '../../support/many-chats.ts'
import { approveNotice, chooseWholeCommune, sendUrgently } from '../../support/main-job.ts'
import { startServiceStage, type ServiceStage } from '../../support/service.ts'
import { waitUntil } from '../../support/wait-until.ts'

const TITLE = 'Kính mời dự lễ phát động Tết trồng cây'
const NOTICE = `${TITLE}\n${'Đề nghị các đồng chí có mặt đông đủ, đúng giờ. '.repeat(4)}`
/** Beginning of the groups of manyChats, of all of which linh is a member. */
const YOUTH_GROUPS = 'telegram:-10016175'
const FARMERS = 'zalo-oa:f0a1617400000000aa01'
const VETERANS = 'zalo-bot:zgr-1617400000000003'
const [GROUPS, MEMBERS] = [30, 20]
const CHATS = GROUPS + MEMBERS + 14

let stage: ServiceStage

beforeAll(async () => {
  stage = await startServiceStage({ ...manyChats(GROUPS, MEMBERS), latency: '40-150' })
}, 180_000)

afterAll(() => stage.close())

describe('platforms that go away and come back', () => {
  it('keep no start waiting, and are joined when they are there', async () => {
    await stage.service.kill9()
    await stage.platforms.kill9()
    await stage.service.start()
    const { queue } = (await (await fetch(`${stage.service.origin}/readyz`)).json()) as {
      queue: string
    }
    expect(queue).toBe('ok')

    await stage.platforms.start()

    const [tuan, nhung, loi] = ['tuan', 'nhung', 'loi'].map((id) => stage.phone(id))
    await tuan?.says('/soan')
    await tuan?.sees(/Mời đồng chí dán văn bản/)
    await tuan?.says('/huy')
    await nhung?.says('trợ giúp')
    await nhung?.sees(/Hướng dẫn sử dụng/)
    await loi?.says('trợ giúp')
    await loi?.sees(/Hướng dẫn sử dụng/)
  }, 180_000)

  it('get every copy, though they went in the middle of a sending', async () => {
    const tuan = stage.phone('tuan')
    await tuan.says(NOTICE)
    await tuan.sees(/Dự thảo T1/)
    await chooseWholeCommune(stage, 'T1')
    await approveNotice(stage, 'T1')
    await sendUrgently(stage, 'T1')

    for (const chats of [10, 35]) {
      await waitUntil(
        `${chats} chats have it`,
        async () => (await arrivalsOf(stage.control, `📢 ${TITLE}`)).size >= chats,
        60_000,
        20,
      )
      await stage.platforms.kill9()
      await stage.platforms.start()
    }
    // Of more than ten calls that were out when the platforms went, the service asks.
    await waitUntil(
      'T1 has ended',
      async () => {
        const said = (await tuan.all()).filter(({ buttons }) => buttons?.length)
        if (said.some(({ text }) => text.includes('Đã gửi xong T1'))) return true
        if (said.some(({ text }) => text.includes('T1 đang chờ đồng chí quyết định')))
          await tuan.presses('Tiếp tục', { on: /T1/ })
        return false
      },
      100_000,
      1_000,
    )

    expect(await reckon(stage, `📢 ${TITLE}`, CHATS)).toMatchObject({ lost: 0, unexplained: 0 })
  }, 300_000)

  it('tell everything twice without anything being done twice', async () => {
    for (const platform of ['telegram', 'zalo-oa', 'zalo-bot'])
      await stage.control.fault({ platform, method: 'webhook', kind: 'duplicate' })
    const [linh, tuan] = [stage.phone('linh'), stage.phone('tuan')]
    // Of the calls that were out when the platforms went, some never arrived.
    const reached = [...(await arrivalsOf(stage.control, `📢 ${TITLE}`)).keys()]
    const hers = reached.find((chatId) => chatId.startsWith(YOUTH_GROUPS))

    await linh.presses('Đã nhận', { in: String(hers), on: new RegExp(TITLE) })
    await stage.phone('nhung').says('nhan T1', { in: FARMERS })
    await stage.phone('loi').says('@Bot Nhịp Cầu Như Xuân nhan T1', { in: VETERANS })
    await tuan.says(NOTICE.replace(TITLE, 'Tin thứ hai'))
    await tuan.sees(/Dự thảo T2/)
    await tuan.presses('Xong', { on: /Dự thảo T2/ })
    await tuan.sees(/Dự thảo T2/)
    await tuan.presses('Huỷ', { on: /Dự thảo T2/ })
    await tuan.sees(/Đã huỷ dự thảo T2/)
    await stage.control.clearFaults()
    await tuan.says('/soan')
    await tuan.sees(/Mời đồng chí dán văn bản/)

    const said = (await tuan.all()).map(({ text }) => text)
    const times = (words: RegExp): number => said.filter((text) => words.test(text)).length
    // The cards themselves say so as soon as their turn has come.
    const cards = times(/Dự thảo T2|Nguyễn Anh Tuấn đã huỷ T2/)
    expect([cards, times(/Đã huỷ dự thảo T2/), times(/T3/)]).toEqual([2, 1, 0])
    const acknowledgements = () =>
      stage.read((db) => db.selectFrom('acknowledgement').select('kind').execute())
    // A poller that met two outages asks again after some seconds.
    await waitUntil('three have acknowledged', async () => (await acknowledgements()).length >= 3)
    const acknowledged = await acknowledgements()
    expect(acknowledged).toEqual(Array(3).fill({ kind: 'received' }))
    const thanks = (await allArrivals(stage.control)).filter(
      ({ words, chatId }) => /Cảm ơn đồng chí/.test(words) && chatId !== 'telegram:1002',
    )
    expect(thanks.length).toBeGreaterThan(0)
    expect(thanks.map(({ times: often }) => often)).toEqual(thanks.map(() => 1))
  }, 180_000)
})
