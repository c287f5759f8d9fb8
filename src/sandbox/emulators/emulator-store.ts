import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Journal } from './emulator-journal.ts'

interface Line {
  /** Collection. */
  readonly c: string
  /** Key. */
  readonly k: string
  /** Value; absent: removed. */
  readonly v?: unknown
}

/** Keyed rows that survive a kill. Rows are replaced whole, never changed in place. */
export class Collection<T> {
  readonly #name: string
  readonly #rows: Map<string, T>
  readonly #write: (line: Line) => void

  constructor(name: string, rows: Map<string, T>, write: (line: Line) => void) {
    this.#name = name
    this.#rows = rows
    this.#write = write
  }

  get size(): number {
    return this.#rows.size
  }

  get(key: string): T | undefined {
    return this.#rows.get(key)
  }

  put(key: string, row: T): T {
    this.#rows.set(key, row)
    this.#write({ c: this.#name, k: key, v: row })
    return row
  }

  remove(key: string): void {
    if (this.#rows.delete(key)) this.#write({ c: this.#name, k: key })
  }

  /** Oldest first. */
  values(): IterableIterator<T> {
    return this.#rows.values()
  }

  keys(): IterableIterator<string> {
    return this.#rows.keys()
  }
}

const COUNTER_BLOCK = 50

/** Grows by one and never repeats, also after a kill (then it may jump). */
export class Counter {
  readonly #rows: Collection<number>
  readonly #name: string
  #last: number
  #ceiling: number

  constructor(rows: Collection<number>, name: string, start: number) {
    this.#rows = rows
    this.#name = name
    this.#ceiling = rows.get(name) ?? start
    this.#last = this.#ceiling
  }

  next(): number {
    this.#last += 1
    if (this.#last > this.#ceiling) this.#raise()
    return this.#last
  }

  #raise(): void {
    this.#ceiling = this.#last + COUNTER_BLOCK
    this.#rows.put(this.#name, this.#ceiling)
  }
}

/** The journal with its collections. */
export class Store {
  readonly #rows = new Map<string, Map<string, unknown>>()
  readonly #journal: Journal
  readonly #maxBytes: number
  #snapshotBytes = 0

  private constructor(path: string, maxBytes: number) {
    this.#maxBytes = maxBytes
    this.#journal = Journal.open(path, (line) => this.#replay(line as Line))
  }

  static open(dataDir: string, maxBytes: number): Store {
    mkdirSync(dataDir, { recursive: true })
    return new Store(join(dataDir, 'state.jsonl'), maxBytes)
  }

  collection<T>(name: string): Collection<T> {
    // The rows of a name are written by the one collection of that name, so their type is its own.
    return new Collection<T>(name, this.#rowsOf(name) as Map<string, T>, (line) =>
      this.#append(line),
    )
  }

  close(): void {
    this.#journal.close()
  }

  #replay(line: Line): void {
    if (typeof line !== 'object' || line === null || typeof line.c !== 'string') return
    if (line.v === undefined) this.#rowsOf(line.c).delete(line.k)
    else this.#rowsOf(line.c).set(line.k, line.v)
  }

  #rowsOf(name: string): Map<string, unknown> {
    const known = this.#rows.get(name)
    if (known !== undefined) return known
    const rows = new Map<string, unknown>()
    this.#rows.set(name, rows)
    return rows
  }

  #append(line: Line): void {
    this.#journal.append(line)
    if (this.#journal.bytes < this.#maxBytes + 2 * this.#snapshotBytes) return
    this.#journal.rewrite(this.#lines())
    this.#snapshotBytes = this.#journal.bytes
  }

  *#lines(): Generator<Line> {
    for (const [c, rows] of this.#rows) for (const [k, v] of rows) yield { c, k, v }
  }
}
