import type { CallLog } from './emulator-calls.ts'
import type { EmulatorClock } from './emulator-clock.ts'
import type { LiveEvents } from './emulator-events.ts'
import type { Faults } from './emulator-faults.ts'
import type { EmulatorFiles } from './emulator-files.ts'
import type { EmulatorLimits, LimitChanges } from './emulator-limits.ts'
import type { EmulatorManners, MannerChanges } from './emulator-manners.ts'
import type { EmulatorState } from './emulator-state.ts'

export interface SettingChanges {
  readonly limits?: LimitChanges
  readonly manners?: MannerChanges
}

/** What every part of the emulators shares. */
export interface EmulatorContext {
  readonly clock: EmulatorClock
  readonly limits: EmulatorLimits
  readonly manners: EmulatorManners
  /** Until the process ends. What a platform has taken over at its start stays as it was. */
  readonly changeSettings: (changes: SettingChanges) => void
  readonly state: EmulatorState
  readonly files: EmulatorFiles
  readonly faults: Faults
  readonly calls: CallLog
  readonly events: LiveEvents
  /** Time that the next answer takes on its way, ms. */
  readonly latency: () => number
  /** `http://127.0.0.1:port`, known once the server listens. */
  readonly origin: () => string
}
