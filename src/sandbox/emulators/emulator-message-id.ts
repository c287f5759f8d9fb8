import { createHash } from 'node:crypto'
import type { EmulatorState } from './emulator-state.ts'
import type { EmulatedPlatform } from './emulator-types.ts'

/** An opaque hexadecimal id of 20 characters, as Zalo's message ids are. */
export function nextHexId(state: EmulatorState, platform: EmulatedPlatform): string {
  const number = state.nextNumber(`${platform}-message`)
  return createHash('sha256').update(`${platform} ${number}`).digest('hex').slice(0, 20)
}
