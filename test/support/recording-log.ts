import { inspect } from 'node:util'
import type { ChannelLog } from '../../src/channels/channel-log.ts'

export interface RecordingLog extends ChannelLog {
  /** Everything that was logged, one JSON line each. */
  text(): string
}

/** A log that keeps its lines, errors with their whole stacks, so that a test can look for secrets in them. */
export function createRecordingLog(): RecordingLog {
  const lines: string[] = []
  const record =
    (level: string) =>
    (fields: Readonly<Record<string, unknown>>, event: string): void => {
      lines.push(JSON.stringify({ level, event, ...fields }, showErrors))
    }
  return {
    debug: record('debug'),
    info: record('info'),
    warn: record('warn'),
    error: record('error'),
    text: () => lines.join('\n'),
  }
}

function showErrors(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value
  return inspect(value, { depth: 6 })
}
