import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import {
  foundCommune,
  labelsOf,
  type Commune,
  type Heard,
  type Phone,
} from '../../support/commune.ts'

const TEXT = 'Làm vệ sinh đường làng, ngõ xóm. '.repeat(6)

describe('a card whose buttons have done their work', () => {
  let commune: Commune
  let tuan: Phone
  let hung: Phone
  let ha: Phone
  let mai: Phone

  beforeAll(async () => {
    commune = await foundCommune()
    const office = await commune.unit('xa', 'Xã Như Xuân')
    tuan = await commune.person('Lê Văn Tuấn', [[office, 'author']])
    hung = await commune.person('Phạm Hùng', [[office, 'approver']])
    ha = await commune.person('Lê Thu Hà', [[office, 'approver']])
    mai = await commune.person('Vi Thị Mai', [[office, 'publisher']])
    await commune.group('Nhóm cán bộ xã', office)
  })

  afterAll(() => commune.close())

  /** Everything said so far has come to the phones. */
  const arrived = async (heard: readonly Heard[]): Promise<readonly Heard[]> => {
    for (const message of heard) await commune.settle(message)
    return heard
  }
  const on = (phone: Phone, heard: readonly Heard[]) =>
    heard.filter(({ chatId }) => chatId === phone.chatId)
  /** The changes among what was said, each with the message that it changes. */
  const changes = async (heard: readonly Heard[]) => {
    const rows = await commune.database.store.db
      .selectFrom('delivery')
      .select(['id', 'edits_id', 'purpose', 'priority'])
      .where('edits_id', 'is not', null)
      .execute()
    return heard.flatMap((message) => {
      const row = rows.find(({ id }) => id === message.delivery)
      return row
        ? [{ ...message, edits: row.edits_id, purpose: row.purpose, priority: row.priority }]
        : []
    })
  }
  const edited = (settled: Awaited<ReturnType<typeof changes>>) =>
    new Set(settled.map(({ edits }) => edits))
  const draft = async (title: string): Promise<Heard> => {
    const [card] = await arrived(await tuan.says(`${title}\n${TEXT}`))
    const [tree] = await arrived(await tuan.presses(card!, 'Chọn nơi nhận'))
    const [ticked] = await arrived(await tuan.presses(tree!, 'Xã Như Xuân'))
    const [ready] = await arrived(await tuan.presses(ticked!, 'Xong'))
    return ready!
  }
  const submit = async (title: string): Promise<readonly Heard[]> =>
    arrived(await tuan.presses(await draft(title), 'Trình duyệt'))
  const approve = async (title: string): Promise<readonly Heard[]> => {
    const asked = await submit(title)
    return arrived(await hung.presses(on(hung, asked)[0]!, 'Duyệt'))
  }

  it('of a draft says that it was handed in, its words whole; what was shown before it is short', async () => {
    const last = await draft('Tin một')

    const settled = await changes(await tuan.presses(last, 'Trình duyệt'))

    const whole = settled.find(({ edits }) => edits === last.delivery)!
    expect(whole.text).toContain('T1 đã trình duyệt lúc 09:00 ngày 24/11/2026')
    expect(whole.text).toContain('Nơi nhận: 1 đơn vị, 1 nhóm, 4 người')
    const others = settled.filter((one) => one !== whole)
    expect(others.length).toBeGreaterThan(0)
    for (const { text } of others)
      expect(text).toBe('📨 T1 đã trình duyệt lúc 09:00 ngày 24/11/2026\nTin một')
    expect(settled.flatMap((one) => labelsOf(one))).toEqual([])
    expect(settled.map(({ purpose, priority }) => [purpose, priority])).toEqual(
      settled.map(() => ['progress', 3]),
    )
  })

  it('of an approver says who decided what, on the phone of every approver', async () => {
    const asked = await submit('Tin hai')

    const settled = await changes(await hung.presses(on(hung, asked)[0]!, 'Duyệt'))

    expect(edited(settled)).toEqual(
      new Set([on(hung, asked)[0]!.delivery, on(ha, asked)[0]!.delivery]),
    )
    for (const one of settled) {
      expect(one.text).toMatch(/^✅ Phạm Hùng đã duyệt T2 lúc 09:00 ngày 24\/11\/2026\n/)
      expect(one.text).toContain('Người soạn: Lê Văn Tuấn')
      expect(one.text).toContain(TEXT.trim())
      expect(labelsOf(one)).toEqual([])
    }
    await ha.presses(on(ha, asked)[0]!, 'Duyệt')
    expect(ha.toast()).toBe('Tin này đã được duyệt, không còn chờ duyệt.')
  })

  it('of an approver gives the reason when the notice was given back, and a later one stays open', async () => {
    const asked = await submit('Tin ba')
    await hung.presses(on(hung, asked)[0]!, 'Trả lại')
    const said = await arrived(await hung.says('Thiếu ngày'))

    const settled = await changes(said)
    expect(settled).toHaveLength(2)
    for (const { text } of settled)
      expect(text).toContain('Phạm Hùng đã trả lại T3 lúc 09:00 ngày 24/11/2026. Lý do: Thiếu ngày')

    const again = await arrived(await tuan.presses(on(tuan, said).at(-1)!, 'Trình duyệt'))
    const decided = await changes(await ha.presses(on(ha, again)[0]!, 'Duyệt'))
    expect(edited(decided)).toEqual(
      new Set([on(hung, again)[0]!.delivery, on(ha, again)[0]!.delivery]),
    )
  })

  it('of whoever may send says who had it sent, and comes anew when that is taken back', async () => {
    const ready = await approve('Tin bốn')
    const cards = [tuan, hung, mai].map((phone) => on(phone, ready)[0]!)
    for (const card of cards) expect(labelsOf(card)).toContain('Gửi ngay')
    const [question] = await arrived(await mai.presses(cards[2]!, 'Gửi khẩn'))

    const said = await arrived(await tuan.presses(cards[0]!, 'Gửi ngay'))

    const settled = await changes(said)
    expect(edited(settled)).toEqual(new Set([...cards, question!].map(({ delivery }) => delivery)))
    for (const one of settled) {
      expect(one.text).toBe('📤 Lê Văn Tuấn đã cho gửi T4 lúc 09:00 ngày 24/11/2026\nTin bốn')
      expect(labelsOf(one)).toEqual([])
    }

    const undone = await tuan.presses(said[0]!, 'Hoàn tác')
    const takenBack = (await changes(undone)).filter(({ edits }) => edits !== said[0]!.delivery)
    expect(edited(takenBack)).toEqual(edited(settled))
    for (const { text } of takenBack)
      expect(text).toBe('T4 đã được Lê Văn Tuấn rút lại, chưa gửi cho ai.\nTin bốn')
    const offered = undone.filter((one) => labelsOf(one).includes('Gửi ngay'))
    expect(offered.map(({ text, chatId }) => [text.split('\n')[1], chatId])).toEqual([
      ['Đã hoàn tác, T4 chưa gửi cho ai.', tuan.chatId],
    ])
    expect(await tuan.presses(said[0]!, 'Hoàn tác')).toEqual([])
    await arrived(undone)
    const again = await tuan.presses(offered[0]!, 'Gửi ngay')
    expect(again[0]?.text).toContain('sau 30 giây')
    // What said that it was taken back says now that it was sent after all.
    const sentAgain = await changes(again)
    expect(edited(sentAgain)).toEqual(new Set([offered[0]!.delivery, ...edited(settled)]))
    for (const { text } of sentAgain)
      expect(text).toBe('📤 Lê Văn Tuấn đã cho gửi T4 lúc 09:00 ngày 24/11/2026\nTin bốn')
  })

  it('of a dropped notice says who dropped it', async () => {
    const card = await draft('Tin năm')

    const settled = await changes(await tuan.presses(card, 'Huỷ'))

    expect(settled.map(({ edits }) => edits)).toContain(card.delivery)
    for (const one of settled) {
      expect(one.text).toMatch(/^🗑 Lê Văn Tuấn đã huỷ T5 lúc 09:00 ngày 24\/11\/2026\n/)
      expect(labelsOf(one)).toEqual([])
    }
  })

  it('leaves what can be typed to what was shown after it', async () => {
    const later = (): void => void (commune.now = new Date(commune.now.getTime() + 6 * 60_000))
    later()
    const first = await submit('Tin sáu')
    // By then she has had the time to read what was there.
    later()
    const second = await submit('Tin bảy')
    await hung.presses(on(hung, first)[0]!, 'Duyệt')

    const decided = await ha.says('1')

    expect(decided.map(({ text }) => text).join('\n')).toContain('Đồng chí đã duyệt T7')
    expect(on(ha, second)).toHaveLength(1)
  })

  it.each(['Gửi ngay', 'Gửi khẩn'])(
    'is settled also where it came in place of what “huỷ” after “%s” was answered with',
    async (pressed) => {
      const [card] = on(tuan, await approve(`Tin ${pressed}`))
      await arrived(await tuan.presses(card!, pressed))
      const said = await arrived(await tuan.says('huỷ'))
      const left = said.find((one) => labelsOf(one).includes('Quay lại'))
      const [inPlace] = await arrived(await tuan.presses(left!, 'Quay lại'))
      expect(edited(await changes([inPlace!]))).toEqual(new Set([left!.delivery]))
      await tuan.presses(inPlace!, 'Hẹn giờ')

      const settled = await changes(await tuan.says('mai 8h'))

      const now = settled.find(({ edits }) => edits === left!.delivery)
      expect(now?.text).toContain('Lê Văn Tuấn đã hẹn gửi')
      expect(labelsOf(now)).toEqual([])
    },
  )

  it('is settled also where it was opened from the list of “soạn”', async () => {
    await approve('Tin mở lại')
    const [list] = await arrived(await tuan.says('soạn'))
    const label = labelsOf(list).find((one) => one.includes('Tin mở lại'))!
    const [inPlace] = await arrived(await tuan.presses(list!, label))
    expect(labelsOf(inPlace)).toContain('Gửi ngay')

    const settled = await changes(await tuan.presses(inPlace!, 'Gửi ngay'))

    const now = settled.find(({ edits }) => edits === list!.delivery)
    expect(now?.text).toContain('Lê Văn Tuấn đã cho gửi')
    expect(labelsOf(now)).toEqual([])
  })

  it('says it in the language of whoever reads it, not of whoever has pressed', async () => {
    await ha.says('/english')
    await mai.says('/english')
    const asked = await submit('Tin hai thứ tiếng')

    const ready = await arrived(await ha.presses(on(ha, asked)[0]!, 'Approve'))
    const said = await mai.presses(on(mai, ready)[0]!, 'Send now')

    const firstLines = (phone: Phone, settled: readonly Heard[]) =>
      on(phone, settled).map(({ text }) => text.split('\n')[0])
    const decided = await changes(ready)
    expect(firstLines(hung, decided)).toEqual([
      expect.stringMatching(/^✅ Lê Thu Hà đã duyệt T\d+ lúc 09:12 ngày 24\/11\/2026$/),
    ])
    expect(on(hung, decided)[0]!.text).toContain('Người soạn: Lê Văn Tuấn')
    expect(firstLines(ha, decided)).toEqual([
      expect.stringMatching(/^✅ Lê Thu Hà approved T\d+ at 09:12 on 24\/11\/2026$/),
    ])
    const sent = await changes(said)
    expect(firstLines(tuan, sent)).toEqual([
      expect.stringMatching(/^📤 Vi Thị Mai đã cho gửi T\d+ lúc 09:12 ngày 24\/11\/2026$/),
    ])
    expect(firstLines(ha, sent)).toEqual([
      expect.stringMatching(/^📤 Vi Thị Mai had T\d+ sent at 09:12 on 24\/11\/2026$/),
    ])
    for (const phone of [ha, mai]) await phone.says('/tiengviet')
  })

  it('that says for when somebody had it sent says so when its notice is dropped', async () => {
    const ready = await approve('Tin hẹn rồi huỷ')
    await arrived(await tuan.presses(on(tuan, ready)[0]!, 'Hẹn giờ'))
    const said = await arrived(await tuan.says('mai 8h'))
    const planned = (await changes(said)).filter(({ text }) => text.includes('đã hẹn gửi'))

    const dropped = await changes(await hung.presses(on(hung, ready)[0]!, 'Huỷ'))

    const cards = dropped.filter(({ edits }) => edited(planned).has(edits))
    expect(edited(cards)).toEqual(edited(planned))
    expect(cards.length).toBeGreaterThan(1)
    for (const { text } of cards)
      expect(text).toMatch(/^T\d+ đã được Phạm Hùng huỷ, chưa gửi cho ai\.\n/)
  })
})
