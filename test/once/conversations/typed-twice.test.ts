import { describe, expect, it } from '@jest/globals'
import { findNoticeByCode } from '../../../src/storage/notices.ts'
import { latestBroadcast } from '../../../src/storage/sending/broadcasts.ts'
import { findUnit } from '../../../src/storage/units.ts'
import { allOf } from '../../support/commune.ts'
import { approved, codeIn, setOffice, submitted } from '../../support/office.ts'

const TOO_SOON = 'có thể được nhắn khi chưa kịp thấy tin nhắn trên, nên bot chưa thực hiện'

/** As on Zalo Bot: nothing is pressed or changed, and an answer may take a while. */
describe('what is typed twice because the answer is slow', () => {
  const office = setOffice('each', {
    capabilities: { buttons: 'nowhere', edit: false, toast: false },
  })

  const later = (seconds: number): void => {
    office.commune.now = new Date(office.commune.now.getTime() + seconds * 1_000)
  }
  const stateOf = async (code: number) =>
    (await findNoticeByCode(office.commune.database.store, code))?.state

  /** So many notices wait for the approver, who has had to do with something else since. */
  async function waiting(count: number): Promise<number[]> {
    const codes: number[] = []
    for (let each = 0; each < count; each++) codes.push(codeIn(await submitted(office)))
    later(3_600)
    await office.approver.says('đơn vị')
    return codes
  }

  it.each(['duyệt', 'duyệt T1'])('“%s” asks for the card, and approves nothing', async (words) => {
    const [code] = await waiting(1)
    const { approver } = office
    await approver.says(words)
    later(10)

    expect(allOf(await approver.says(words))).toBe(
      `“${words}” ${TOO_SOON}. Xin đọc tin ấy; nếu vẫn cần, trả lời bằng số của mục cần chọn.`,
    )
    expect(allOf(await approver.says(`dạ ${words} ạ`))).toContain(TOO_SOON)
    expect(await stateOf(code!)).toBe('pending')

    await approver.says('1')
    expect(await stateOf(code!)).toBe('approved')
  })

  it('a number that opens a card is not its first button, until it was read', async () => {
    const [, newest] = await waiting(2)
    const { approver } = office
    await approver.says('duyệt')
    await approver.says('1')
    later(5)
    expect(allOf(await approver.says('1'))).toContain('gõ tên mục cần chọn')
    expect(await stateOf(newest!)).toBe('pending')

    later(30)
    await approver.says('1')
    expect(await stateOf(newest!)).toBe('approved')
  })

  it('words that stand on the cards of several notices are asked for their code', async () => {
    await waiting(3)
    const { approver } = office
    const asked = allOf(await approver.says('Trả lại ạ'))
    expect(asked).toMatch(/mã tin, ví dụ “trả lại T\d”, “trả lại T\d”/u)
    expect(allOf(await approver.says('trả lại T2'))).toContain('lý do')
  })

  it('the number that approves does not send, but the word does', async () => {
    const code = codeIn(await submitted(office))
    const { approver, commune } = office
    const sending = async () => {
      const notice = await findNoticeByCode(commune.database.store, code)
      return latestBroadcast(commune.database.store, notice!.id)
    }
    await approver.says('1')
    expect(await stateOf(code)).toBe('approved')
    expect(allOf(await approver.says('1'))).toContain(TOO_SOON)
    expect(await sending()).toBeUndefined()

    await approver.says('gửi ngay')
    expect(await sending()).toMatchObject({ state: 'starting' })
  })

  it('“huỷ T1” shows the card that drops it for good, and drops nothing until that was read', async () => {
    const code = codeIn(await approved(office))
    const { author, commune } = office
    // Its card has gone out of sight, and its words with it.
    await commune.database.store.db.deleteFrom('menu').execute()
    expect(allOf(await author.says(`huỷ T${code}`))).toContain('chưa bị huỷ')
    later(5)
    expect(allOf(await author.says(`huỷ T${code}`))).toContain(TOO_SOON)
    expect(await stateOf(code)).toBe('approved')

    later(30)
    await author.says(`huỷ T${code}`)
    expect(await stateOf(code)).toBe('cancelled')
  })

  it('closes no unit', async () => {
    const { owner, farmers, commune } = office
    const [tree] = await owner.says('/caytochuc')
    await owner.presses(tree!, 'Hội Nông dân')
    await owner.says('đóng đơn vị')

    expect(allOf(await owner.says('đóng đơn vị'))).toContain(TOO_SOON)
    expect(await findUnit(commune.database.store, farmers)).toBeDefined()
  })

  it('and whatever else is typed while a card has still to go out chooses nothing of it', async () => {
    const [code] = await waiting(1)
    const { approver, commune } = office
    commune.isSlow = true
    await approver.says('duyệt')
    later(90)
    expect(allOf(await approver.says('1'))).toContain(TOO_SOON)
    expect(await stateOf(code!)).toBe('pending')

    commune.isSlow = false
    await approver.says('1')
    expect(await stateOf(code!)).toBe('approved')
  })
})
