import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals'
import type { Deps } from '../../src/deps.ts'
import { newId, type BroadcastId, type NoticeId, type UnitId } from '../../src/domain/id.ts'
import { encodeAction, type Action } from '../../src/messages/action.ts'
import { findBroadcast, latestBroadcast } from '../../src/storage/sending/broadcasts.ts'
import { writeCopies } from '../../src/storage/sending/write-copies.ts'
import { findNoticeByCode } from '../../src/storage/notices.ts'
import { broadcastTexts } from '../../src/usecases/broadcast-texts.ts'
import { expandBroadcast } from '../../src/usecases/sending/expand-broadcast.ts'
import { quietLog } from './quiet-log.ts'
import { foundCommune, type Commune, type Heard, type Phone, type TestGroup } from './commune.ts'

/** A commune with two associations, of which only the farmers write notices here. */
export interface Office {
  readonly commune: Commune
  readonly root: UnitId
  readonly farmers: UnitId
  readonly youth: UnitId
  readonly group: TestGroup
  readonly owner: Phone
  /** Writes for the farmers. */
  readonly author: Phone
  readonly approver: Phone
  readonly clerk: Phone
  /** Of the farmers. */
  readonly member: Phone
  /** May do everything in the youth union, and so nothing to the farmers. */
  readonly stranger: Phone
  readonly resident: Phone
}

const NOTICE = `Thông báo ra quân\n${'Làm vệ sinh đường làng, ngõ xóm. '.repeat(6)}`

export async function openOffice(
  options: Parameters<typeof foundCommune>[0] = {},
): Promise<Office> {
  const commune = await foundCommune(options)
  const root = await commune.unit('xa', 'Xã Như Xuân')
  const farmers = await commune.unit('HND', 'Hội Nông dân', root)
  const youth = await commune.unit('DTN', 'Đoàn Thanh niên', root)
  return {
    commune,
    root,
    farmers,
    youth,
    group: await commune.group('Nhóm Hội Nông dân', farmers),
    owner: await commune.person('Lê Thu Hà', [[root, 'owner']]),
    author: await commune.person('Lê Văn Tuấn', [[farmers, 'author']]),
    approver: await commune.person('Phạm Hùng', [[root, 'approver']]),
    clerk: await commune.person('Nguyễn Thị Lan', [[root, 'clerk']]),
    member: await commune.person('Lò Minh Đức', [[farmers, 'member']]),
    stranger: await commune.person('Vi Thị Mai', [
      [youth, 'author'],
      [youth, 'approver'],
      [youth, 'publisher'],
      [youth, 'leader'],
    ]),
    resident: await commune.resident('Cường'),
  }
}

/**
 * An office for each story of a block of them, or one for all, by jest's hooks. What is given is filled before each, so
 * a story, or a hook below this line, may read it, and nothing earlier.
 */
export function setOffice(per: 'each' | 'all', options?: Parameters<typeof openOffice>[0]): Office {
  const office = {} as Office
  const [before, after] = per === 'each' ? [beforeEach, afterEach] : [beforeAll, afterAll]
  before(async () => {
    Object.assign(office, await openOffice(options))
  })
  after(() => office.commune.close())
  return office
}

/** A draft for the farmers' group, told by its card. */
export async function drafted({ author }: Office, text = NOTICE): Promise<Heard> {
  const [draft] = await author.says(text)
  const [tree] = await author.presses(draft!, 'Chọn nơi nhận')
  const [ticked] = await author.presses(tree!, 'Hội Nông dân')
  const [card] = await author.presses(ticked!, 'Xong')
  return card!
}

/** The approver's card of a new notice. */
export async function submitted(office: Office, text = NOTICE): Promise<Heard> {
  const said = await office.author.presses(await drafted(office, text), 'Trình duyệt')
  return said.find(({ chatId }) => chatId === office.approver.chatId)!
}

/** The author's card of an approved notice, with the buttons that send it. */
export async function approved(office: Office, text = NOTICE): Promise<Heard> {
  const said = await office.approver.presses(await submitted(office, text), 'Duyệt')
  return said.find(({ chatId }) => chatId === office.author.chatId)!
}

/** The message that says how a sending stands, while it can still be taken back. */
export async function starting(office: Office, text = NOTICE): Promise<Heard> {
  const [message] = await office.author.presses(await approved(office, text), 'Gửi ngay')
  return message!
}

/** A notice that has come to the farmers' group, by its number. */
export async function sent(office: Office, text = NOTICE): Promise<number> {
  const code = codeIn(await starting(office, text))
  const { store } = office.commune.database
  const { broadcastId } = await idsOf(office, code)
  if (!broadcastId) throw new Error(`T${code} is not being sent`)
  const now = new Date(office.commune.now.getTime() + 60_000)
  await writeCopies(store, broadcastId, { now })
  await store.db
    .updateTable('delivery')
    .set({ state: 'sent', created_at: office.commune.now })
    .where('broadcast_id', '=', broadcastId)
    .execute()
  return code
}

export async function idsOf(
  { commune }: Office,
  code: number,
): Promise<{ noticeId: NoticeId; broadcastId: BroadcastId | undefined }> {
  const { store } = commune.database
  const notice = (await findNoticeByCode(store, code))!
  return { noticeId: notice.id, broadcastId: (await latestBroadcast(store, notice.id))?.id }
}

/** The job at the hour of a sending; gives where that stands then. */
export async function expand({ commune }: Office, id: BroadcastId): Promise<string | undefined> {
  const { store } = commune.database
  const clock = { now: () => commune.now }
  const settings = {
    timeZone: 'Asia/Ho_Chi_Minh',
    owners: [],
    residentChannels: [],
    undoMs: 30_000,
  }
  const deps = { store, clock, settings, log: quietLog as Deps['log'] }
  await expandBroadcast({ ...deps, enqueue: async () => {}, ...broadcastTexts(deps) }, id)
  return (await findBroadcast(store, id))?.state
}

/** The number of the notice that a message names first. */
export function codeIn({ text }: Heard): number {
  return Number(/T(\d+)/u.exec(text)?.[1])
}

/** Presses a button that was never under anything this person saw: what a leaked one could do. */
export function pressesForged({ commune }: Office, phone: Phone, action: Action): Promise<Heard[]> {
  const encoded = encodeAction(commune.database.store.keys, action)
  return phone.does({ kind: 'press', pressId: newId(), action: encoded })
}
