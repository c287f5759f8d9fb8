import { randomBytes } from 'node:crypto'
import { beforeEach, describe, expect, it } from '@jest/globals'
import { createKeyring } from '../../../src/domain/keyring.ts'
import { newId } from '../../../src/domain/id.ts'
import { vi } from '../../../src/i18n/vi.ts'
import { encodeAction } from '../../../src/messages/action.ts'
import { allOf, labelsOf, MORNING, type Heard } from '../../support/commune.ts'
import { tablePrints } from '../../support/table-prints.ts'
import {
  approved,
  codeIn,
  drafted,
  idsOf,
  sent,
  setOffice,
  starting,
  submitted,
} from '../../support/office.ts'

const MONTH_MS = 30 * 86_400_000
const STILL_WAITS =
  'Tin này đang chờ duyệt nên chưa sửa được. Muốn sửa, xin nhờ người duyệt chọn “Trả lại”.'

describe('a button', () => {
  const office = setOffice('all')
  beforeEach(() => {
    office.commune.now = MORNING
  })

  const prints = () => tablePrints(office.commune.database.store)
  const openBroadcasts = async (code: number) => {
    const { noticeId } = await idsOf(office, code)
    const rows = await office.commune.database.store.db
      .selectFrom('broadcast')
      .select('state')
      .where('notice_id', '=', noticeId)
      .execute()
    return rows.map(({ state }) => state)
  }

  it('pressed twice does its work once', async () => {
    const { author, approver } = office
    const draft = await drafted(office)
    const said = await author.presses(draft, 'Trình duyệt')
    const card = said.find(({ chatId }) => chatId === approver.chatId)!
    const before = await prints()
    expect(await author.presses(draft, 'Trình duyệt')).toEqual([])
    expect(author.toast()).toBe(STILL_WAITS)
    expect(await prints()).toEqual(before)

    const ready = (await approver.presses(card, 'Duyệt')).find(
      ({ chatId }) => chatId === author.chatId,
    )!
    const approvedOnce = await prints()
    for (const label of ['Duyệt', 'Trả lại']) {
      expect(await approver.presses(card, label)).toEqual([])
      expect(approver.toast()).toBe('Tin này đã được duyệt, không còn chờ duyệt.')
    }
    expect(await prints()).toEqual(approvedOnce)

    const [start] = await author.presses(ready, 'Gửi ngay')
    const startedOnce = await prints()
    for (const [phone, label] of [
      [author, 'Gửi ngay'],
      [approver, 'Gửi ngay'],
      [author, 'Gửi khẩn'],
      [author, 'Hẹn giờ'],
    ] as const) {
      await phone.presses(ready, label)
      expect(phone.toast()).toBe(`T${codeIn(start!)} đã có một đợt gửi đang chờ hoặc đang chạy.`)
    }
    expect(await prints()).toEqual(startedOnce)

    await author.presses(start!, 'Hoàn tác')
    const undoneOnce = await prints()
    await author.presses(start!, 'Hoàn tác')
    expect(author.toast()).toContain('chưa gửi cho ai')
    expect(await prints()).toEqual(undoneOnce)
  })

  it('acknowledges once, and says so the second time', async () => {
    const code = await sent(office)
    const { noticeId } = await idsOf(office, code)
    const { member, group } = office
    const press = () =>
      member.does(
        {
          kind: 'press',
          pressId: newId(),
          action: encodeAction(office.commune.database.store.keys, { verb: 'k-rec', id: noticeId }),
        },
        { group },
      )
    await press()
    expect(member.toast()).toBe(vi.ack.received)
    const before = await prints()

    await press()

    expect(member.toast()).toBe(vi.ack.again)
    // Where no toast can be shown any more, the group need not hear it.
    expect(office.commune.effects.at(-1)?.presses).toMatchObject([{ chatId: null }])
    expect(await prints()).toEqual(before)
  })

  it('still works a month later, when what it means is still so', async () => {
    const { author, approver, member, commune } = office
    const draft = await drafted(office)
    const code = await sent(office)
    commune.now = new Date(MORNING.getTime() + MONTH_MS)

    const [late] = await member.saysIn(office.group, `nhan T${code}`)
    expect(late?.text).toBe(vi.ack.received)
    const said = await author.presses(draft, 'Trình duyệt')
    const card = said.find(({ chatId }) => chatId === approver.chatId)!
    commune.now = new Date(MORNING.getTime() + 2 * MONTH_MS)
    const ready = await approver.presses(card, 'Duyệt')
    expect(allOf(ready)).toContain('đã được Phạm Hùng duyệt')
  })

  it('to take back comes too late a month later', async () => {
    const code = await sent(office)
    const start = await starting(office)
    const broadcast = (await idsOf(office, code)).broadcastId
    const action = encodeAction(office.commune.database.store.keys, {
      verb: 'b-undo',
      id: broadcast!,
    })

    await office.author.does({ kind: 'press', pressId: newId(), action })

    expect(office.author.toast()).toBe(vi.send.tooLateToUndo)
    expect(await openBroadcasts(code)).toEqual(['sending'])
    expect(await openBroadcasts(codeIn(start))).toEqual(['starting'])
  })

  it('for an hour that has passed sends nothing, and another hour can be typed', async () => {
    const { author, commune } = office
    const ready = await approved(office)
    await author.presses(ready, 'Hẹn giờ')
    const [quiet] = await author.says('23h đêm nay')
    commune.now = new Date(MORNING.getTime() + MONTH_MS)

    await author.presses(quiet!, 'Vẫn gửi')

    expect(author.toast()).toContain('đã qua')
    expect(await openBroadcasts(codeIn(ready))).toEqual([])
    await author.says('mai 7h')
    expect(await openBroadcasts(codeIn(ready))).toEqual(['scheduled'])
  })

  describe('of a notice', () => {
    const labels = ['Sửa', 'Chọn nơi nhận', 'Trình duyệt', 'Huỷ']
    const press = async (card: Heard, label: string) => {
      const said = await office.author.presses(card, label)
      return office.author.toast() ?? allOf(said)
    }

    it('that was dropped changes nothing', async () => {
      const card = await drafted(office)
      await office.author.presses(card, 'Huỷ')
      const before = await prints()

      for (const label of labels)
        expect(await press(card, label)).toBe('Tin này đã huỷ, không sửa được nữa.')
      expect(await prints()).toEqual(before)
    })

    it('that is being judged or has gone out changes nothing', async () => {
      const card = await drafted(office)
      const said = await office.author.presses(card, 'Trình duyệt')
      for (const label of labels.slice(0, 3)) expect(await press(card, label)).toBe(STILL_WAITS)
      await office.approver.presses(
        said.find(({ chatId }) => chatId === office.approver.chatId)!,
        'Duyệt',
      )
      for (const label of labels.slice(0, 3))
        expect(await press(card, label)).toBe('Tin này đã được duyệt, không sửa được nữa.')

      const code = await sent(office)
      const before = await prints()
      const { noticeId } = await idsOf(office, code)
      const quit = encodeAction(office.commune.database.store.keys, {
        verb: 'n-quit',
        id: noticeId,
      })
      await office.author.does({ kind: 'press', pressId: newId(), action: quit })
      expect(office.author.toast()).toContain('đợt gửi')
      expect(await prints()).toEqual(before)
    })

    it('that was given back is not judged by the old card', async () => {
      const { author, approver } = office
      const card = await submitted(office)
      await approver.presses(card, 'Trả lại')
      const said = await approver.says('Thiếu ngày')
      for (const label of ['Duyệt', 'Trả lại']) {
        await approver.presses(card, label)
        expect(approver.toast()).toBe('Tin này bị trả lại, không còn chờ duyệt.')
      }
      const draft = said.filter(({ chatId }) => chatId === author.chatId).at(-1)!
      expect(labelsOf(draft)).toContain('Sửa')
    })
  })

  it('to drop a notice takes its waiting sending back with it', async () => {
    const { author } = office
    const ready = await approved(office)
    await author.presses(ready, 'Gửi ngay')

    const [dropped] = await author.presses(ready, 'Huỷ')

    expect(dropped?.text).toContain('Đã huỷ')
    expect(await openBroadcasts(codeIn(ready))).toEqual(['cancelled'])
  })

  it('of another person does nothing in this one’s name', async () => {
    const card = await drafted(office)
    const before = await prints()

    for (const phone of [office.approver, office.stranger, office.member, office.resident])
      for (const label of ['Sửa', 'Chọn nơi nhận', 'Trình duyệt']) {
        await phone.presses(card, label)
        expect(phone.toast()).toBe(vi.common.noRight)
      }

    expect(await prints()).toEqual(before)
  })

  it('with a name to confirm ends nothing else, however late it is pressed', async () => {
    const { author, commune } = office
    await author.says('/soan')
    const action = encodeAction(commune.database.store.keys, { verb: 'j-ok' })

    await author.does({ kind: 'press', pressId: newId(), action })

    expect(author.toast()).toBe(vi.common.stale)
    const [draft] = await author.says('Họp chi bộ tối thứ Sáu.')
    expect(draft?.text).toContain('Dự thảo')
    await author.says('/huy')
  })

  it.each([
    ['words', 'n-ok'],
    ['nothing', ''],
    ['our form without our signature', '~n-ok.!AZrJvgB3c8eHf0C1yq5xZw..AAAAAAAA'],
    ['a verb of JavaScript', '~valueof...AAAAAAAA'],
    ['a long one', `~n-ok.${'x'.repeat(5_000)}..AAAAAAAA`],
    ['control characters', '~n-ok.\u0000\u202E..AAAAAAAA'],
  ])('that nobody made (%s) is not known', async (_what, action) => {
    const before = await prints()

    await office.approver.does({ kind: 'press', pressId: newId(), action })

    expect(office.approver.toast()).toBe(vi.common.stale)
    expect(await prints()).toEqual(before)
  })

  it('of another installation is not known', async () => {
    const card = await submitted(office)
    const keys = createKeyring({ keys: [{ id: 'other', key: randomBytes(32) }], current: 'other' })
    const { noticeId } = await idsOf(office, codeIn(card))
    const before = await prints()

    await office.approver.does({
      kind: 'press',
      pressId: newId(),
      action: encodeAction(keys, { verb: 'n-ok', id: noticeId }),
    })

    expect(office.approver.toast()).toBe(vi.common.stale)
    expect(await prints()).toEqual(before)
  })

  it.each(['constructor', 'valueof', '__proto__', 'no-such'])(
    'with the verb “%s”, though rightly signed, is not known',
    async (verb) => {
      const action = encodeAction(office.commune.database.store.keys, { verb })

      await office.owner.does({ kind: 'press', pressId: newId(), action })

      expect(office.owner.toast()).toBe(vi.common.stale)
    },
  )
})
