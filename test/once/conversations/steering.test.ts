import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { findBroadcast } from '../../../src/storage/broadcasts.ts'
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

    expect(await says(`tạm dừng T${code}`)).toBe('Đã tạm dừng.')
    expect(await stateOf(code)).toBe('paused')
    expect(await says(`/tamdung T${code}`)).toBe(`T${code} không đang gửi nên không tạm dừng được.`)
    expect(await says(`gui tiep t${code}`)).toBe('Tiếp tục gửi.')
    expect(await stateOf(code)).toBe('sending')
    expect(await says(`/dunghan T${code}`)).toContain('Đã dừng hẳn.')
    expect(await stateOf(code)).toBe('stopped')
    expect(await says(`gửi lại T${code}`)).toContain(`T${code} đã dừng hẳn nên không gửi lại.`)
  })

  it('is taken back whole while nothing has gone out', async () => {
    const code = codeIn(await starting(office))

    expect(await says(`dừng hẳn T${code}`)).toContain(`Đã hoàn tác, T${code} chưa gửi cho ai.`)
    expect(await stateOf(code)).toBe('cancelled')
  })

  it('asks for a code, knows what was never sent, and obeys only whom it may', async () => {
    const code = await sent(office)

    expect(await says('tạm dừng')).toBe('Xin ghi mã tin, ví dụ: tam dung T12.')
    expect(await says('tạm dừng T99999')).toContain('T99999')
    const [refused] = await office.stranger.says(`tạm dừng T${code}`)
    expect(refused?.text).toBe('Chức năng này dành cho cán bộ được phân công.')
    expect(await stateOf(code)).toBe('sending')
  })
})
