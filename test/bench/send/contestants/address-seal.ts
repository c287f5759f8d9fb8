import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const ALGORITHM = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Encrypts addresses as the service does, without what only a rotation of keys needs: nonce, ciphertext, tag. */
export function createAddressSeal(): {
  seal(address: number): Buffer
  open(sealed: Buffer): number
} {
  const key = randomBytes(32)
  return {
    seal: (address) => {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv(ALGORITHM, key, nonce)
      const bytes = [cipher.update(String(address), 'latin1'), cipher.final()]
      return Buffer.concat([nonce, ...bytes, cipher.getAuthTag()])
    },
    open: (sealed) => {
      const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, NONCE_BYTES))
      decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
      const text = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES))
      // Throws where the tag does not fit.
      decipher.final()
      return Number(text.toString('latin1'))
    },
  }
}
