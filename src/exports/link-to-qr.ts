import { toBuffer } from 'qrcode'

/** Pixels a module: sharp on a phone and still clear when printed on half a page. */
const SCALE = 16
/** White modules around the code, ISO/IEC 18004: at least four. */
const QUIET = 4

/**
 * How PNG writes each row: as its difference from the row above, which in a QR code is nothing at all for fifteen rows of
 * sixteen. To try each of the five ways for each row, as is the library's habit, keeps the process busy four times as long.
 */
const BY_ROW_ABOVE = 2

/** A QR code of the link as a PNG picture, with the error correction that a printed sheet needs. */
export async function linkToQr(link: string): Promise<Uint8Array> {
  const rendererOpts = { deflateLevel: 9, filterType: BY_ROW_ABOVE }
  return toBuffer(link, { errorCorrectionLevel: 'M', scale: SCALE, margin: QUIET, rendererOpts })
}
