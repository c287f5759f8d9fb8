import type { StatsFs } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Config } from '../../../config/config.ts'
import { apiRoots } from '../../compose/configured-platforms.ts'
import { clusterElsewhere } from '../../storage/embedded/cluster-location.ts'
import { bad, good, type Check } from './check.ts'

const DISK_LOW_BYTES = 500 * 1024 * 1024
/** Deadlines, quiet hours and signatures bear this much. */
const SKEW_MAX_MS = 30_000
const ASK_MS = 5_000

/** The disk under the data folder, and that of the database where it could not be in there. */
export async function checkDisk({
  dataDir,
  databaseUrl,
}: Pick<Config, 'dataDir' | 'databaseUrl'>): Promise<Check[]> {
  const data = await checkRoom('disk', dataDir, 'dữ liệu')
  const root = databaseUrl === undefined ? await clusterElsewhere(dataDir) : undefined
  if (root === undefined) return [data]
  return [data, await checkRoom('disk.database', root, `cơ sở dữ liệu (${root})`)]
}

async function checkRoom(name: string, path: string, what: string): Promise<Check> {
  const { bavail, bsize } = await statfsOf(path)
  const free = bavail * bsize
  const shown = `${(free / 1024 ** 3).toFixed(1)} GB`
  return free < DISK_LOW_BYTES
    ? bad(name, `Ổ đĩa chứa ${what} chỉ còn ${shown}; hãy dọn bớt.`)
    : good(name, `Ổ đĩa chứa ${what} còn ${shown}.`)
}

/** The folder is made at the first start; before it, the disk is that of the nearest folder above. */
async function statfsOf(path: string): Promise<StatsFs> {
  try {
    return await statfs(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT' || dirname(path) === path) throw error
    return statfsOf(dirname(path))
  }
}

/** This machine's clock against the platforms', by the Date header of any answer of theirs. */
export async function checkClock(config: Config): Promise<Check[]> {
  const checks = await Promise.all(apiRoots(config).map((root) => checkAgainst(root)))
  return checks.flat()
}

async function checkAgainst(root: string): Promise<Check[]> {
  const { host } = new URL(root)
  const asked = Date.now()
  const answer = await fetch(root, {
    method: 'HEAD',
    redirect: 'manual',
    signal: AbortSignal.timeout(ASK_MS),
  }).catch(() => undefined)
  if (!answer) return [bad('network', `Không kết nối được tới ${host}.`)]
  const at = Date.parse(answer.headers.get('date') ?? '')
  if (Number.isNaN(at)) return []
  const skewMs = (asked + Date.now()) / 2 - at
  return [describeSkew('clock', `máy chủ ${host}`, skewMs)]
}

/** A sentence about two clocks; a second either way is in every measurement. */
export function describeSkew(name: string, other: string, skewMs: number): Check {
  const seconds = Math.round(Math.abs(skewMs) / 1000)
  return Math.abs(skewMs) > SKEW_MAX_MS
    ? bad(name, `Đồng hồ máy này lệch ${seconds} giây so với ${other}; hãy bật đồng bộ giờ (NTP).`)
    : good(name, `Đồng hồ khớp với ${other}.`)
}
