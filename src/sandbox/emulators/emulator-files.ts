import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { EmulatorLimits } from './emulator-limits.ts'
import type { Collection, Store } from './emulator-store.ts'
import type { EmulatedPlatform, StoredFile } from './emulator-types.ts'

export interface NewFile {
  readonly platform: EmulatedPlatform
  readonly name: string
  readonly mime: string
  readonly kind: StoredFile['kind']
  readonly bytes: Buffer
  readonly at: number
}

/** Bytes that people and bots sent, in a folder; the oldest go when it grows too large. */
export class EmulatorFiles {
  readonly #folder: string
  readonly #rows: Collection<StoredFile>
  readonly #limits: EmulatorLimits['memory']

  constructor(store: Store, dataDir: string, limits: EmulatorLimits['memory']) {
    this.#folder = join(dataDir, 'files')
    this.#rows = store.collection('files')
    this.#limits = limits
    mkdirSync(this.#folder, { recursive: true })
  }

  get(id: string): StoredFile | undefined {
    return this.#rows.get(id)
  }

  add(file: NewFile): StoredFile {
    const { bytes, ...facts } = file
    const id = randomBytes(18).toString('base64url')
    writeFileSync(this.#path(id), bytes)
    const stored = this.#rows.put(id, {
      id,
      ...facts,
      name: cleanName(file.name),
      size: bytes.length,
    })
    this.#evict()
    return stored
  }

  read(id: string): Buffer | null {
    return this.#rows.get(id) !== undefined && existsSync(this.#path(id))
      ? readFileSync(this.#path(id))
      : null
  }

  #path(id: string): string {
    return join(this.#folder, id)
  }

  #evict(): void {
    let bytes = 0
    for (const { size } of this.#rows.values()) bytes += size
    for (const file of this.#rows.values()) {
      if (this.#rows.size <= this.#limits.files && bytes <= this.#limits.fileBytes) return
      bytes -= file.size
      this.#rows.remove(file.id)
      rmSync(this.#path(file.id), { force: true })
    }
  }
}

/** A file name without folders or control characters, of a bounded length. */
function cleanName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? ''
  // oxlint-disable-next-line no-control-regex
  const plain = last.replaceAll(/[\u0000-\u001f\u007f"]/g, '').slice(-120)
  return plain === '' || plain === '.' || plain === '..' ? 'file' : plain
}
