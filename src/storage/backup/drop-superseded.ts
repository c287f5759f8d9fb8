import { readdir, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { readBackupHeader } from './backup-file.ts'
import type { BackupHeader } from './backup-header.ts'

/** As the guide calls the backups that are made before an upgrade. */
const BEFORE_UPGRADE = /^truoc-cap-nhat-.+\.backup$/u
/** The version that made one ends its name: the way back begins with it. */
const VERSION = /-([0-9a-f]{7,40})\.backup$/u
/** Who tries an upgrade again and again goes back further than one version. */
const VERSIONS_KEPT = 3

/**
 * Deletes, now that this backup from before an upgrade is whole, the older ones of the same installation beside it, which nobody
 * would go back to: all but the newest of each of the newest three versions, and of each schema, for an older program can read
 * none that is newer than its own. Of another name it deletes nothing. Gives their names.
 */
export async function dropSuperseded(
  path: string,
  made: Pick<BackupHeader, 'installation' | 'schema'>,
): Promise<string[]> {
  const name = basename(path)
  if (!BEFORE_UPGRADE.test(name)) return []
  const folder = dirname(path)
  const others: Older[] = []
  for (const other of await readdir(folder)) {
    if (other === name || !BEFORE_UPGRADE.test(other)) continue
    // What is none of ours, or cannot be read, is let alone.
    const header = await readBackupHeader(join(folder, other)).catch(() => undefined)
    if (header?.installation === made.installation)
      others.push({ name: other, createdAt: header.createdAt, schema: newestOf(header) })
  }
  const dropped = superseded({ name, schema: newestOf(made) }, others)
  for (const other of dropped) await rm(join(folder, other), { force: true })
  return dropped
}

interface Older {
  readonly name: string
  readonly createdAt: string
  /** The newest migration that it has. */
  readonly schema: string
}

function newestOf({ schema }: Pick<BackupHeader, 'schema'>): string {
  return schema.at(-1) ?? ''
}

/** The one just made is the newest, whatever a clock said at the others. */
function superseded(made: Pick<Older, 'name' | 'schema'>, others: readonly Older[]): string[] {
  const versions = new Set([versionOf(made.name)])
  const schemas = new Set([made.schema])
  const dropped: string[] = []
  for (const { name, schema } of others.toSorted((one, other) =>
    one.createdAt < other.createdAt ? 1 : -1,
  )) {
    const isKnown = versions.has(versionOf(name)) || versions.size >= VERSIONS_KEPT
    if (isKnown && schemas.has(schema)) dropped.push(name)
    else {
      versions.add(versionOf(name))
      schemas.add(schema)
    }
  }
  return dropped
}

/** One without a version in its name stands for itself. */
function versionOf(name: string): string {
  return VERSION.exec(name)?.[1] ?? name
}
