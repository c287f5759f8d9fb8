import { describe, expect, it } from '@jest/globals'
import { PNG } from 'pngjs'
import { create } from 'qrcode'
import { linkToQr } from '../../../src/exports/link-to-qr.ts'

const LINK = 'https://t.me/nhipcau_bot?start=aB3-_xYz09QwErTy'
const QUIET = 4

describe('the QR picture of an invitation', () => {
  it('is a PNG whose every module is that of the code, with a quiet border', async () => {
    const { width, height, data } = PNG.sync.read(Buffer.from(await linkToQr(LINK)))
    const { modules } = create(LINK, { errorCorrectionLevel: 'M' })
    const count = modules.size + 2 * QUIET
    const scale = width / count
    expect(height).toBe(width)
    expect(Number.isInteger(scale)).toBe(true)

    const wrong: string[] = []
    for (let row = 0; row < count; row++)
      for (let column = 0; column < count; column++) {
        const isInside = [row - QUIET, column - QUIET].every((at) => at >= 0 && at < modules.size)
        const expected = isInside && modules.get(row - QUIET, column - QUIET) !== 0
        const pixel = (row + 0.5) * scale * width + (column + 0.5) * scale
        if ((data[4 * Math.floor(pixel)] === 0) !== expected) wrong.push(`${row}:${column}`)
      }
    expect(wrong).toEqual([])
  })
})
