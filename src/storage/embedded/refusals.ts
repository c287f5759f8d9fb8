import { readFile, statfs } from 'node:fs/promises'
import { type ClusterLocation, clusterRoot, serverLogPath } from './cluster-location.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'

/** What PostgreSQL and the guard's shell write of a full disk; the server's environment has no other language. */
const NO_SPACE = 'No space left on device'
/** The first that a server writes when it is started; not when it comes back from a crash by itself. */
const BEGIN = 'starting PostgreSQL'
const LOG_TAIL_CHARACTERS = 2_000
/** With less the server cannot begin its next file of the write-ahead log. */
const ROOM_BYTES = 16 * 1024 * 1024

/** The refusal of a cluster that something else holds. */
export function inUse(path: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError('embedded.in_use', {
    vi: `Dữ liệu ở ${path} đang được một máy hoặc container khác dùng; hãy dừng bên đó trước, hoặc đặt DATABASE_URL để dùng chung một máy chủ.`,
    en: `The data in ${path} is in use by another machine or container; stop that one first, or set DATABASE_URL to share a server.`,
  })
}

/** The refusal of a server that runs on this machine and takes nobody in, which a full disk does to it first of all. */
export async function guardSilent(path: string): Promise<EmbeddedPostgresError> {
  if (!(await isFull(path))) return inUse(path)
  return new EmbeddedPostgresError('embedded.disk_full', {
    vi: `Cơ sở dữ liệu ở ${path} đang chạy nhưng không trả lời vì ổ đĩa đã đầy; hãy dọn bớt rồi chạy lại.`,
    en: `The database in ${path} runs but does not answer because the disk is full; make room and try again.`,
  })
}

/** The refusal of a data folder that we may not write, although it is ours. */
export function notWritable(path: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError('embedded.not_writable', {
    vi: `Thư mục dữ liệu ${path} không ghi được (chỉ đọc, hoặc không có quyền ghi); hãy đặt DATA_DIR là một thư mục ghi được.`,
    en: `The data folder ${path} cannot be written; set DATA_DIR to a folder that can be written.`,
  })
}

/**
 * The failure of a server that ended or never became ready, with the end of its own log. The log is appended to: before
 * `logFrom`, in bytes, stands what earlier starts have failed for.
 */
export async function startFailed(
  location: ClusterLocation,
  logFrom: number,
): Promise<EmbeddedPostgresError> {
  const path = serverLogPath(location)
  const written = await readFile(path).catch(() => Buffer.alloc(0))
  const tail = written.subarray(logFrom).toString('utf8').slice(-LOG_TAIL_CHARACTERS)
  // What it says of a full disk finds no room there itself.
  const full =
    tail.includes(NO_SPACE) || (await isFull(location.root))
      ? { vi: ' vì ổ đĩa đã đầy; hãy dọn bớt rồi chạy lại', en: ' because the disk is full' }
      : { vi: '', en: '' }
  return new EmbeddedPostgresError(
    'embedded.start_failed',
    {
      vi: `Cơ sở dữ liệu kèm theo không khởi động được${full.vi}; chi tiết ở ${path}.`,
      en: `The embedded database did not start${full.en}; details are in ${path}.`,
    },
    tail,
  )
}

/** Whether the disk has been full for the server of `dataDir` since it was started last. */
export async function hasFilledDisk(dataDir: string): Promise<boolean> {
  const root = await clusterRoot(dataDir)
  const text = await readFile(serverLogPath({ root }), 'utf8').catch(() => '')
  const latest = text.slice(Math.max(0, text.lastIndexOf(BEGIN)))
  return latest.includes(NO_SPACE) || isFull(root)
}

async function isFull(path: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(path)
  return bavail * bsize < ROOM_BYTES
}
