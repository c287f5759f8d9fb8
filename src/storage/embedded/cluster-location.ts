import { createHash, randomUUID } from 'node:crypto'
import {
  chmod,
  chown,
  mkdir,
  readFile,
  realpath,
  rename,
  rmdir,
  stat,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { toOwn } from '../to-own.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { runTool } from './run-tool.ts'
import { chooseServerUser, type ServerUser } from './server-user.ts'

/** Where clusters live whose server cannot reach the data folder. */
export const SHARED_ROOT = '/var/lib/nhipcau'
const IN_PLACE = 'postgres'
const POINTER = 'postgres.path'

export interface ClusterLocation {
  /** Folder of everything that belongs to one server: data, socket, log, copied binaries. */
  root: string
  /** PostgreSQL's own data folder inside `root`; exists only when it is complete. */
  data: string
  user: ServerUser
}

/** Creates the data folder where it is missing; the server's user may pass through it, not look. */
export async function makeDataDir(dataDir: string): Promise<string> {
  try {
    await mkdir(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 })
    return await realpath(dataDir)
  } catch (error) {
    throw badDataDir(dataDir, error)
  }
}

/** Whether a server has ever been begun for this data folder; looks only, and makes nothing. */
export async function hasCluster(dataDir: string): Promise<boolean> {
  const marks = [join(dataDir, IN_PLACE, 'data'), join(dataDir, POINTER)]
  const found = await Promise.all(marks.map(isThere))
  return found.includes(true)
}

/** What cannot be looked at may be there: whoever opens it says why it cannot be used. */
async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    return !['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')
  }
}

/**
 * Decides where the cluster of `dataDir` lives: inside it where the server's user can get there, else
 * under `sharedRoot`, with a pointer left in `dataDir`. Existing data is never passed over in favour
 * of an empty database: where it cannot be used, this throws. Call it under the folder's lock.
 */
export async function locateCluster(dataDir: string, sharedRoot: string): Promise<ClusterLocation> {
  const pointed = await clusterElsewhere(dataDir)
  if (pointed !== undefined) return followPointer(pointed)

  const inPlace = join(dataDir, IN_PLACE)
  const owner = await ownerOf(join(inPlace, 'data'))
  const user = chooseServerUser(owner)
  if (owner) checkOwner(owner, user, inPlace)
  await makeOwned(inPlace, user)
  if (await canReach(user, inPlace)) return locationAt(inPlace, user)
  if (owner) throw unreachable(inPlace)
  await rmdir(inPlace).catch(() => undefined)
  return makeShared(dataDir, sharedRoot, user)
}

async function followPointer(root: string): Promise<ClusterLocation> {
  const owner = await ownerOf(join(root, 'data'))
  const rootExists = (await ownerOf(root)) !== undefined
  if (!rootExists) throw dataMissing(root)
  const user = chooseServerUser(owner)
  if (owner) checkOwner(owner, user, root)
  return locationAt(root, user)
}

/** The pointer is written after the folder and before the data, so a crash leaves nothing dangling. */
async function makeShared(
  dataDir: string,
  sharedRoot: string,
  user: ServerUser,
): Promise<ClusterLocation> {
  await mkdir(sharedRoot, { recursive: true, mode: 0o755 })
  const hash = createHash('sha256').update(dataDir).digest('hex').slice(0, 16)
  const root = await firstWithoutData(join(sharedRoot, hash))
  await makeOwned(root, user)
  if (!(await canReach(user, root))) throw unreachable(root)
  const pointer = join(dataDir, POINTER)
  const unfinished = `${pointer}.${randomUUID()}`
  await writeFile(unfinished, `${root}\n`, { mode: 0o644, flush: true })
  await rename(unfinished, pointer)
  return locationAt(root, user)
}

/** Data left by a data folder that was deleted since stays untouched; its key is gone with the folder. */
async function firstWithoutData(base: string): Promise<string> {
  for (let number = 1; ; number++) {
    const root = number === 1 ? base : `${base}-${number}`
    if ((await ownerOf(join(root, 'data'))) === undefined) return root
  }
}

/** Where the server writes its own log. */
export function serverLogPath({ root }: Pick<ClusterLocation, 'root'>): string {
  return join(root, 'server.log')
}

function locationAt(root: string, user: ServerUser): ClusterLocation {
  return { root, data: join(root, 'data'), user }
}

/** Where the cluster of `dataDir` lives when it could not be there; looks only. */
export async function clusterElsewhere(dataDir: string): Promise<string | undefined> {
  try {
    return (await readFile(join(dataDir, POINTER), 'utf8')).trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Where the cluster of `dataDir` lives, if there is one; looks only. */
export async function clusterRoot(dataDir: string): Promise<string> {
  return (await clusterElsewhere(dataDir)) ?? join(dataDir, IN_PLACE)
}

async function ownerOf(path: string): Promise<{ uid: number; gid: number } | undefined> {
  try {
    const { uid, gid } = await stat(path)
    return { uid, gid }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    if (code === 'EACCES') throw foreignData(path)
    throw error
  }
}

/** Makes a folder that belongs to the server's user alone. */
export async function makeOwned(path: string, user: ServerUser): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
  if (!user.drops) return
  await chown(path, user.uid, user.gid)
  await chmod(path, 0o700)
}

async function canReach(user: ServerUser, path: string): Promise<boolean> {
  if (!user.drops) return true
  const { code } = await runTool(user, '/bin/sh', [
    '-c',
    'cd "$1" && : >.reach && rm .reach',
    'sh',
    path,
  ])
  return code === 0
}

function checkOwner(owner: { uid: number }, user: ServerUser, path: string): void {
  if (owner.uid !== user.uid) throw foreignData(path)
}

/** The refusal of data that another system user owns. */
export function foreignData(path: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError('embedded.foreign_data', {
    vi: `Dữ liệu ở ${path} thuộc về người dùng khác của hệ thống; hãy chạy bằng đúng người dùng đó.`,
    en: `The data in ${path} belongs to another system user; run as that user.`,
  })
}

/** The refusal of a folder of another system user in which there are no data yet, as one that root has made. */
export function foreignFolder(path: string): EmbeddedPostgresError {
  const { vi, en } = toOwn(path)
  return new EmbeddedPostgresError('embedded.foreign_data', {
    vi: `Thư mục dữ liệu ${path} thuộc về người dùng khác của hệ thống${vi}.`,
    en: `The data folder ${path} belongs to another system user${en}.`,
  })
}

function badDataDir(path: string, error: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'embedded.bad_data_dir',
    {
      vi: `Không tạo hoặc không mở được thư mục dữ liệu ${path}; hãy đặt DATA_DIR là một thư mục ghi được.`,
      en: `The data folder ${path} cannot be made or opened; set DATA_DIR to a folder that can be written.`,
    },
    (error as Error).message,
  )
}

function unreachable(path: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError('embedded.data_unreachable', {
    vi: `PostgreSQL không vào được ${path} (nó không chạy bằng root); hãy đặt DATA_DIR ở một thư mục mà mọi người dùng đi qua được.`,
    en: `PostgreSQL cannot get into ${path} (it does not run as root); put DATA_DIR in a folder that every user may pass through.`,
  })
}

function dataMissing(path: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError('embedded.data_missing', {
    vi: `Không thấy dữ liệu ở ${path}, nơi tệp ${POINTER} trong DATA_DIR chỉ tới; hãy khôi phục thư mục đó, hoặc xoá tệp ${POINTER} để bắt đầu với cơ sở dữ liệu trống.`,
    en: `There is no data in ${path}, where ${POINTER} in DATA_DIR points; bring that folder back, or delete ${POINTER} to begin with an empty database.`,
  })
}
