import { toBuffer } from 'qrcode'

/** Pixels: sharp on a phone and still clear when printed on half a page. */
const WIDTH = 720

/** A QR code of the link as a PNG picture, with the error correction that a printed sheet needs. */
export async function linkToQr(link: string): Promise<Uint8Array> {
  return toBuffer(link, { type: 'png', width: WIDTH, margin: 4, errorCorrectionLevel: 'M' })
}
