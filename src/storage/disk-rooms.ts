import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { DiskRoom } from '../domain/disk-room.ts'
import { clusterElsewhere } from './embedded/cluster-location.ts'

export interface OwnDisk {
  readonly path: string
  readonly room: DiskRoom
}

/** The disk under the data folder, and that of the database where it could not be in there; of a database server it knows nothing. */
export async function ownDisks({
  dataDir,
  databaseUrl,
}: {
  readonly dataDir: string
  readonly databaseUrl?: string | undefined
}): Promise<OwnDisk[]> {
  const elsewhere = databaseUrl === undefined ? await clusterElsewhere(dataDir) : undefined
  const paths = elsewhere === undefined ? [dataDir] : [dataDir, elsewhere]
  return Promise.all(paths.map(async (path) => ({ path, room: await roomOf(path) })))
}

/** The folder is made at the first start; before it, the disk is that of the nearest folder above. */
async function roomOf(path: string): Promise<DiskRoom> {
  try {
    const { bavail, blocks, bsize } = await statfs(path)
    return { free: bavail * bsize, size: blocks * bsize }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT' || dirname(path) === path) throw error
    return roomOf(dirname(path))
  }
}
