import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Somebody living has the folder; `sentence` is for the person who starts a second one. */
class FolderTaken extends Error {
  override readonly name = 'FolderTaken'
  readonly sentence: { readonly vi: string; readonly en: string }

  constructor(dataDir: string, pid: number) {
    super(`The emulators' data folder is in use by process ${pid}: ${dataDir}`)
    this.sentence = {
      vi: `Bản chạy thử này đang chạy rồi (tiến trình ${pid}); hãy dùng bản đó, hoặc dừng nó rồi chạy lại. Muốn chạy thêm một bản thì đặt thư mục dữ liệu khác.`,
      en: `This demo is already running (process ${pid}); use that one, or stop it first. Another one needs a data folder of its own.`,
    }
  }
}

/**
 * Keeps a data folder for one process: two writers would mix their journals. The lock of a process that
 * was killed is taken over. Answers how to give the folder back; throws FolderTaken when somebody living has it.
 */
export function lockFolder(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true })
  const path = join(dataDir, 'lock')
  const own = identify(process.pid) ?? ''
  const holder = readOrNull(path)
  const pid = Number(holder?.split(' ')[0])
  if (holder !== null && Number.isInteger(pid) && identify(pid) === holder)
    throw new FolderTaken(dataDir, pid)
  // In one step, so that nobody ever reads half a lock.
  const fresh = `${path}.${process.pid}`
  writeFileSync(fresh, own)
  renameSync(fresh, path)
  return () => rmSync(path, { force: true })
}

/** A process by its number and start, because numbers come again; null: no such process. */
function identify(pid: number): string | null {
  const stat = readOrNull(`/proc/${pid}/stat`)
  // The name in brackets may hold spaces; the start time is the 20th field after it.
  if (stat !== null) return `${pid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`
  return isAlive(pid) ? `${pid} ` : null
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
