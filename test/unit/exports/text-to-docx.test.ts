import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { extractText } from '../../../src/documents/extract-text.ts'
import { textToDocx } from '../../../src/exports/text-to-docx.ts'

const name = 'toan-van.docx'

describe('a text as a Word document', () => {
  it('is read back word for word', async () => {
    const text =
      'QUYẾT ĐỊNH\n\nĐiều 1. <b>Giao</b> Hội Nông dân & Đoàn Thanh niên 🙂\n\tkhoản a;  hai dấu cách'
    expect(await extractText({ name, bytes: await textToDocx(text) })).toEqual({
      kind: 'text',
      text,
      marking: null,
    })
  })

  it('holds two hundred thousand characters within the limits of the platforms', async () => {
    const text = 'Công việc thứ nhất của xã.\n'.repeat(7_400).trim()
    const bytes = await textToDocx(text)
    expect(bytes.length).toBeLessThan(1_000_000)
    expect(await extractText({ name, bytes })).toMatchObject({ kind: 'text', text })
  })

  it('is a document whatever the words are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
        async (words) => {
          const read = await extractText({ name, bytes: await textToDocx(`a${words}`) })
          expect(read.kind).toBe('text')
        },
      ),
      { numRuns: 60 },
    )
  })
})
