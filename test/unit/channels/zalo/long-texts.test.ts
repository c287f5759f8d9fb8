import { describe, expect, it } from '@jest/globals'
import type { RenderedPart } from '../../../../src/channels/channel.ts'
import { renderZaloBot } from '../../../../src/channels/zalo-bot/zalo-bot-render.ts'
import { BY_WEBHOOK, renderZaloOa } from '../../../../src/channels/zalo-oa/zalo-oa-render.ts'
import { newId, type FileId } from '../../../../src/domain/id.ts'
import type { Message } from '../../../../src/messages/message.ts'

const renderers: readonly [string, (message: Message) => RenderedPart[]][] = [
  ['the OA, in private', (message) => renderZaloOa(message, 'private', BY_WEBHOOK)],
  ['the OA, in a group', (message) => renderZaloOa(message, 'group', BY_WEBHOOK)],
  ['the bot, in private', (message) => renderZaloBot(message, 'private')],
  ['the bot, in a group', (message) => renderZaloBot(message, 'group')],
]
/** As a Mac's clipboard gives Vietnamese: every tone a letter of its own. */
const LINES = Array.from(
  { length: 120 },
  (_, index) => `${index + 1}. Đề nghị Ủy ban Mặt trận Tổ quốc rà soát, báo cáo trước ngày 30/11.`,
)
const DECOMPOSED = LINES.join('\n').normalize('NFD')

describe.each(renderers)('a long text on %s', (_, render) => {
  const parts = render({ blocks: [{ kind: 'quote', text: DECOMPOSED }] }).map(
    ({ preview }) => preview,
  )

  it('comes in whole letters, each part under the limit', () => {
    expect(parts.length).toBeGreaterThan(3)
    expect(parts.filter((part) => part !== part.normalize('NFC'))).toEqual([])
    expect(parts.filter((part) => part.length > 2_000)).toEqual([])
  })

  it('is numbered, cut at the ends of lines, and loses nothing', () => {
    const bodies = parts.map((part, index) => {
      const label = `(${index + 1}/${parts.length})\n`
      expect(part.startsWith(label)).toBe(true)
      return part.slice(label.length)
    })

    expect(bodies.join('\n').split('\n')).toEqual(LINES.map((line) => line.normalize('NFC')))
  })
})

describe.each(renderers)('a file that is not taken, on %s', (_, render) => {
  const file = { fileId: newId<FileId>(), name: 'Bảng [@all].xlsx', mime: 'x/y', size: 100 }

  it('is behind its link, where it has one', () => {
    const link = { url: 'https://nhuxuan.example/tep/abc.def', until: '28/12/2026' }
    const [part] = render({ blocks: [{ kind: 'text', text: 'Kèm' }], files: [{ ...file, link }] })

    expect(part?.preview).toContain('bấm đường dẫn để tải về, đến hết ngày 28/12/2026:')
    expect(part?.preview.split('\n')).toContain(link.url)
  })

  it('is named with the reason, where it has none', () => {
    const [part] = render({ blocks: [{ kind: 'text', text: 'Kèm' }], files: [file] })

    expect(part?.preview).toContain('Zalo không nhận tệp này')
    expect(part?.preview).not.toContain('/tep/')
  })
})
