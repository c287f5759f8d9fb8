import { z } from 'zod'
import { BackupError } from './backup-error.ts'

/** What the first line of a backup begins with; the number is the format's version. */
const MAGIC = 'NHIPCAU-BACKUP'
const FORMAT = 1
/** The header is one line; longer than this it is none of ours. */
export const HEADER_MAX_BYTES = 64 * 1024

const headerSchema = z.object({
  /** The snapshot's moment. */
  createdAt: z.iso.datetime(),
  installation: z.uuid(),
  mode: z.enum(['demo', 'real']),
  /** The migrations that the data has, in order. */
  schema: z.array(z.string()).min(1),
  /** Ids of the keys under which values may be encrypted; the keys themselves are never in a backup. */
  keyIds: z.array(z.string()).min(1),
  /** `installation.key_check`, base64url: which founding key it must be, without showing it. */
  keyCheck: z.string(),
  /** Whether the service was running, so that what was unfinished has gone on since. */
  running: z.boolean(),
})

/** Says what a backup is, in the clear, before anything of it is opened. */
export type BackupHeader = z.infer<typeof headerSchema>

export function headerLine(header: BackupHeader): Buffer {
  return Buffer.from(`${MAGIC} ${FORMAT} ${JSON.stringify(header)}\n`)
}

/** Reads the first line, without its end; throws BackupError for another kind of file or a newer format. */
export function parseHeader(line: string): BackupHeader {
  const [magic, format, ...rest] = line.split(' ')
  if (magic !== MAGIC || !/^\d+$/.test(format ?? '')) throw notOurs()
  if (Number(format) > FORMAT) throw newerBackup()
  const parsed = headerSchema.safeParse(parseJson(rest.join(' ')))
  if (!parsed.success) throw notOurs()
  return parsed.data
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export function notOurs(): BackupError {
  return new BackupError(
    'Tệp này không phải bản sao lưu của Nhịp Cầu.',
    'This file is not a backup of Nhịp Cầu.',
  )
}

export function newerBackup(): BackupError {
  return new BackupError(
    'Bản sao lưu do bản Nhịp Cầu mới hơn tạo ra; hãy cài bản mới hơn rồi khôi phục.',
    'The backup was made by a newer version of Nhịp Cầu; install that one, then restore.',
  )
}
