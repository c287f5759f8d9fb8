import { beforeEach, describe, expect, it } from '@jest/globals'
import { checkContents } from '../../../src/cli/doctor/check-database.ts'
import { newId } from '../../../src/domain/id.ts'
import type { BroadcastState, DeliveryState } from '../../../src/domain/delivery.ts'
import { encodeAction } from '../../../src/messages/action.ts'
import { createNotice, findNoticeByCode } from '../../../src/storage/notices.ts'
import { findBroadcast } from '../../../src/storage/sending/broadcasts.ts'
import { inTransaction } from '../../../src/storage/store.ts'
import { undoBroadcast } from '../../../src/usecases/undo-broadcast.ts'
import { allOf, labelsOf, type Heard, type Phone } from '../../support/commune.ts'
import {
  approved,
  codeIn,
  drafted,
  idsOf,
  openOffice,
  pressesForged,
  sent,
  setOffice,
  starting,
  submitted,
} from '../../support/office.ts'

describe('a sending is steered by typing the code of its notice', () => {
  const office = setOffice('all')

  const stateOf = async (code: number): Promise<string | undefined> => {
    const { broadcastId } = await idsOf(office, code)
    return broadcastId && (await findBroadcast(office.commune.database.store, broadcastId))?.state
  }
  const says = async (words: string): Promise<string> =>
    (await office.author.says(words)).map(({ text }) => text).join('\n')

  it('is paused, goes on and is stopped for good', async () => {
    const code = await sent(office)

    expect(await says(`tạm dừng T${code}`)).toBe(
      `Đã tạm dừng gửi T${code}. Muốn gửi tiếp, chọn “Tiếp tục” hoặc nhắn “gửi tiếp T${code}”.`,
    )
    expect(await stateOf(code)).toBe('paused')
    expect(await says(`/tamdung T${code}`)).toBe(
      `T${code} đang tạm dừng rồi. Muốn gửi tiếp, nhắn “gửi tiếp T${code}”.`,
    )
    expect(await says(`gui tiep t${code}`)).toBe(`Đang gửi tiếp T${code}.`)
    for (const words of ['tiếp tục', '/tieptuc', '/guitiep'])
      expect(await says(`${words} T${code}`)).toContain(`T${code} không bị tạm dừng`)
    expect(await stateOf(code)).toBe('sending')
    expect(await says(`/dunghan T${code}`)).toContain(`Dừng hẳn T${code}?`)
    expect(await stateOf(code)).toBe('paused')
    expect(await says('đúng, dừng hẳn')).toContain(`Đã dừng hẳn T${code}.`)
    expect(await stateOf(code)).toBe('stopped')
    expect(await says(`tạm dừng T${code}`)).toContain('không có đợt gửi nào đang chạy')
    expect(await says(`gửi lại T${code}`)).toContain(`T${code} đã dừng hẳn nên không gửi lại.`)
    expect(await says(`thống kê T${code}`)).toContain(`⏹ Đã dừng hẳn T${code}`)
  })

  it('is taken back whole while nothing has gone out', async () => {
    const code = codeIn(await starting(office))

    expect(await says(`tạm dừng T${code}`)).toBe(
      `T${code} chưa bắt đầu gửi. Muốn thôi gửi, chọn “Hoàn tác” hoặc nhắn “dừng hẳn T${code}”.`,
    )
    expect(await says(`dừng hẳn T${code}`)).toContain(`Đã hoàn tác, T${code} chưa gửi cho ai.`)
    expect(await stateOf(code)).toBe('cancelled')
  })

  it('says that it was taken back, or dropped with its notice, to who does so once more by its code', async () => {
    const code = codeIn(await starting(office))
    await says(`huỷ T${code}`)

    expect(await says(`huỷ T${code}`)).toBe(`Lần gửi T${code} đã được rút lại từ trước.`)
    const [ready] = await office.author.says('quay lại')
    await office.author.presses(ready!, 'Huỷ')
    expect(await says(`huỷ T${code}`)).toBe(`T${code} đã huỷ.`)
    for (const words of ['soạn', 'thống kê'])
      expect(await says(`${words} T${code}`)).toBe(`T${code} đã huỷ.`)
  })

  it('that is approved is said not to be dropped yet, where its card is no longer the last', async () => {
    await sent(office)
    const code = codeIn(await approved(office))
    expect(labelsOf((await office.author.says('thống kê'))[0])).not.toEqual([])

    expect(await says(`huỷ T${code}`)).toContain(
      `T${code} đã được duyệt, chưa gửi cho ai và chưa bị huỷ.`,
    )
    const { commune } = office
    commune.now = new Date(commune.now.getTime() + 31_000)
    expect(await says(`huỷ T${code}`)).toBe(`Đã huỷ hẳn T${code}. Tin này không gửi được nữa.`)
  })

  it('is taken back by the word that ends whatever one is doing', async () => {
    for (const words of ['huỷ', '/huy', 'Thôi']) {
      const code = codeIn(await starting(office))

      expect(await says(words)).toContain(`Đã hoàn tác, T${code} chưa gửi cho ai.`)
      expect(await stateOf(code)).toBe('cancelled')
    }
  })

  it.each([
    ['huỷ', 'huỷ'],
    ['huỷ', '1'],
    ['1', '1'],
    ['/huy', 'huỷ'],
  ])(
    'is neither dropped nor sent by “%s” and “%s”, typed because the answer is slow',
    async (...typed) => {
      const code = codeIn(await starting(office))

      const [undone] = await office.author.says(typed[0])
      await says(typed[1])

      expect(undone?.text).toBe(`Đã hoàn tác, T${code} chưa gửi cho ai.`)
      expect(labelsOf(undone)).toEqual(['Quay lại'])
      expect(await stateOf(code)).toBe('cancelled')
      const [ready] = await office.author.presses(undone!, 'Quay lại')
      expect(labelsOf(ready)).toContain('Gửi ngay')
    },
  )

  it('can still be taken back when something else was said meanwhile', async () => {
    const code = codeIn(await starting(office))
    for (const words of ['ok', 'trợ giúp']) await says(words)
    expect(await says('1')).toContain(`Đã hoàn tác, T${code} chưa gửi cho ai.`)
    expect(await stateOf(code)).toBe('cancelled')

    const [first, second] = [codeIn(await starting(office)), codeIn(await starting(office))]
    for (const who of [office.author, office.approver]) await who.says('đơn vị')
    expect(allOf(await office.approver.says('huỷ'))).toBe('Không có thao tác nào đang làm dở.')
    expect(await says('huỷ')).toContain(`Đã hoàn tác, T${second} chưa gửi cho ai.`)
    expect(await stateOf(first)).toBe('starting')
    expect(await says('huỷ')).toContain(`Đã hoàn tác, T${first} chưa gửi cho ai.`)
    expect(await says('huỷ')).toBe('Không có thao tác nào đang làm dở.')
  })

  it('is taken back by the word with its code or a polite one; offered to be, when other words come with it', async () => {
    for (const more of ['T%', 'nhé', 'ngay', 't% giúp ạ']) {
      const code = codeIn(await starting(office))
      expect(await says(`huỷ ${more.replace('%', String(code))}`)).toContain(
        `Đã hoàn tác, T${code} chưa gửi cho ai.`,
      )
      expect(await stateOf(code)).toBe('cancelled')
    }

    const code = codeIn(await starting(office))
    for (const words of ['đơn vị', 'huỷ à?']) await says(words)
    expect(await stateOf(code)).toBe('starting')
    await says('đơn vị')
    const [offer] = await office.author.says('huỷ gửi')
    expect(offer?.text).toContain(`T${code} chưa bắt đầu gửi. Muốn thôi gửi, chọn “Hoàn tác”`)
    expect(labelsOf(offer)).toEqual(['Hoàn tác'])
    expect(await says('huỷ')).toContain(`Đã hoàn tác, T${code} chưa gửi cho ai.`)
    expect(await says('huỷ gửi')).toBe('Không có thao tác nào đang làm dở.')
  })

  it('can still be taken back when something was shown meanwhile; a question about another stays one', async () => {
    const other = await sent(office)
    const code = codeIn(await starting(office))
    await says(`dừng hẳn T${other}`)
    expect(await says('huỷ')).toContain('Chưa rõ cần dừng việc gì.')
    expect(await stateOf(code)).toBe('starting')
    expect(await says('gửi tiếp')).toContain(`Đang gửi tiếp T${other}.`)

    const [list] = await office.author.says('thống kê')
    expect(labelsOf(list).length).toBeGreaterThan(1)
    expect(await says('huỷ')).toContain(`Đã hoàn tác, T${code} chưa gửi cho ai.`)
    expect(await stateOf(code)).toBe('cancelled')
  })

  it('is taken back by the word in another chat of who had it sent, or in reply to what it says of itself', async () => {
    const zalo = await office.commune.onZalo('Lê Văn Tuấn', office.author.personId!)
    const code = codeIn(await starting(office))
    expect(allOf(await zalo.says('huỷ'))).toContain(`Đã hoàn tác, T${code} chưa gửi cho ai.`)

    const [first, second] = [await starting(office), await starting(office)]
    await office.commune.settle(first)
    await office.author.says('huỷ', { replyTo: first })
    expect(await stateOf(codeIn(first))).toBe('cancelled')
    expect(await stateOf(codeIn(second))).toBe('starting')
    await says('huỷ')
  })

  const scheduled = async (): Promise<number> => {
    const [asked] = await office.author.presses(await approved(office), 'Hẹn giờ')
    expect(asked?.text).toContain('25/12')
    return codeIn((await office.author.says('mai 8h'))[0]!)
  }

  it('is not taken back so while it waits for an hour', async () => {
    const code = await scheduled()
    await says('đơn vị')

    expect(await says('huỷ')).toBe('Không có thao tác nào đang làm dở.')
    expect(await stateOf(code)).toBe('scheduled')
  })

  it('is taken back from its hour by the word with its code, by whoever may send it and nobody else', async () => {
    const { approver, stranger, resident } = office
    for (const words of ['huỷ T%', 'hủy t%', 'huy T%', 'HUỶ T%', '/huy T%', 'thôi T% nhé']) {
      const code = await scheduled()
      expect(await says(words.replace('%', String(code)))).toBe(
        `Đã hoàn tác, T${code} chưa gửi cho ai.`,
      )
      expect(await stateOf(code)).toBe('cancelled')
    }

    const code = await scheduled()
    await says('đơn vị')
    expect(allOf(await stranger.says(`huỷ T${code}`))).toContain('dành cho cán bộ')
    expect(allOf(await resident.says(`huỷ T${code}`))).toBe('Không có thao tác nào đang làm dở.')
    const elsewhere = 'Xin mời dùng chức năng này trong cuộc trò chuyện riêng với bot.'
    expect(allOf(await office.author.saysIn(office.group, `/huy T${code}`))).toBe(elsewhere)
    expect(await stateOf(code)).toBe('scheduled')
    expect(allOf(await approver.says(`huỷ T${code}`))).toContain(`T${code}`)
    expect(await stateOf(code)).toBe('cancelled')
  })

  it('is not taken back by its code when some of it has gone out, which is said', async () => {
    const code = await sent(office)

    expect(await says(`huỷ T${code}`)).toBe(
      'Đã quá thời gian hoàn tác. Có thể chọn “Dừng hẳn” để dừng phần chưa gửi.',
    )
    expect(await stateOf(code)).toBe('sending')
  })

  it('is not dropped with its notice by the word alone, typed under a card from before', async () => {
    const { author, approver } = office
    const said = await approver.presses(await submitted(office), 'Duyệt')
    await approver.says('ok')
    const ready = said.find(({ chatId }) => chatId === author.chatId)!
    const code = codeIn(ready)
    await author.presses(ready, 'Gửi ngay')

    for (const words of ['huỷ', 'Huỷ', '/huy'])
      expect(allOf(await approver.says(words))).toBe(
        `T${code} đang chờ gửi. Nếu muốn hoàn tác, xin nhắn “huỷ T${code}”.`,
      )
    expect(await stateOf(code)).toBe('starting')
    expect(allOf(await approver.says(`huỷ T${code}`))).toContain(`Đã hoàn tác, T${code}`)
    expect(await stateOf(code)).toBe('cancelled')
  })

  it('is what the word takes back, not the notice that was approved meanwhile', async () => {
    const { approver } = office
    const code = codeIn(await approved(office))
    const { noticeId } = await idsOf(office, code)
    await pressesForged(office, approver, { verb: 'n-now', id: noticeId })
    const next = codeIn(await submitted(office))
    expect(allOf(await approver.says(`duyệt T${next}`))).toContain('sẵn sàng gửi')

    expect(allOf(await approver.says('huỷ'))).toContain(`Đã hoàn tác, T${code} chưa gửi cho ai.`)
    expect(await stateOf(code)).toBe('cancelled')
    await pressesForged(office, approver, {
      verb: 'n-now',
      id: (await idsOf(office, next)).noticeId,
    })
    expect(await stateOf(next)).toBe('starting')
  })

  it('leaves the notice as it is where a question about it is left by the word, typed twice', async () => {
    const { author } = office
    const ready = await approved(office)
    await author.presses(ready, 'Gửi khẩn')
    const [left] = await author.says('huỷ')
    expect(left?.text).toBe('Đã dừng thao tác đang làm.')
    expect(labelsOf(left)).toEqual(['Quay lại'])
    await author.says('huỷ')
    const [again] = await author.presses(left!, 'Quay lại')
    expect(again?.text).toContain(`T${codeIn(ready)} chưa gửi cho ai.`)

    await author.presses(await drafted(office), 'Sửa')
    const [kept] = await author.says('huỷ')
    await author.says('huỷ')
    expect(labelsOf((await author.presses(kept!, 'Quay lại'))[0])).toContain('Trình duyệt')
  })

  it('is not taken back by other words with it, after which it can be chosen as before', async () => {
    const message = await starting(office)
    const code = codeIn(message)

    const [unclear] = await office.author.says('huỷ gửi')

    expect(unclear?.text).toBe(
      'Chưa dừng việc gì. Nếu không cần làm gì với tin nhắn trên thì cứ để đó; nếu cần, xin chọn một mục ở đó hoặc gõ tên mục cần chọn.',
    )
    expect(await stateOf(code)).toBe('starting')
    expect(await says('hoàn tác')).toContain(`Đã hoàn tác, T${code} chưa gửi cho ai.`)
  })

  it('nor do such words show the buttons of a card once more', async () => {
    const { approver } = office
    await approver.says('đơn vị')
    await submitted(office)

    const [unclear] = await approver.says('thôi để mai')

    expect(labelsOf(unclear)).toEqual([])
    expect(allOf(await approver.says('duyệt'))).toContain('sẵn sàng gửi')
  })

  it('is steered also by more words than the code; what sends only by a polite one', async () => {
    const code = await sent(office)

    expect(await says(`tạm dừng T${code} ngay`)).toContain(`Đã tạm dừng gửi T${code}.`)
    expect(await says(`gửi tiếp T${code} chưa?`)).toBe('Xin ghi mã tin, ví dụ: gửi tiếp T12.')
    expect(await stateOf(code)).toBe('paused')
    expect(await says(`gửi tiếp T${code} nhé`)).toBe(`Đang gửi tiếp T${code}.`)
    for (const more of [' nhé', '!', ', gửi nhầm rồi'])
      expect(await says(`dừng hẳn T${code}${more}`)).toContain(`Dừng hẳn T${code}?`)
    expect(await stateOf(code)).toBe('paused')
    expect(await says(`tạm dừng ${code} ngày`)).toBe('Xin ghi mã tin, ví dụ: tạm dừng T12.')
    expect(await says(`thống kê T${code} nhé`)).toContain(`xác nhận T${code}`)
    expect(await says(`gửi tiếp T${code} ạ`)).toBe(`Đang gửi tiếp T${code}.`)
  })

  it('is taken back before its hour by its code alone; more words are asked about', async () => {
    await office.author.presses(await approved(office), 'Hẹn giờ')
    const code = codeIn((await office.author.says('mai 8h'))[0]!)
    const words = `dừng hẳn T${code} tuần này không họp`

    const [question] = await office.author.says(words)

    expect(question?.text).toBe(
      `T${code} chưa bắt đầu gửi. Muốn thôi gửi, nhắn “dừng hẳn T${code}”.`,
    )
    expect(labelsOf(question)).toEqual([])
    expect(allOf(await office.stranger.says(words))).toContain('Chức năng này dành cho cán bộ')
    for (const no of ['thôi', 'huỷ', '1']) await says(no)
    expect(await stateOf(code)).toBe('scheduled')
    expect(await says(`dừng hẳn T${code}`)).toContain(`Đã hoàn tác, T${code} chưa gửi cho ai.`)
    const next = codeIn(await starting(office))
    expect(await says(`dừng hẳn T${next}, gửi nhầm rồi`)).toContain(`Đã hoàn tác, T${next}`)
  })

  it('is paused by somebody else, of which who had it sent hears; it is named as waiting for a decision', async () => {
    const code = await sent(office)

    const said = await office.approver.says(`dừng hẳn T${code}`)

    const told = said.filter(({ chatId }) => chatId === office.author.chatId)
    expect(told.map(({ text }) => text)).toEqual([
      expect.stringContaining(
        `T${code} đã được Phạm Hùng tạm dừng gửi. Muốn gửi tiếp, nhắn “gửi tiếp T${code}”.`,
      ),
    ])
    const line = `Đợt gửi tạm dừng, đang chờ quyết định: 1 (T${code})`
    const [state] = await office.owner.says('/tinhtrang')
    expect(state?.text).toContain(line)
    const checks = await checkContents(office.commune.database.store)
    expect(checks).toContainEqual({ name: 'held', ok: true, detail: `${line}.` })
    await says(`gửi tiếp T${code}`)
    expect(await stateOf(code)).toBe('sending')
  })

  it('goes on by somebody else, of which who had it sent hears, and not of what they do themselves', async () => {
    const code = await sent(office)
    const told = (said: readonly Heard[]) =>
      said.filter(({ chatId }) => chatId === office.author.chatId).map(({ text }) => text)
    await says(`tạm dừng T${code}`)

    expect(told(await office.approver.says(`gửi tiếp T${code}`))).toEqual([
      expect.stringContaining(
        `T${code} đã được Phạm Hùng cho gửi tiếp. Muốn tạm dừng, nhắn “tạm dừng T${code}”.`,
      ),
    ])
    expect(told(await office.approver.says(`gửi tiếp T${code}`))).toEqual([])
    await office.approver.says(`tạm dừng T${code}`)
    expect(await says(`gửi tiếp T${code}`)).toBe(`Đang gửi tiếp T${code}.`)
  })

  it('asks for a code, knows what was never sent, and obeys only whom it may', async () => {
    const code = await sent(office)

    expect(await says('tạm dừng')).toBe('Xin ghi mã tin, ví dụ: tạm dừng T12.')
    expect(await says('/dunghan')).toBe('Xin ghi mã tin, ví dụ: dừng hẳn T12.')
    expect(await says('tạm dừng chợ phiên')).toContain('Xin lỗi, bot chưa hiểu')
    expect(await says('tạm dừng T99999')).toContain('T99999')
    const [refused] = await office.stranger.says(`tạm dừng T${code}`)
    expect(refused?.text).toBe('Chức năng này dành cho cán bộ được phân công.')
    expect(await stateOf(code)).toBe('sending')
  })
})

describe('while a notice is being written', () => {
  it('a sending is steered by no sentence with a day of the week; by a code that can be none also with more words', async () => {
    const office = await openOffice()
    const { store } = office.commune.database
    const numbered = async (code: number): Promise<number> => {
      const value = code - 1
      await store.db.updateTable('counter').set({ value }).where('name', '=', 'notice').execute()
      return sent(office)
    }
    const stateOf = async (code: number) =>
      (await findBroadcast(store, (await idsOf(office, code)).broadcastId!))?.state
    const says = async (words: string) => allOf(await office.author.says(words))
    const [day, code] = [await numbered(7), await numbered(57)]
    await says('/soan')

    expect(await says(`Tạm dừng T${day}, CN tiếp công dân`)).toContain('CN tiếp công dân')
    expect(await stateOf(day)).toBe('sending')
    expect(await says(`dừng hẳn T${code}, gửi nhầm rồi`)).toContain(`Dừng hẳn T${code}?`)
    expect(await stateOf(code)).toBe('paused')

    await says('/soan')
    expect(await says(`tạm dừng T${day} nhé`)).toContain(`Đã tạm dừng gửi T${day}.`)
    expect(await says(`gửi tiếp T${day}`)).toBe(`Đang gửi tiếp T${day}.`)
    await office.commune.close()
  })
})

it('what an author has begun is offered with “/soan”, however many notices of others are newer', async () => {
  const office = await openOffice()
  const { commune, author, stranger, youth } = office
  const { store } = commune.database
  const [draft, returned, ready] = [
    await drafted(office),
    await submitted(office),
    await approved(office),
  ]
  await office.approver.presses(returned, 'Trả lại')
  await office.approver.says('Thiếu ngày họp')
  const content = (await findNoticeByCode(store, codeIn(draft)))!
  const ofOthers = { unitId: youth, authorId: stranger.personId!, content, now: commune.now }
  for (let each = 0; each < 50; each++) await createNotice(store, ofOthers)

  const [invitation] = await author.says('/soan')
  expect(labelsOf(invitation)).toMatchObject([
    expect.stringMatching(new RegExp(`^T${codeIn(ready)} – .*đã được duyệt`, 'u')),
    expect.stringMatching(new RegExp(`^T${codeIn(returned)} – .*bị trả lại`, 'u')),
    expect.stringMatching(new RegExp(`^T${codeIn(draft)} – .*đang được soạn`, 'u')),
  ])
  await commune.close()
})

describe('a sending at night', () => {
  const office = setOffice('each')
  let code: number
  beforeEach(async () => {
    code = await sent(office)
    office.commune.now = new Date('2026-11-24T16:30:00Z')
  })

  const db = () => office.commune.database.store.db
  const stateOf = async (): Promise<string | undefined> => {
    const { broadcastId } = await idsOf(office, code)
    return broadcastId && (await findBroadcast(office.commune.database.store, broadcastId))?.state
  }
  const logged = async (): Promise<string[]> => {
    const { broadcastId } = await idsOf(office, code)
    const rows = await db()
      .selectFrom('audit_entry')
      .select('action')
      .where('subject_id', '=', broadcastId!)
      .orderBy('seq')
      .execute()
    return rows.map(({ action }) => action)
  }

  it('goes on only by a choice of its own, which is in the log', async () => {
    await office.author.says(`tạm dừng T${code}`)
    expect(await stateOf()).toBe('paused')

    const [question] = await office.author.says(`gửi tiếp T${code}`)
    expect(question?.text).toContain('23:30 ngày 24/11/2026 nằm trong giờ nghỉ')
    expect(await stateOf()).toBe('paused')

    const [answer] = await office.author.presses(question!, 'Vẫn gửi')
    expect(answer?.text).toBe(`Đang gửi tiếp T${code}.`)
    expect(await stateOf()).toBe('sending')
    expect((await logged()).slice(-2)).toEqual(['resume-broadcast', 'override-quiet-hours'])
  })

  it('neither goes on nor begins after “huỷ”, which ends the question', async () => {
    const { author } = office
    await author.says(`tạm dừng T${code}`)
    await author.says(`gửi tiếp T${code}`)
    const [left] = await author.says('huỷ')
    expect(left?.text).toBe('Đã dừng thao tác đang làm.')
    await author.says('1')
    expect(await stateOf()).toBe('paused')

    await author.presses(await approved(office), 'Gửi ngay')
    const [asked] = await author.says('huỷ')
    expect(labelsOf(asked)).toEqual(['Quay lại'])
    expect(labelsOf((await author.says('1'))[0])).toContain('Gửi ngay')
  })

  it('is asked about once more when who wanted to stop it has it go on', async () => {
    const [question] = await office.author.says(`dừng hẳn T${code}`)

    const [again] = await office.author.presses(question!, 'Gửi tiếp')
    expect(again?.text).toContain('nằm trong giờ nghỉ')
    expect(await stateOf()).toBe('paused')

    await office.author.presses(again!, 'Vẫn gửi')
    expect(await stateOf()).toBe('sending')
  })

  it('goes to the failed again only by such a choice; what has ended otherwise says so at once', async () => {
    const id = (await idsOf(office, code)).broadcastId!
    const finished = { state: 'finished', finished_at: office.commune.now } as const
    expect((await office.author.says(`gửi lại T${code}`))[0]?.text).toContain('chưa gửi xong')
    await db().updateTable('broadcast').set(finished).where('id', '=', id).execute()
    expect(allOf(await office.author.says(`gửi lại T${code}`))).toContain(
      'không còn nơi nào cần gửi lại',
    )
    await db()
      .updateTable('delivery')
      .set({ state: 'rejected', settled_at: office.commune.now })
      .where('broadcast_id', '=', id)
      .execute()

    const [question] = await office.author.says(`gửi lại T${code}`)
    expect(question?.text).toContain('nằm trong giờ nghỉ')
    expect(await stateOf()).toBe('finished')

    const [answer] = await office.author.presses(question!, 'Vẫn gửi')
    expect(answer?.text).toContain(`Đang gửi lại T${code}`)
    expect((await logged()).slice(-2)).toEqual(['retry-broadcast', 'override-quiet-hours'])
  })

  it('goes on without a question when it is urgent, which is in the log all the same', async () => {
    const id = (await idsOf(office, code)).broadcastId!
    await db().updateTable('broadcast').set({ urgent: true }).where('id', '=', id).execute()
    await office.author.says(`tạm dừng T${code}`)

    const [answer] = await office.author.says(`gửi tiếp T${code}`)

    expect(answer?.text).toBe(`Đang gửi tiếp T${code}.`)
    expect((await logged()).at(-1)).toBe('override-quiet-hours')
  })
})

describe('a sending that is taken back before anybody has it', () => {
  const office = setOffice('each')
  let started: Heard
  beforeEach(async () => {
    started = await starting(office)
  })

  /** What stands now where the author follows it. */
  const progress = async (): Promise<Heard | undefined> =>
    (await office.commune.heardIn(office.author.chatId)).find(
      ({ delivery }) => delivery === started.delivery,
    )
  /** What the author was told besides. */
  const told = (said: readonly Heard[]) =>
    said.filter(({ chatId }) => chatId === office.author.chatId).map(({ text }) => text)

  it('by somebody else, is told to who had it sent', async () => {
    const code = codeIn(started)
    const words = `T${code} đã được Phạm Hùng rút lại, chưa gửi cho ai.`

    expect(told(await office.approver.says(`dừng hẳn T${code}`))).toEqual([
      expect.stringContaining(words),
    ])
    expect((await progress())?.text).toContain(words)
    expect(labelsOf(await progress())).toEqual([])

    expect(told(await office.approver.says(`dừng hẳn T${code}`))).toEqual([])
  })

  it('with its notice by somebody else, is told to who had it sent', async () => {
    const code = codeIn(started)
    const { noticeId } = await idsOf(office, code)

    const said = await pressesForged(office, office.approver, { verb: 'n-quit', id: noticeId })

    expect(told(said)).toEqual([
      expect.stringContaining(`T${code} đã được Phạm Hùng huỷ, chưa gửi cho ai.`),
    ])
    expect(labelsOf(await progress())).toEqual([])
  })

  it('by who had it sent, is told to who wrote it', async () => {
    const { approver } = office
    const code = codeIn(await approved(office))
    const { noticeId } = await idsOf(office, code)
    const [theirs] = await pressesForged(office, approver, { verb: 'n-now', id: noticeId })

    const said = await approver.presses(theirs!, 'Hoàn tác')

    expect(told(said)).toEqual([
      expect.stringContaining(`T${code} đã được Phạm Hùng rút lại, chưa gửi cho ai.`),
    ])
  })

  it('or is dropped before it is sent, is told to who wrote it', async () => {
    const code = codeIn(await approved(office))
    const { noticeId } = await idsOf(office, code)

    const said = await pressesForged(office, office.approver, { verb: 'n-quit', id: noticeId })

    expect(told(said)).toEqual([
      expect.stringContaining(`T${code} đã được Phạm Hùng huỷ, chưa gửi cho ai.`),
    ])
  })

  it('at the machine, is told to who had it sent, and their lane is woken', async () => {
    const code = codeIn(started)
    const { broadcastId } = await idsOf(office, code)
    const { commune } = office
    const owner = { unitId: office.root, role: 'owner' } as const

    const undone = await inTransaction(commune.database.store, (tx) =>
      undoBroadcast(tx, {
        broadcastId: broadcastId!,
        actor: { personId: null, posts: [owner] },
        now: commune.now,
      }),
    )

    const { instanceId: channelInstanceId } = commune.channel
    expect(undone).toMatchObject({ jobs: [{ name: 'run-lane', data: { channelInstanceId } }] })
    expect((await commune.heardIn(office.author.chatId)).at(-1)?.text).toContain(
      `T${code} đã được người vận hành hệ thống rút lại, chưa gửi cho ai.`,
    )
  })

  it('by who had it sent, is not told to them as news', async () => {
    const said = await office.author.presses(started, 'Hoàn tác')

    expect(said.map(({ text }) => text).join()).not.toContain('rút lại')
    expect((await progress())?.text).toContain('Đã hoàn tác')
    expect(labelsOf(await progress())).toEqual([])
  })
})

describe('a press that comes too late, or a second time', () => {
  const office = setOffice('all')

  const store = () => office.commune.database.store
  const isNow = async (code: number, state: BroadcastState, copies: string): Promise<void> => {
    const id = (await idsOf(office, code)).broadcastId!
    const finished_at = state === 'finished' ? office.commune.now : null
    await store()
      .db.updateTable('broadcast')
      .set({ state, finished_at })
      .where('id', '=', id)
      .execute()
    await store()
      .db.updateTable('delivery')
      .set({ state: copies as DeliveryState, settled_at: finished_at })
      .where('broadcast_id', '=', id)
      .execute()
  }
  /** Presses a button that this card once had; gives all that is shown for it. */
  const presses = async (phone: Phone, code: number, verb: string): Promise<string> => {
    const id = (await idsOf(office, code)).broadcastId!
    const action = encodeAction(store().keys, { verb, id })
    const said = await phone.does({ kind: 'press', pressId: newId(), action })
    return [phone.toast(), ...said.map(({ text }) => text)].filter(Boolean).join('\n')
  }
  const copies = async (code: number): Promise<(string | null)[]> => {
    const id = (await idsOf(office, code)).broadcastId!
    const rows = await store()
      .db.selectFrom('delivery')
      .select('state')
      .where('broadcast_id', '=', id)
      .execute()
    return rows.map(({ state }) => state)
  }

  /** What is done three hours before it is taken in. */
  const hoursLate = async (act: () => Promise<Heard[]>): Promise<Heard[]> => {
    office.commune.lagMs = 3 * 3_600_000
    return act().finally(() => (office.commune.lagMs = 0))
  }

  /** What is said a minute after the last words, and taken in three hours later. */
  const takenInLate = async (act: () => Promise<Heard[]>): Promise<Heard[]> => {
    const { commune } = office
    const shownAt = commune.now
    commune.now = new Date(shownAt.getTime() + 3 * 3_600_000)
    commune.lagMs = 3 * 3_600_000 - 60_000
    return act().finally(() => {
      commune.lagMs = 0
      commune.now = shownAt
    })
  }

  it('pauses once from two phones, and says so to the second', async () => {
    const code = await sent(office)
    const two = await office.commune.person('Hà Văn Thắng', [[office.farmers, 'publisher']])

    expect(await presses(office.author, code, 'b-pause')).toBe(
      `Đã tạm dừng gửi T${code}. Muốn gửi tiếp, chọn “Tiếp tục” hoặc nhắn “gửi tiếp T${code}”.`,
    )
    expect(await presses(two, code, 'b-pause')).toBe(
      `T${code} đang tạm dừng rồi. Muốn gửi tiếp, nhắn “gửi tiếp T${code}”.`,
    )
    // If their phone does not show it any more, it is said to them.
    expect(office.commune.effects.at(-1)?.presses).toMatchObject([{ chatId: two.chatId }])
  })

  it('names what can still be done with one that has ended', async () => {
    const code = await sent(office)
    await isNow(code, 'finished', 'sent')

    expect(await presses(office.author, code, 'b-undo')).toBe(
      `T${code} đã gửi xong nên không hoàn tác được nữa.`,
    )
    expect(await presses(office.author, code, 'b-res')).toContain(
      `T${code} đã gửi xong nên không còn gì để gửi tiếp.`,
    )
    expect(await presses(office.author, code, 'b-retry')).toContain(
      `T${code} không còn nơi nào cần gửi lại bằng lệnh này.`,
    )
    await isNow(code, 'stopped', 'cancelled')
    expect(await presses(office.author, code, 'b-undo')).toBe(`T${code} đã dừng hẳn rồi.`)
    await isNow(code, 'cancelled', 'cancelled')
    expect(await presses(office.author, code, 'b-retry')).toContain('chưa gửi cho ai')
  })

  it('tries again once, and says the second time that it is under way', async () => {
    const code = await sent(office)
    await isNow(code, 'finished', 'rejected')

    expect(await presses(office.author, code, 'b-retry')).toBe(`Đang gửi lại T${code} cho 1 nơi.`)
    expect(await presses(office.author, code, 'b-retry')).toBe(
      `T${code} chưa gửi xong nên chưa cần gửi lại. Gửi xong, bot sẽ báo nơi nào chưa nhận được.`,
    )
    expect(await copies(code)).toEqual(['planned'])
  })

  it('sends nothing that was wanted hours ago, with the machine off since, before who wanted it is asked', async () => {
    const { author } = office
    const card = await approved(office)
    const code = codeIn(card)

    const [question] = await hoursLate(() => author.presses(card, 'Gửi ngay'))
    expect(question?.text).toContain(`Đồng chí yêu cầu gửi T${code} từ 06:00 ngày 24/11/2026`)
    expect(labelsOf(question)).toEqual(['Vẫn gửi', 'Hẹn giờ'])
    const [again] = await takenInLate(() => author.says('vẫn gửi'))
    expect(again?.text).toContain(`Đồng chí yêu cầu gửi T${code} từ 09:01 ngày 24/11/2026`)
    expect((await idsOf(office, code)).broadcastId).toBeUndefined()
    const [starting] = await author.presses(again!, 'Vẫn gửi')
    expect(labelsOf(starting)).toEqual(['Hoàn tác'])

    const [back] = await hoursLate(() => author.presses(starting!, 'Hoàn tác'))
    expect(back?.text).toContain(`Đã hoàn tác, T${code} chưa gửi cho ai`)
    const [urgent] = await author.presses(back!, 'Gửi khẩn')
    const [urgently] = await hoursLate(() => author.presses(urgent!, 'Xác nhận gửi khẩn'))
    expect(urgently?.text).toBe(question?.text)
    const [gone] = await author.presses(urgently!, 'Vẫn gửi')
    expect(gone?.text).toContain('gửi khẩn ngay bây giờ')
  })

  it('sends at once what is typed now, although the machine’s clock is hours ahead', async () => {
    const { author, commune } = office
    const code = codeIn(await approved(office))
    commune.aheadMs = 3 * 3_600_000

    const [starting] = await hoursLate(() => author.says('gửi ngay'))
    expect(starting?.text).toContain('sẽ bắt đầu gửi sau 30 giây')

    commune.aheadMs = 0
    expect((await author.says('huỷ'))[0]?.text).toContain(`Đã hoàn tác, T${code}`)
  })

  it('goes on, or to the failed again, by no word of hours ago; is paused and stopped by it', async () => {
    const { author } = office
    const code = await sent(office)
    expect((await hoursLate(() => author.says(`tạm dừng T${code}`)))[0]?.text).toContain(
      `Đã tạm dừng gửi T${code}`,
    )

    const [question] = await hoursLate(() => author.says(`gửi tiếp T${code}`))
    expect(question?.text).toContain(`Đồng chí yêu cầu gửi T${code} từ 06:00 ngày 24/11/2026`)
    expect(labelsOf(question)).toEqual(['Vẫn gửi'])
    const [again] = await takenInLate(() => author.says('vẫn gửi'))
    expect(again?.text).toContain(`Đồng chí yêu cầu gửi T${code} từ 09:01 ngày 24/11/2026`)
    expect((await author.says('vẫn gửi'))[0]?.text).toBe(`Đang gửi tiếp T${code}.`)

    await isNow(code, 'finished', 'rejected')
    await hoursLate(() => author.says(`gửi lại T${code}`))
    expect(await copies(code)).toEqual(['rejected'])
    expect((await author.says('vẫn gửi'))[0]?.text).toBe(`Đang gửi lại T${code} cho 1 nơi.`)

    await isNow(code, 'finished', 'rejected')
    const [byDay] = await hoursLate(() => author.says(`gửi lại T${code}`))
    expect(byDay?.text).toContain('Đồng chí yêu cầu gửi')
    office.commune.now = new Date(office.commune.now.getTime() + 14 * 3_600_000)
    const [byNight] = await author.presses(byDay!, 'Vẫn gửi')
    office.commune.now = new Date(office.commune.now.getTime() - 14 * 3_600_000)
    expect(byNight?.text).toContain('nằm trong giờ nghỉ')

    await isNow(code, 'sending', 'planned')
    const [stopping] = await hoursLate(() => author.says(`dừng hẳn T${code}`))
    const [stopped] = await hoursLate(() => author.presses(stopping!, 'Đúng, dừng hẳn'))
    expect(stopped?.text).toContain(`Đã dừng hẳn T${code}`)
  })

  it('does nothing for an officer who is none any more', async () => {
    const code = await sent(office)
    const former = await office.commune.person('Vi Thị Hoa', [[office.farmers, 'publisher']])
    await store()
      .db.updateTable('post')
      .set({ valid_to: '2026-01-02' })
      .where('person_id', '=', former.personId!)
      .execute()

    for (const verb of ['b-pause', 'b-res', 'b-stop', 'b-end', 'b-undo', 'b-retry'])
      expect([verb, await presses(former, code, verb)]).toEqual([
        verb,
        'Chức năng này dành cho cán bộ được phân công.',
      ])
    expect(await copies(code)).toEqual(['sent'])
  })
})

describe('where the message that follows a sending cannot be changed', () => {
  it('the answer tells what comes next, with the buttons of it', async () => {
    const office = await openOffice({ capabilities: { edit: false, toast: false } })
    const code = await sent(office)

    const [paused] = await office.author.says(`tạm dừng T${code}`)
    expect(labelsOf(paused)).toEqual(['Tiếp tục', 'Dừng hẳn'])
    const [resumed] = await office.author.says('tiếp tục')
    expect(resumed?.text).toBe(`Đang gửi tiếp T${code}.`)
    expect(labelsOf(resumed)).toEqual(['Tạm dừng', 'Dừng hẳn'])
    const [question] = await office.author.says('dừng hẳn')
    expect(labelsOf(question)).toEqual(['Đúng, dừng hẳn', 'Gửi tiếp'])
    // The words that asked, once more, are no answer.
    const [again] = await office.author.says('dừng hẳn')
    expect(again?.text).toContain('Xin ghi mã tin')
    await office.author.says(`dừng hẳn T${code}`)
    const [stopped] = await office.author.says('1')
    expect(stopped?.text).toContain('không còn nơi nào chờ gửi')
    expect(labelsOf(stopped)).toEqual([])
    await office.commune.close()
  })
})
