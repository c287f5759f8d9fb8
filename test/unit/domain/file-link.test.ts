import { describe, expect, it } from '@jest/globals'
import { openFileLink, signFileLink } from '../../../src/domain/file-link.ts'
import { newId, type FileId } from '../../../src/domain/id.ts'
import { createKeyring } from '../../../src/domain/keyring.ts'

const ring = (byte: number) =>
  createKeyring({ keys: [{ id: 'k', key: new Uint8Array(32).fill(byte) }], current: 'k' })
const keys = ring(1)
const until = new Date('2026-12-28T17:00:00Z')
const fileId = newId<FileId>()
const token = signFileLink(keys, { fileId, until })

describe('a link to a stored file', () => {
  it('names the file until its time is over', () => {
    expect(openFileLink(keys, token, new Date('2026-12-28T16:59:59Z'))).toBe(fileId)
    expect(openFileLink(keys, token, until)).toBeNull()
  })

  it('is refused when another installation made it, or anything of it was changed', () => {
    const now = new Date('2026-12-01T00:00:00Z')
    const [text = '', signature = ''] = token.split('.')
    const longer = Buffer.from(text, 'base64url')
    longer.writeUInt32BE(0xffffffff, 16)
    const forged = [
      '',
      '.',
      text,
      `${text}.`,
      `.${signature}`,
      `${longer.toString('base64url')}.${signature}`,
      `${token}.x`,
      `${token} `,
      `${text}.${keys.sign(text)}`,
    ]

    expect(forged.map((one) => openFileLink(keys, one, now))).toEqual(forged.map(() => null))
    expect(openFileLink(ring(2), token, now)).toBeNull()
  })

  it('has only letters that stand in an address as they are', () => {
    expect(token).toMatch(/^[A-Za-z0-9_.-]{40,80}$/)
  })
})
