import { chown, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Binaries } from './binaries.ts'
import type { ClusterLocation } from './cluster-location.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { identityOf, runTool } from './run-tool.ts'

/** The only role of the embedded server. */
export const SERVER_ROLE = 'nhipcau'

/**
 * Creates the data folder where there is none, and refuses one of another PostgreSQL major version.
 * initdb works in a folder of another name that is renamed when it is done, so that an existing data
 * folder is whole; it runs under the cluster's lock, so that a left-over initdb cannot work beside us.
 */
export async function initialiseCluster(
  location: ClusterLocation,
  binaries: Binaries,
  options: { durable: boolean; password?: string },
): Promise<void> {
  const major = await majorOf(location.data)
  if (major !== undefined) return checkMajor(major, binaries.major, location.data)

  const unfinished = `${location.data}.new`
  await rm(unfinished, { recursive: true, force: true })
  const passwordFile = await writePassword(location, options.password)
  const { code, output } = await runTool(location.user, 'flock', [
    '-n',
    join(location.root, 'run', 'alive.lock'),
    binaries.initdb,
    `--pgdata=${unfinished}`,
    `--username=${SERVER_ROLE}`,
    '--encoding=UTF8',
    '--no-locale',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--text-search-config=simple',
    // The socket lies in a folder that only the server's user and root can enter.
    '--auth-local=trust',
    '--auth-host=scram-sha-256',
    ...(passwordFile ? [`--pwfile=${passwordFile}`] : []),
    ...(options.durable ? [] : ['--no-sync']),
  ])
  if (passwordFile) await rm(passwordFile, { force: true })
  if (code !== 0) throw initFailed(location.root, output)
  await rename(unfinished, location.data)
}

async function writePassword(
  { root, user }: ClusterLocation,
  password?: string,
): Promise<string | undefined> {
  if (password === undefined) return undefined
  const path = join(root, 'run', 'password')
  await writeFile(path, `${password}\n`, { mode: 0o600 })
  const { uid, gid } = identityOf(user)
  if (uid !== undefined && gid !== undefined) await chown(path, uid, gid)
  return path
}

async function majorOf(data: string): Promise<number | undefined> {
  try {
    return Number.parseInt(await readFile(join(data, 'PG_VERSION'), 'utf8'), 10)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function checkMajor(found: number, ours: number, data: string): void {
  if (found === ours) return
  if (found > ours)
    throw new EmbeddedPostgresError('embedded.newer_postgres', {
      vi: `Dữ liệu ở ${data} do PostgreSQL ${found} tạo ra, mới hơn PostgreSQL ${ours} của bản này; hãy dùng bản Nhịp Cầu mới hơn.`,
      en: `The data in ${data} was made by PostgreSQL ${found}, newer than PostgreSQL ${ours} of this version; use a newer version of Nhịp Cầu.`,
    })
  throw new EmbeddedPostgresError('embedded.older_postgres', {
    vi: `Dữ liệu ở ${data} do PostgreSQL ${found} tạo ra, cũ hơn PostgreSQL ${ours} của bản này; hãy sao lưu bằng bản Nhịp Cầu cũ rồi khôi phục vào bản này.`,
    en: `The data in ${data} was made by PostgreSQL ${found}, older than PostgreSQL ${ours} of this version; make a backup with the old version of Nhịp Cầu and restore it into this one.`,
  })
}

function initFailed(root: string, output: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'embedded.init_failed',
    {
      vi: `Không tạo được cơ sở dữ liệu ở ${root}; hãy xem ổ đĩa còn chỗ và cho phép ghi không.`,
      en: `The database could not be created in ${root}; see whether the disk has room and may be written.`,
    },
    output,
  )
}
