import { toBuffer } from 'qrcode'

/** Pixels a module: sharp on a phone and still clear when printed on half a page. */
const SCALE = 16
/** White modules around the code, ISO/IEC 18004: at least four. */
const QUIET = 4

/** A QR code of the link as a PNG picture, with the error correction that a printed sheet needs. */
export async function linkToQr(link: string): Promise<Uint8Array> {
  return toBuffer(link, { errorCorrectionLevel: 'M', scale: SCALE, margin: QUIET })
}
