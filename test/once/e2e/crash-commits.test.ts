import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Kysely } from 'kysely'
import type { Tables } from '../../../src/storage/schema.ts'
import { arrivalsOf, reckon } from '../../support/arrivals.ts'
import { moreAuthors } from '../../support/more-authors.ts'
import type { Phone } from '../../support/phone.ts'
import { startServiceStage, type ServiceStage } from '../../support/service.ts'
import { waitUntil } from '../../support/wait-until.ts'

/** Each notice goes another way: as urgent, after the time for undo, at an hour, and back. */
const WAYS = ['khẩn', 'thường', 'hẹn giờ', 'hoàn tác'] as const
const RECEIVERS = 2

let stage: ServiceStage
let authors: Phone[]

beforeAll(async () => {
  stage = await startServiceStage({ ...moreAuthors(WAYS.length), latency: '40-150' })
  authors = WAYS.map((_, index) => stage.phone(`author-${index + 1}`))
  await Promise.all(authors.map((phone, index) => writeNotice(phone, WAYS[index] ?? '')))
}, 180_000)

afterAll(() => stage.close())

describe('a service that is killed right after it has written something down', () => {
  it('goes on with every notice from there, and sends each once', async () => {
    const [urgent, plain, later, taken] = authors as [Phone, Phone, Phone, Phone]
    const approver = stage.phone('hung')

    await dieAfter(
      authors.map((phone) => phone.presses('Trình duyệt')),
      noticeIs('pending'),
    )
    await Promise.all(authors.map((phone) => phone.sees(/Đã trình T\d/)))
    const codes = WAYS.map((_, index) => `T${index + 1}`)
    for (const code of codes) await approver.sees(new RegExp(`Chờ duyệt ${code}`))

    await dieAfter(
      codes.map((code) => approver.presses('Duyệt', { on: new RegExp(`Chờ duyệt ${code}`) })),
      noticeIs('approved'),
    )
    await Promise.all(authors.map((phone) => phone.sees(/đã được Phạm Quốc Hùng duyệt/)))

    await urgent.presses('Gửi khẩn')
    await urgent.sees(/Nếu gửi khẩn/)
    await dieAfter(
      [
        urgent.presses('Xác nhận gửi khẩn'),
        plain.presses('Gửi ngay'),
        later.presses('Hẹn giờ'),
        taken.presses('Gửi ngay'),
      ],
      broadcastIs('starting', 'sending', 'finished'),
    )
    await Promise.all([confirmInQuietHours(plain), confirmInQuietHours(taken)])
    await later.sees(/Gửi lúc nào/)

    // Before the half minute is over in which it can be taken back.
    await dieAfter([taken.presses('Hoàn tác')], broadcastIs('cancelled'))
    await taken.sees(/Đã hoàn tác, T\d chưa gửi cho ai/)
    await dieAfter([later.says('mai 8h')], broadcastIs('scheduled'))
    await later.sees(/sẽ gửi lúc/)
    await later.presses('Hoàn tác')
    await later.sees(/Đã hoàn tác, T\d chưa gửi cho ai/)

    await waitUntil('both sendings have ended', hasEnded(2), 100_000)
    for (const way of ['khẩn', 'thường'])
      expect(await reckon(stage, `📢 Tin ${way}`, RECEIVERS)).toMatchObject({
        reached: RECEIVERS,
        lost: 0,
        unexplained: 0,
      })
    for (const way of ['hẹn giờ', 'hoàn tác'])
      expect(await arrivalsOf(stage.control, `📢 Tin ${way}`)).toEqual(new Map())
  }, 300_000)
})

/** Writes a notice for two people who have no group. */
async function writeNotice(phone: Phone, way: string): Promise<void> {
  await phone.says(`Tin ${way}\n${'Đề nghị các đồng chí rà soát danh sách hội viên. '.repeat(4)}`)
  await phone.sees(/Dự thảo T\d+/)
  await phone.presses('Chọn nơi nhận')
  await phone.sees(/Nơi nhận của T\d+/)
  await phone.presses('Văn phòng Đảng ủy')
  await phone.sees(/2 tin riêng/)
  await phone.presses('Xong')
  await phone.sees(/Nơi nhận: 1 đơn vị/)
}

type Look = (db: Kysely<Tables>) => Promise<boolean>

/** Kills the service in the moment in which the first of these acts is written down, and starts it. */
async function dieAfter(acts: readonly Promise<unknown>[], isWritten: Look): Promise<void> {
  const done = Promise.allSettled(acts)
  await stage.read(async (db) => {
    await waitUntil('it is written down', () => isWritten(db), 20_000, 5)
    await stage.service.kill9()
  })
  await stage.service.start()
  await done
}

function noticeIs(state: 'pending' | 'approved'): Look {
  return async (db) =>
    (await db.selectFrom('notice').select('id').where('state', '=', state).execute()).length > 0
}

type BroadcastState = Tables['broadcast']['state']

function broadcastIs(...states: BroadcastState[]): Look {
  return async (db) =>
    (await db.selectFrom('broadcast').select('id').where('state', 'in', states).execute()).length >
    0
}

function hasEnded(count: number): () => Promise<boolean> {
  return () =>
    stage.read(async (db) => {
      const ended = db.selectFrom('broadcast').select('id').where('state', '=', 'finished')
      return (await ended.execute()).length === count
    })
}

/** From 21:30 to 06:00 the bot asks once more. */
async function confirmInQuietHours(phone: Phone): Promise<void> {
  const answer = await phone.sees(/giờ nghỉ|sẽ bắt đầu gửi/)
  if (!/giờ nghỉ/.test(answer.text)) return
  await phone.presses('Vẫn gửi')
  await phone.sees(/sẽ bắt đầu gửi/)
}
