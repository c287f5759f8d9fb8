import type { FileId } from '../domain/id.ts'
import type { StoredFile } from '../storage/files.ts'

/** A file is up to 20 MB and is opened in memory, once for all who read it at the same time. */
const FILES_AT_ONCE = 4
/** How long whoever reads a file keeps its place, however slowly, when another one is wanted. */
const PATIENCE_MS = 30_000
/** However many come one after the other for it, a file that is never let go would keep all others out. */
const LONGEST_MS = 120_000
const MINUTE_MS = 60_000
/** A commune with a thousand telephones that all open a notice within a few minutes. */
const MOST_OF_A_FILE = 300
const MOST_A_MINUTE = 900

interface Reading {
  readonly since: number
  /** Ends the reply. */
  readonly end: () => void
}

interface OpenFile {
  readonly since: number
  readonly file: Promise<StoredFile | undefined>
  /** In the order in which they came. */
  readonly readers: Map<object, Reading>
}

/** The files that are being given out: so many at once and in a minute, and slow readers give way. */
export interface OpenFiles {
  /** The file for this reader; null: there is no room now. `end` breaks the reply off where its place is needed. */
  enter(id: FileId, reader: object, end: () => void): Promise<StoredFile | undefined> | null
  leave(reader: object): void
}

export function createOpenFiles(
  readFile: (id: FileId) => Promise<StoredFile | undefined>,
  now: () => number,
): OpenFiles {
  const open = new Map<FileId, OpenFile>()
  const isOfMinute = createMinuteCount(now)

  /**
   * The file whose place may be taken: its last reader has had time enough and came before the last ones of the others, or
   * it has been open for longest, and too long.
   */
  function findSpent(): FileId | undefined {
    const places = [...open].map(([id, { since, readers }]) => ({
      id,
      since,
      last: [...readers.values()].at(-1)?.since ?? 0,
    }))
    const read = places.toSorted((a, b) => a.last - b.last)[0]
    if (read && now() - read.last >= PATIENCE_MS) return read.id
    const oldest = places.toSorted((a, b) => a.since - b.since)[0]
    return oldest && now() - oldest.since >= LONGEST_MS ? oldest.id : undefined
  }

  function breakOff(id: FileId): void {
    const readers = open.get(id)?.readers.values() ?? []
    open.delete(id)
    for (const { end } of readers) end()
  }

  return {
    enter(id, reader, end) {
      const known = open.get(id)
      const isFull = !known && open.size >= FILES_AT_ONCE
      const spent = isFull ? findSpent() : undefined
      // Whoever finds no room has fetched nothing and is not counted; whoever comes too often takes nobody's place.
      if ((isFull && spent === undefined) || !isOfMinute(id)) return null
      if (spent !== undefined) breakOff(spent)
      const place = known ?? { since: now(), file: readFile(id), readers: new Map() }
      open.set(id, place)
      place.readers.set(reader, { since: now(), end })
      return place.file
    },
    leave(reader) {
      for (const [id, { readers }] of open)
        if (readers.delete(reader) && readers.size === 0) open.delete(id)
    },
  }
}

/** Whether one more of this file fits into the current minute, and counts it. */
function createMinuteCount(now: () => number): (id: FileId) => boolean {
  let [minute, all] = [0, 0]
  const counts = new Map<FileId, number>()
  return (id) => {
    const current = Math.floor(now() / MINUTE_MS)
    if (current !== minute) {
      ;[minute, all] = [current, 0]
      counts.clear()
    }
    const count = counts.get(id) ?? 0
    if (all >= MOST_A_MINUTE || count >= MOST_OF_A_FILE) return false
    all += 1
    counts.set(id, count + 1)
    return true
  }
}
