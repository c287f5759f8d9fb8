import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { findBroadcast } from '../../../src/storage/sending/broadcasts.ts'
import { labelsOf } from '../../support/commune.ts'
import { codeIn, idsOf, openOffice, sent, starting, type Office } from '../bad-input/office.ts'

describe('a sending is steered by typing the code of its notice', () => {
  let office: Office

  beforeAll(async () => {
    office = await openOffice()
  })
  afterAll(() => office.commune.close())

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
  })

  it('is taken back whole while nothing has gone out', async () => {
    const code = codeIn(await starting(office))

    expect(await says(`tạm dừng T${code}`)).toBe(
      `T${code} chưa bắt đầu gửi. Muốn thôi gửi, chọn “Hoàn tác” hoặc nhắn “dừng hẳn T${code}”.`,
    )
    expect(await says(`dừng hẳn T${code}`)).toContain(`Đã hoàn tác, T${code} chưa gửi cho ai.`)
    expect(await stateOf(code)).toBe('cancelled')
  })

  it('asks for a code, knows what was never sent, and obeys only whom it may', async () => {
    const code = await sent(office)

    expect(await says('tạm dừng')).toBe('Xin ghi mã tin, ví dụ: tạm dừng T12.')
    expect(await says('/dunghan')).toBe('Xin ghi mã tin, ví dụ: dừng hẳn T12.')
    expect(await says('tạm dừng chợ phiên')).toContain('Xin lỗi, tôi chưa hiểu')
    expect(await says('tạm dừng T99999')).toContain('T99999')
    const [refused] = await office.stranger.says(`tạm dừng T${code}`)
    expect(refused?.text).toBe('Chức năng này dành cho cán bộ được phân công.')
    expect(await stateOf(code)).toBe('sending')
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
    expect(stopped?.text).toContain('các nơi còn lại không nhận được tin này')
    expect(labelsOf(stopped)).toEqual([])
    await office.commune.close()
  })
})
