import { describe, expect, it } from '@jest/globals'
import { inflateSync } from 'node:zlib'
import { create } from 'qrcode'
import { linkToQr } from '../../../src/exports/link-to-qr.ts'

const LINK = 'https://t.me/nhipcau_bot?start=aB3-_xYz09QwErTy'

describe('the QR picture of an invitation', () => {
  it('is a PNG whose every module is that of the code, with a quiet border', () => {
    const bytes = Buffer.from(linkToQr(LINK))
    expect(bytes.subarray(0, 8).toString('latin1')).toBe('\u0089PNG\r\n\u001a\n')
    const size = bytes.readUInt32BE(16)
    const length = bytes.readUInt32BE(33)
    expect(bytes.toString('latin1', 37, 41)).toBe('IDAT')
    const rows = inflateSync(bytes.subarray(41, 41 + length))
    const stride = 1 + Math.ceil(size / 8)
    expect(rows).toHaveLength(stride * size)
    const isBlack = (row: number, column: number): boolean =>
      ((rows[row * stride + 1 + (column >> 3)] ?? 0) & (0x80 >> (column & 7))) === 0

    const { modules } = create(LINK, { errorCorrectionLevel: 'M' })
    const scale = size / (modules.size + 8)
    expect(Number.isInteger(scale)).toBe(true)
    const wrong: string[] = []
    for (let row = 0; row < modules.size + 8; row++)
      for (let column = 0; column < modules.size + 8; column++) {
        const isInside = [row - 4, column - 4].every((at) => at >= 0 && at < modules.size)
        const expected = isInside && modules.get(row - 4, column - 4) !== 0
        const middle = Math.floor(scale / 2)
        if (isBlack(row * scale + middle, column * scale + middle) !== expected)
          wrong.push(`${row}:${column}`)
      }
    expect(wrong).toEqual([])
  })
})
