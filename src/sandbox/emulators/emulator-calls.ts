import { join } from 'node:path'
import { Journal } from './emulator-journal.ts'
import type { EmulatorLimits } from './emulator-limits.ts'
import type { CallRecord, EmulatedPlatform } from './emulator-types.ts'

/** Every platform API call, in a file that survives a kill; the newest also in memory. */
export class CallLog {
  readonly #journal: Journal
  readonly #limits: EmulatorLimits['memory']
  readonly #calls: CallRecord[] = []
  #lastSeq = 0

  constructor(dataDir: string, limits: EmulatorLimits['memory']) {
    this.#limits = limits
    this.#journal = Journal.open(join(dataDir, 'calls.jsonl'), (line) =>
      this.#keep(line as CallRecord),
    )
  }

  add(call: Omit<CallRecord, 'seq'>): CallRecord {
    const record = { seq: this.#lastSeq + 1, ...call }
    if (this.#journal.bytes > this.#limits.callsFileBytes) this.#journal.rotate()
    this.#journal.append(record)
    this.#keep(record)
    return record
  }

  /** Calls after a sequence number, oldest first. */
  list(platform: EmulatedPlatform | null, after: number): CallRecord[] {
    return this.#calls.filter(
      (call) => call.seq > after && (platform === null || call.platform === platform),
    )
  }

  close(): void {
    this.#journal.close()
  }

  #keep(call: CallRecord): void {
    this.#lastSeq = call.seq
    this.#calls.push(call)
    // Cut seldom and much, because a cut copies the list.
    if (this.#calls.length > this.#limits.calls * 1.25)
      this.#calls.splice(0, this.#calls.length - this.#limits.calls)
  }
}
