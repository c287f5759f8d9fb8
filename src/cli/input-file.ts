import { createReadStream } from 'node:fs'
import { open, readFile, stat } from 'node:fs/promises'
import { basename, isAbsolute, resolve } from 'node:path'
import { FILE_MAX_BYTES } from '../documents/limits.ts'
import type { TableSource } from '../documents/table-row.ts'
import { Refusal } from './refusal.ts'
import type { Terminal } from './terminal.ts'

export interface InputFile {
  readonly name: string
  readonly path: string
  /** Bytes. */
  readonly size: number
}

/** Finds a file that a person named; a missing one, a folder or an unreadable one is refused. */
export async function findInputFile({ cwd }: Terminal, named: string): Promise<InputFile> {
  const path = resolve(cwd, named)
  const stats = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' || error.code === 'ENOTDIR'
      ? missing(named, cwd)
      : unreadable(named, error)
  })
  if (stats.isDirectory())
    throw new Refusal(`${named} là thư mục, không phải tệp. / ${named} is a folder, not a file.`)
  if (!stats.isFile())
    throw new Refusal(`${named} không phải tệp thường. / ${named} is not an ordinary file.`)
  const opened = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(named, error)
  })
  await opened.close()
  return { name: basename(path), path, size: stats.size }
}

/** The bytes of a document, refused by its size before it is opened. */
export async function readInputFile(file: InputFile): Promise<Uint8Array> {
  if (file.size > FILE_MAX_BYTES)
    throw new Refusal(
      `Tệp ${file.name} quá lớn (${megabytes(file.size)} MB); tối đa ${megabytes(FILE_MAX_BYTES)} MB. / The file is too large; at most ${megabytes(FILE_MAX_BYTES)} MB.`,
    )
  return readFile(file.path).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(file.name, error)
  })
}

/** The file as a stream; `onRead` is told how many bytes have come so far. */
export function streamInputFile(file: InputFile, onRead: (bytes: number) => void): TableSource {
  return {
    name: file.name,
    size: file.size,
    async *read() {
      let bytes = 0
      for await (const chunk of createReadStream(file.path)) {
        bytes += (chunk as Buffer).length
        onRead(bytes)
        yield chunk as Buffer
      }
    },
  }
}

/** A name without its folder is looked for where the command works, which may not be where it was typed. */
function missing(named: string, cwd: string): Refusal {
  if (isAbsolute(named)) return new Refusal(`Không thấy tệp ${named}. / There is no file ${named}.`)
  return new Refusal(
    `Không thấy tệp ${named} ở ${cwd}; hãy viết đủ đường dẫn. / There is no file ${named} in ${cwd}; give its whole path.`,
  )
}

function unreadable(named: string, { code }: NodeJS.ErrnoException): Refusal {
  const hint = code === 'EACCES' ? ': người dùng chạy lệnh này chưa có quyền đọc' : ''
  return new Refusal(
    `Không đọc được tệp ${named} (${code})${hint}. / The file cannot be read (${code}).`,
  )
}

function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(0)
}
