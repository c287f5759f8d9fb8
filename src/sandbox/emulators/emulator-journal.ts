import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs'

const NEWLINE = 0x0a
const CHUNK = 1024 * 1024

/**
 * Append-only file of JSON lines. A line is in the page cache when `append` returns, so it survives
 * a `kill -9`; a line torn by one is dropped when the file is opened again.
 */
export class Journal {
  readonly #path: string
  #file: number
  #bytes: number
  #closed = false

  private constructor(path: string, file: number, bytes: number) {
    this.#path = path
    this.#file = file
    this.#bytes = bytes
  }

  /** Opens or makes the file and gives every whole line of it, oldest first. */
  static open(path: string, replay: (line: unknown) => void): Journal {
    const content = existsSync(path) ? readFileSync(path) : Buffer.alloc(0)
    const whole = content.lastIndexOf(NEWLINE) + 1
    replayLines(content.subarray(0, whole), replay)
    const file = openSync(path, 'a')
    // Without the cut the next line would be glued to the torn one.
    if (whole < content.length) ftruncateSync(file, whole)
    return new Journal(path, file, whole)
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Does nothing once the file is closed: its number may belong to another file by then. */
  append(line: unknown): void {
    if (this.#closed) return
    const text = Buffer.from(`${JSON.stringify(line)}\n`)
    writeFully(this.#file, text)
    this.#bytes += text.length
  }

  /** Replaces the content in one step: a crash leaves the old file or the new one. */
  rewrite(lines: Iterable<unknown>): void {
    const fresh = `${this.#path}.new`
    const file = openSync(fresh, 'w')
    let bytes = 0
    for (const chunk of inChunks(lines)) {
      writeFully(file, chunk)
      bytes += chunk.length
    }
    fsyncSync(file)
    renameSync(fresh, this.#path)
    closeSync(this.#file)
    closeSync(file)
    this.#file = openSync(this.#path, 'a')
    this.#bytes = bytes
  }

  /** Puts the file aside as `<path>.1` and goes on with an empty one. */
  rotate(): void {
    closeSync(this.#file)
    renameSync(this.#path, `${this.#path}.1`)
    this.#file = openSync(this.#path, 'a')
    this.#bytes = 0
  }

  close(): void {
    this.#closed = true
    closeSync(this.#file)
  }
}

function writeFully(file: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written)
}

/** Many lines a write: everybody who calls waits for a rewriting to end. */
function* inChunks(lines: Iterable<unknown>): Generator<Buffer> {
  let text = ''
  for (const line of lines) {
    text += `${JSON.stringify(line)}\n`
    if (text.length < CHUNK) continue
    yield Buffer.from(text)
    text = ''
  }
  if (text !== '') yield Buffer.from(text)
}

function replayLines(content: Buffer, replay: (line: unknown) => void): void {
  let start = 0
  while (start < content.length) {
    const end = content.indexOf(NEWLINE, start)
    const line = parseLine(content.toString('utf8', start, end))
    if (line !== undefined) replay(line)
    start = end + 1
  }
}

function parseLine(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
