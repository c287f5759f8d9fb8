import { promisify } from 'node:util'
import { inflateRaw } from 'node:zlib'
import type { Zip } from './open-zip.ts'

const inflate = promisify(inflateRaw)

const STORED = 0
const DEFLATED = 8

export type PartResult =
  | { kind: 'part'; bytes: Buffer }
  | { kind: 'missing' }
  | { kind: 'too-large' }
  | { kind: 'encrypted' }
  | { kind: 'damaged' }

function isTooLarge(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === 'ERR_BUFFER_TOO_LARGE'
  )
}

/**
 * One part of the zip, unpacked to at most `maxBytes`. The limit holds for the real output: the sizes
 * that a zip states about itself are not believed.
 */
export async function readPart(zip: Zip, name: string, maxBytes: number): Promise<PartResult> {
  const entry = zip.entries.get(name)
  if (entry === undefined) return { kind: 'missing' }
  if (entry.encrypted) return { kind: 'encrypted' }
  const { packed } = entry
  if (entry.method === STORED) {
    return packed.length > maxBytes ? { kind: 'too-large' } : { kind: 'part', bytes: packed }
  }
  if (entry.method !== DEFLATED) return { kind: 'damaged' }
  try {
    return { kind: 'part', bytes: await inflate(packed, { maxOutputLength: maxBytes }) }
  } catch (error) {
    return { kind: isTooLarge(error) ? 'too-large' : 'damaged' }
  }
}
