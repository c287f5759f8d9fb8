import { chmod, chown, mkdtemp, readdir, rm, rmdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ClusterLocation } from './cluster-location.ts'
import { SOCKET_PATH_MAX_BYTES, socketPath } from './server-settings.ts'

const LONGEST_PORT = 65535
const PREFIX = '/tmp/nhipcau-'
const TEMPORARY = /^\/tmp\/nhipcau-\w{6}$/

/** The folder of the socket: the cluster's own, or a short temporary one where that path is too long. */
export async function makeSocketFolder({ root, user }: ClusterLocation): Promise<string> {
  const own = join(root, 'run')
  if (Buffer.byteLength(socketPath(own, LONGEST_PORT)) <= SOCKET_PATH_MAX_BYTES) return own
  // A name nobody can guess: nobody can have put a folder of theirs there.
  const short = await mkdtemp(PREFIX)
  if (user.drops) await chown(short, user.uid, user.gid)
  await chmod(short, 0o700)
  return short
}

/**
 * Removes a temporary socket folder that a dead server left. `path` was read from a file, so only what
 * looks exactly like such a folder is touched, and only sockets in it.
 */
export async function removeSocketFolder(path: string, { user }: ClusterLocation): Promise<void> {
  if (!TEMPORARY.test(path)) return
  const owner = await stat(path).catch(() => undefined)
  if (owner?.uid !== user.uid) return
  for (const name of await readdir(path))
    if (name.startsWith('.s.PGSQL.')) await rm(join(path, name), { force: true })
  await rmdir(path).catch(() => undefined)
}
