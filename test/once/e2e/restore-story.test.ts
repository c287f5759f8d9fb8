import { copyFile, mkdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Kysely } from 'kysely'
import type { Tables } from '../../../src/storage/schema.ts'
import { arrivalsOf } from '../../support/arrivals.ts'
import { approveNotice, chooseWholeCommune, sendUrgently } from '../../support/main-job.ts'
import { manyChats } from '../../support/many-chats.ts'
import { moreResidents } from '../../support/more-residents.ts'
import type { Phone } from '../../support/phone.ts'
import { startServiceStage, type ServiceStage } from '../../support/service.ts'
import { take, type Step } from '../../support/step.ts'
import { waitUntil } from '../../support/wait-until.ts'

const MINUTES = resolve(import.meta.dirname, '../../fixtures/meeting-2023-03-20.txt')
const TITLE = '📢 Thường trực Huyện uỷ làm việc'
const [GROUPS, MEMBERS] = [60, 240]
/** Those of the demo commune besides. */
const CHATS = GROUPS + MEMBERS + 14
const HELD_MS = 8_000

let stage: ServiceStage

beforeAll(async () => {
  const chats = manyChats(GROUPS, MEMBERS)
  const people = [...(chats.seed?.people ?? []), ...(moreResidents(1).seed?.people ?? [])]
  const seed = { people, chats: chats.seed?.chats ?? [] }
  stage = await startServiceStage({ ...chats, seed, latency: '40-150' })
}, 180_000)

afterAll(() => stage.close())

const reached = async (): Promise<number> => (await arrivalsOf(stage.control, TITLE)).size

describe('a machine that is lost in the middle of a broadcast, after a backup', () => {
  it('is replaced by an empty one, which goes on where people tell it to', async () => {
    const [tuan, ha, resident] = [stage.phone('tuan'), stage.phone('ha'), stage.phone('resident-1')]
    await take(resident, asking('Cầu bao giờ sửa?'))
    await tuan.attaches(MINUTES)
    await tuan.sees(/Dự thảo T1/)
    await chooseWholeCommune(stage, 'T1')
    await approveNotice(stage, 'T1')
    await sendUrgently(stage, 'T1')
    await waitUntil('some have all of it', async () => (await stage.read(sentTo)) >= 5, 40_000)

    const file = join(stage.dataDir, 'night.backup')
    const made = await stage.command('backup', '--out', file, '--json')
    expect(made).toMatchObject({ code: 0, err: '' })
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    const atBackup = await reached()
    expect(atBackup).toBeLessThan(CHATS)
    await waitUntil(
      'it has gone on',
      async () => (await reached()) >= Math.min(CHATS, atBackup + 10),
    )
    await stage.service.kill9()

    const place = await stage.emptyPlace()
    const refused = await place.command('restore', file)
    expect(refused).toMatchObject({ code: 1, out: '' })
    expect(refused.err).toMatch(/Không thấy khoá mã hoá/)
    await mkdir(place.dataDir, { recursive: true })
    await copyFile(join(stage.dataDir, 'encryption.key'), join(place.dataDir, 'encryption.key'))
    const restored = await place.command('restore', file, '--json')
    expect(restored).toMatchObject({ code: 0, err: '' })
    expect(JSON.parse(restored.out)).toMatchObject({ paused: ['T1'], cancelled: [] })

    const had = await place.read(sentTo)
    const gone = await arrivalsOf(stage.control, TITLE)
    await place.service.start()
    for (const phone of [tuan, ha]) await phone.sees(/vừa được khôi phục[\s\S]*Đang tạm dừng: T1/)
    await tuan.sees(/Đang tạm dừng gửi T1/)
    await sleep(HELD_MS)
    expect(await arrivalsOf(stage.control, TITLE)).toEqual(gone)

    await tuan.presses('Tiếp tục', { on: /Đang tạm dừng gửi T1/ })
    const { text } = await tuan.sees(/Đã gửi xong T1/, { limitMs: 90_000 })
    const inDoubt = Number(
      /Chưa rõ đã nhận hay chưa, xin hỏi lại \((\d+) nơi\)/.exec(text)?.[1] ?? 0,
    )
    const arrivals = await arrivalsOf(stage.control, TITLE)
    // Nothing is lost, and who had it at the backup's moment has it once.
    expect(arrivals.size).toBe(CHATS)
    expect(had).toBeGreaterThan(0)
    const twice = [...arrivals.values()].filter((times) => times > 1).length
    expect(twice).toBeLessThanOrEqual(gone.size - had - inDoubt)
    expect([...arrivals.values()].every((times) => times <= 2)).toBe(true)

    await take(resident, asking('Đường bao giờ sửa?', /Mã: H1\d\d\./))
    const verified = await place.command('audit', 'verify')
    expect(verified).toMatchObject({ code: 0, err: '' })
  }, 300_000)
})

/** Chats whose copy was settled as sent. */
async function sentTo(db: Kysely<Tables>): Promise<number> {
  const { count } = await db
    .selectFrom('delivery')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('broadcast_id', 'is not', null)
    .where('state', '=', 'sent')
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** All that a resident does to ask; the second time the privacy notice does not come again. */
function asking(question: string, code = /Mã: H1\./): readonly Step[] {
  const consent = (phone: Phone): Promise<unknown> => phone.presses('Đồng ý')
  const isFirst = code.source === 'Mã: H1\\.'
  return [
    ...(isFirst
      ? [
          { act: (phone: Phone) => phone.says('/start'), sees: /Kính chào ông\/bà/ },
          { act: (phone: Phone) => phone.says('/hoi'), sees: /xử lý tên hiển thị/ },
          { act: consent, sees: /Kính mời ông\/bà nêu câu hỏi/ },
        ]
      : [{ act: (phone: Phone) => phone.says('/hoi'), sees: /Kính mời ông\/bà nêu câu hỏi/ }]),
    { act: (phone) => phone.says(question), sees: /Câu hỏi của ông\/bà như sau/ },
    { act: (phone) => phone.presses('Xác nhận'), sees: code },
  ]
}
