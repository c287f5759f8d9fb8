import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino'
import { formatLogLine } from './format-log-line.ts'
import { createRedactor, type Redactor } from './redact.ts'

/** What the service logs with: events with ids, no content. */
export type Logger = PinoLogger

export interface LoggerOptions {
  /** A level of pino, or `silent`. */
  readonly level: string
  /** Values that must never be written: tokens, keys, passwords. */
  readonly secrets?: readonly string[]
  /** One readable line instead of JSON; default: whether standard output is a terminal. */
  readonly readable?: boolean
  /** Default: standard output, written at once, so that the last line before a crash is there. */
  readonly destination?: DestinationStream
}

export interface LoggerWithRedactor {
  readonly log: Logger
  /** For secrets that come later, and for texts that go elsewhere than the log. */
  readonly redactor: Redactor
}

/**
 * Everything is cleaned at the last moment, on the finished line: fields, bindings of children, errors with
 * their causes and stacks. So no caller has to think of it.
 */
export function createLogger(options: LoggerOptions): LoggerWithRedactor {
  const redactor = createRedactor(options.secrets ?? [])
  const readable = options.readable ?? process.stdout.isTTY === true
  const log = pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: pino.stdSerializers.err },
      hooks: { streamWrite: (line) => cleanLine(line, redactor, readable) },
    },
    options.destination ?? standardOutput(),
  )
  return { log, redactor }
}

/** In bytes: for want of room so much is kept, and written when there is some; what comes after it is lost. */
const MOST_UNWRITTEN = 1_000_000

/**
 * A full disk costs lines of the log and not the messages: without a listener the write would throw at whoever logs. Once
 * its reader has gone nothing is written any more.
 */
function standardOutput(): DestinationStream {
  const output = pino.destination({ dest: 1, sync: true, maxLength: MOST_UNWRITTEN })
  output.on('error', () => undefined)
  return output
}

function cleanLine(line: string, redactor: Redactor, readable: boolean): string {
  const clean = redactor.value(parseLine(line))
  return readable ? formatLogLine(clean) : `${JSON.stringify(clean)}\n`
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    // A field whose toJSON broke the line: keep what can be kept, as plain text.
    return { level: 'error', msg: line }
  }
}
