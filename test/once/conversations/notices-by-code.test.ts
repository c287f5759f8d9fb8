import { describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { findNoticeByCode } from '../../../src/storage/notices.ts'
import { allOf, labelsOf } from '../../support/commune.ts'
import { approved, drafted, idsOf, sent, setOffice, submitted } from '../../support/office.ts'

describe('a notice whose card has gone out of sight', () => {
  const office = setOffice('each')

  it('is written on by its code, also when it is not among the newest, which is said', async () => {
    const { author } = office
    for (let count = 0; count < 4; count++) await drafted(office)

    expect(allOf(await author.says('soạn'))).toContain('“soạn T12”')
    for (const words of ['soạn T1', 'soan t1', '/soan T1', 'T1', 'gửi T1']) {
      const card = (await author.says(words)).at(-1)
      expect(card?.text).toContain('Dự thảo T1')
      expect(labelsOf(card)).toContain('Trình duyệt')
    }
  })

  it('that has gone out is not taken for unsent because of a sending taken back by a clock that was ahead', async () => {
    const { author } = office
    const code = await sent(office)
    await sql`insert into broadcast select (jsonb_populate_record(null::broadcast, to_jsonb(b)
      || '{"id": "ffffffff-ffff-7fff-8000-000000000000", "state": "cancelled", "progress_delivery_id": null}')).*
      from broadcast b`.execute(office.commune.database.store.db)

    expect(allOf(await author.says(`thống kê T${code}`))).not.toContain('chưa được gửi')
    expect(labelsOf((await author.says(`T${code}`)).at(-1))).not.toContain('Gửi ngay')
  })

  it('that was never sent is reached from its report', async () => {
    const { author } = office
    await drafted(office)

    const [said] = await author.says('thống kê T1')
    expect(said?.text).toContain('chưa được gửi lần nào')
    expect(allOf(await author.says('quay lại'))).toContain('Dự thảo T1')
  })

  it('is meant by the words of its button while another is being written, which takes them for no text', async () => {
    const { author } = office
    await drafted(office)
    await author.says('soạn')
    await author.says('Thông báo họp chi hội')

    const said = allOf(await author.says('trình duyệt T1'))
    expect(said).toContain('Đã tạm dừng soạn T2')
    expect(said).toContain('Dự thảo T1')
    expect(allOf(await author.says('soạn T2'))).not.toContain('trình duyệt T1')
  })

  it('shows to each what they can do with it', async () => {
    const { author, approver } = office
    await submitted(office)
    expect(labelsOf((await approver.says('T1'))[0])).toContain('Duyệt')
    expect(allOf(await author.says('soạn T1'))).toContain('T1 đang chờ duyệt. Cần sửa thì')

    await approved(office)
    expect(labelsOf((await author.says('soạn T2'))[0])).toContain('Gửi ngay')

    const code = await sent(office)
    expect(allOf(await author.says(`soạn T${code}`))).toContain(`T${code}`)

    await drafted(office)
    expect(allOf(await author.says('gửi ngay'))).toContain('xin chọn “Trình duyệt”')
  })

  it('that waits for its approver is dropped by its author, by the code or the button under it', async () => {
    const { author, approver, commune } = office
    await submitted(office)
    const stateOf = async () => (await findNoticeByCode(commune.database.store, 1))?.state

    const [said] = await author.says('huỷ T1')
    expect(said?.text).toContain('nhờ người duyệt chọn “Trả lại”')
    expect(labelsOf(said)).toEqual(['Huỷ'])
    expect(allOf(await author.says('huỷ'))).toContain('bỏ hẳn T1')
    expect(await stateOf()).toBe('pending')

    commune.now = new Date(commune.now.getTime() + 31_000)
    expect(allOf(await author.says('huỷ T1'))).toContain('Đã huỷ')
    expect(await stateOf()).toBe('cancelled')
    expect(allOf(await approver.says('duyệt'))).not.toContain('T1')
  })

  it('is reached by the words of its buttons and its code, whatever was shown since', async () => {
    const { author } = office
    const code = await sent(office)
    await approved(office)
    await author.says('thống kê')

    expect(labelsOf((await author.says(`gửi ngay T${code + 1}`))[0])).toContain('Hẹn giờ')
    expect(labelsOf((await author.says(`báo cáo T${code}`))[0])).toContain('Nhắc (2)')
    expect(allOf(await author.says(`xuất T${code}`))).toContain(`xác nhận T${code}`)
    expect(allOf(await author.says(`nhac t${code} nhe`))).toContain('Kính nhắc')
  })

  it('is in the list of what was sent, however many others have sent since', async () => {
    const { author, farmers, youth, commune } = office
    const { noticeId, broadcastId } = await idsOf(office, await sent(office))
    const copies = sql`generate_series(1, 220) i`
    const id = (letter: string) => sql`md5(${letter} || i)::uuid`
    await sql`insert into notice select (jsonb_populate_record(n, jsonb_build_object('id', ${id('n')},
      'code', 100 + i, 'unit_id', case when i > 11 then ${youth}::uuid else ${farmers}::uuid end))).*
      from notice n, ${copies} where n.id = ${noticeId}`.execute(commune.database.store.db)
    await sql`insert into notice_version select (jsonb_populate_record(v, jsonb_build_object('id', ${id('v')},
      'notice_id', ${id('n')}))).* from notice_version v, ${copies}
      where v.notice_id = ${noticeId}`.execute(commune.database.store.db)
    await sql`insert into broadcast select (jsonb_populate_record(b, jsonb_build_object('id', ${id('b')},
      'notice_id', ${id('n')}, 'notice_version_id', ${id('v')}))).* from broadcast b, ${copies}
      where b.id = ${broadcastId!}`.execute(commune.database.store.db)

    const [list] = await author.says('thống kê')
    expect(list?.text).toContain('nhắn “thống kê” kèm mã')
    expect(labelsOf(list)[0]).toMatch(/^T111 –/u)
    expect(labelsOf(list)).toHaveLength(11)
    const [rest] = await author.presses(list!, 'Xem tiếp (1/2)')
    expect(labelsOf(rest).map((label) => label.split(' ')[0])).toEqual(['T101', 'T1', 'Xem'])
    expect(labelsOf((await office.approver.says('thống kê'))[0]).at(-1)).toBe('Xem tiếp (1/23)')
  })

  it('is not shown to who has no part in it', async () => {
    const { stranger, resident } = office
    await drafted(office)

    expect(allOf(await stranger.says('soạn T1'))).toBe('Không tìm thấy tin T1 ở đây.')
    expect(allOf(await resident.says('T1'))).toContain('chưa hiểu')
  })
})
