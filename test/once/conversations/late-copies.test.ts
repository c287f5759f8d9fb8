import { describe, expect, it } from '@jest/globals'
import { newId, type ChatId, type DeliveryId } from '../../../src/domain/id.ts'
import { findNotice } from '../../../src/storage/notices.ts'
import { MORNING } from '../../support/commune.ts'
import { codeIn, idsOf, sent, setOffice, submitted } from '../../support/office.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

describe('a notice that came late, after a pause or a spent quota', () => {
  const office = setOffice('each')

  const at = (ms: number): Date => new Date(MORNING.getTime() + ms)
  /** A copy in this chat, written down at one moment and gone out at another. */
  async function comesTo(chatId: ChatId, code: number, moments: [Date, Date]): Promise<void> {
    const { db } = office.commune.database.store
    const { broadcastId } = await idsOf(office, code)
    const [created_at, called_at] = moments
    await db
      .insertInto('delivery')
      .values({
        id: newId(),
        channel_instance_id: office.commune.channel.instanceId,
        chat_id: chatId,
        broadcast_id: broadcastId!,
        purpose: 'broadcast',
        priority: 2,
        state: 'sent',
        created_at,
        called_at,
      })
      .onConflict((conflict) =>
        conflict
          .columns(['broadcast_id', 'chat_id'])
          .where('broadcast_id', 'is not', null)
          .doUpdateSet({ created_at, called_at }),
      )
      .execute()
  }
  /** So many answers that the chat's notices are found by their broadcasts, not among them. */
  async function hasGotMuch(chatId: ChatId): Promise<void> {
    const chat = { channel_instance_id: office.commune.channel.instanceId, chat_id: chatId }
    const answer = {
      ...chat,
      purpose: 'answer',
      priority: 1,
      state: 'sent',
      created_at: at(-24 * HOUR),
    } as const
    const answers = Array.from({ length: 500 }, () => ({ ...answer, id: newId<DeliveryId>() }))
    await office.commune.database.store.db.insertInto('delivery').values(answers).execute()
  }
  async function acknowledged(code: number): Promise<number> {
    const { noticeId } = await idsOf(office, code)
    const rows = await office.commune.database.store.db
      .selectFrom('acknowledgement')
      .select('id')
      .where('notice_id', '=', noticeId)
      .execute()
    return rows.length
  }

  it('is what a number under it means, and not the menu that was shown while it waited', async () => {
    const { commune, approver } = office
    await hasGotMuch(approver.chatId)
    const code = await sent(office)
    const card = await submitted(office, `Giấy mời họp giao ban\n${'Kính mời. '.repeat(20)}`)
    await comesTo(approver.chatId, code, [at(-HOUR), at(10 * MINUTE)])
    commune.now = at(20 * MINUTE)

    const [said] = await approver.says('1')

    expect(said?.text).toBe('Đã nhận. Cảm ơn đồng chí.')
    expect(card.text).toContain('T2')
    const approved = commune.database.store.db
      .selectFrom('audit_entry')
      .select('seq')
      .where('action', '=', 'approve-notice')
    expect(await approved.execute()).toHaveLength(1)
    expect(await acknowledged(code)).toBe(1)
  })

  it('is what a number means also where a card comes a second after it', async () => {
    const { approver, commune } = office
    const code = await sent(office)
    await comesTo(approver.chatId, code, [at(HOUR), at(HOUR)])
    commune.now = at(HOUR + 1_000)
    const card = await submitted(office, `Giấy mời họp giao ban\n${'Kính mời. '.repeat(20)}`)
    commune.now = at(HOUR + 2_000)

    const [said] = await approver.says('1')

    expect(said?.text).toBe('Đã nhận. Cảm ơn đồng chí.')
    expect(card.message).toMatchObject({ inReply: true })
    const { noticeId } = await idsOf(office, codeIn(card))
    expect((await findNotice(commune.database.store, noticeId))?.state).toBe('pending')
  })

  it('is what a number under it means, and not one that was written after it and came before', async () => {
    const { commune, member } = office
    const [paused, other] = [await sent(office), await sent(office)]
    await comesTo(member.chatId, paused, [at(0), at(HOUR)])
    await comesTo(member.chatId, other, [at(HOUR / 2), at(HOUR / 2)])
    commune.now = at(HOUR + 5 * MINUTE)

    await member.says('1')

    expect([await acknowledged(paused), await acknowledged(other)]).toEqual([1, 0])
  })

  it('is not acknowledged by “ok” under a card that came after it, but under one that came before', async () => {
    const { approver, commune } = office
    const code = await sent(office)
    await comesTo(approver.chatId, code, [at(0), at(0)])
    commune.now = at(HOUR)
    await submitted(office, `Giấy mời họp giao ban\n${'Kính mời. '.repeat(20)}`)

    for (const words of ['ok', 'Vâng ạ'])
      expect((await approver.says(words))[0]?.text).toBe(
        `Bot chưa thực hiện gì. Xin chọn một mục ở tin nhắn trên.\nNếu muốn xác nhận đã nhận tin T${code}, xin gõ “nhận T${code}”.`,
      )
    expect(await acknowledged(code)).toBe(0)

    await comesTo(approver.chatId, code, [at(2 * HOUR), at(2 * HOUR)])
    expect((await approver.says('ok'))[0]?.text).toBe('Đã nhận. Cảm ơn đồng chí.')
  })

  it('is acknowledged by “ok” in its group on the day it came', async () => {
    const { commune, member, group } = office
    const code = await sent(office)
    await comesTo(group.chatId, code, [at(0), at(63 * HOUR)])
    commune.now = at(63 * HOUR + 5 * MINUTE)

    await member.saysIn(group, 'ok')

    expect(await acknowledged(code)).toBe(1)
  })
})
