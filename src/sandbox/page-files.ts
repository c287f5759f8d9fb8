import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'

export interface PageFile {
  readonly type: string
  readonly bytes: Buffer
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
}

/**
 * Every file of the page by its path under `/sandbox/`. Read once: the folder is the list of what may be
 * asked for, so that no path from outside ever reaches the file system.
 */
export function loadPageFiles(): ReadonlyMap<string, PageFile> {
  const folder = pageFolder()
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const files = new Map<string, PageFile>()
  for (const name of names) {
    const type = TYPES[extname(name)]
    if (type === undefined) continue
    files.set(name.replaceAll('\\', '/'), { type, bytes: readFileSync(join(folder, name)) })
  }
  return files
}

/** The page is plain files that no build touches: beside this module, or in `src` beside the built program. */
function pageFolder(): string {
  const beside = join(import.meta.dirname, 'page')
  return existsSync(beside) ? beside : join(import.meta.dirname, '..', 'src', 'sandbox', 'page')
}
