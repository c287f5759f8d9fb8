import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { Telegram } from 'telegraf'
import { openStage, TELEGRAM_TOKEN, type Stage } from './emulator-stage.ts'

let stage: Stage
let telegram: Telegram

beforeEach(async () => {
  stage = await openStage()
  // telegraf resolves its paths against the root, so a root with a path needs the closing slash.
  telegram = new Telegram(TELEGRAM_TOKEN, { apiRoot: `${stage.origin}/telegram/` })
})

afterEach(() => stage.close())

describe('telegraf as a client of the emulated Telegram', () => {
  it('uploads a document, finds its address and edits the caption', async () => {
    const source = Buffer.from('nội dung')
    const sent = await telegram.sendDocument(
      -5001,
      { source, filename: 'Giấy mời.docx' },
      { caption: '<b>Giấy mời</b>', parse_mode: 'HTML' },
    )
    const link = await telegram.getFileLink(sent.document.file_id)
    await telegram.editMessageCaption(-5001, sent.message_id, undefined, 'Giấy mời mới')

    expect(sent).toMatchObject({ caption: 'Giấy mời', document: { file_name: 'Giấy mời.docx' } })
    expect(new URL(link).pathname).toMatch(/\/file\/bot/)
    expect(await stage.seen('minh', 'telegram:-5001')).toMatchObject([{ text: 'Giấy mời mới' }])
  })

  it('sees a refusal with its code, words and waiting time', async () => {
    await stage.control('faults', { platform: 'telegram', kind: 'code', code: 429, retryAfter: 9 })

    await expect(telegram.sendMessage(1001, 'a')).rejects.toMatchObject({
      code: 429,
      parameters: { retry_after: 9 },
    })
  })

  it('sets commands for one chat and reads them again', async () => {
    const commands = [{ command: 'soan', description: 'Soạn tin' }]
    const scope = { type: 'chat', chat_id: 1001 } as const
    await telegram.setMyCommands(commands, { scope })

    expect(await telegram.getMyCommands({ scope })).toEqual(commands)
    expect(await telegram.getMyCommands()).toEqual([])
  })

  it('copies a message without its author and deletes it again', async () => {
    const sent = await telegram.sendMessage(1001, 'Câu hỏi của người dân')
    const copy = await telegram.copyMessage(-5001, 1001, sent.message_id)
    expect(await stage.seen('minh', 'telegram:-5001')).toMatchObject([
      { text: 'Câu hỏi của người dân', from: { bot: true } },
    ])
    await telegram.deleteMessage(-5001, copy.message_id)

    expect(await stage.seen('minh', 'telegram:-5001')).toMatchObject([{ deleted: true, text: '' }])
  })
})
