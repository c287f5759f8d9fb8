import type { Config } from '../../../config/config.ts'
import { apiRoots } from '../../compose/configured-platforms.ts'
import { isDiskLow } from '../../domain/disk-room.ts'
import { type OwnDisk, ownDisks } from '../../storage/disk-rooms.ts'
import { bad, good, type Check } from './check.ts'

/** Deadlines, quiet hours and signatures bear this much. */
const SKEW_MAX_MS = 30_000
const ASK_MS = 5_000

/** The disk under the data folder, and that of the database where it could not be in there. */
export async function checkDisk(config: Pick<Config, 'dataDir' | 'databaseUrl'>): Promise<Check[]> {
  const [data, database] = await ownDisks(config)
  return [
    ...(data ? [checkRoom('disk', data, 'dữ liệu')] : []),
    ...(database ? [checkRoom('disk.database', database, `cơ sở dữ liệu (${database.path})`)] : []),
  ]
}

function checkRoom(name: string, { room }: OwnDisk, what: string): Check {
  const shown = `${(room.free / 1024 ** 3).toFixed(1)} GB`
  return isDiskLow(room)
    ? bad(name, `Ổ đĩa chứa ${what} chỉ còn ${shown}; hãy dọn bớt.`)
    : good(name, `Ổ đĩa chứa ${what} còn ${shown}.`)
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
