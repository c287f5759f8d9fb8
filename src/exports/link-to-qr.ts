import { create } from 'qrcode'
import { bitmapToPng } from './bitmap-to-png.ts'

/** Pixels a module: sharp on a phone and still clear when printed on half a page. */
const SCALE = 16
/** White modules around the code, ISO/IEC 18004: at least four. */
const QUIET = 4

/**
 * A QR code of the link as a PNG picture, with the error correction that a printed sheet needs. The
 * package's own PNG writer is slower and eight times as large, and a turn's transaction waits for this.
 */
export function linkToQr(link: string): Uint8Array {
  const { modules } = create(link, { errorCorrectionLevel: 'M' })
  const black = Array.from({ length: modules.size }, (_, row) =>
    Array.from({ length: modules.size }, (_column, column) => modules.get(row, column) !== 0),
  )
  return bitmapToPng((modules.size + 2 * QUIET) * SCALE, (row, column) => {
    const line = black[Math.floor(row / SCALE) - QUIET]
    return line?.[Math.floor(column / SCALE) - QUIET] ?? false
  })
}
