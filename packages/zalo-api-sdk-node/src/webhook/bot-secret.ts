import { createHash, timingSafeEqual } from 'node:crypto'

/** Whether the header `X-Bot-Api-Secret-Token` is the secret given to `setWebhook`, in constant time. */
export function verifyBotSecret(header: string | undefined, secret: string): boolean {
  if (header === undefined || secret === '') return false
  // Hashes have one length, so the comparison tells nothing of the secret's.
  return timingSafeEqual(sha256(header), sha256(secret))
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
