import type { Config } from '../../../config/config.ts'
import { vi } from '../../i18n/vi.ts'
import { heldWords } from '../../messages/state-messages.ts'
import type { Logger } from '../../observability/logger.ts'
import { isServiceRunning } from '../../storage/connection-names.ts'
import type { Database } from '../../storage/database.ts'
import { openInstallation } from '../../storage/installation.ts'
import { schemaState } from '../../storage/schema-state.ts'
import { heldNotices } from '../../storage/sending/broadcast-holds.ts'
import { countStanding, describeServer, stoppedLanes } from '../../storage/standing.ts'
import type { Store } from '../../storage/store.ts'
import { noData, OLDER_SERVICE, placeOf } from '../open-store.ts'
import { withQueue } from '../put-jobs.ts'
import { Refusal } from '../refusal.ts'
import { whyLaneStands, whyNothingGoes } from '../standstill.ts'
import { bad, good, type Check } from './check.ts'
import { describeSkew } from './check-machine.ts'

/** The server and its clock. */
export async function checkServer(config: Config, { db }: Database): Promise<Check[]> {
  const { version, skewMs } = await describeServer({ db }, Date.now)
  const where = config.databaseUrl === undefined ? 'PostgreSQL kèm theo' : 'PostgreSQL'
  return [
    good('database', `${where} ${version} đang chạy (${placeOf(config)}).`),
    ...(config.databaseUrl === undefined
      ? []
      : [describeSkew('database-clock', 'máy chủ cơ sở dữ liệu', -skewMs)]),
  ]
}

/** A database that is behind is left as it is. */
export async function checkSchema({ db }: Database): Promise<Check[]> {
  const { missing, unknown } = await schemaState(db)
  if (unknown.length > 0)
    return [bad('schema', 'Cơ sở dữ liệu thuộc bản Nhịp Cầu mới hơn; hãy dùng bản mới hơn.')]
  if (missing.length === 0) return [good('schema', 'Cơ sở dữ liệu ở bản mới nhất.')]
  return (await isServiceRunning(db))
    ? [bad('schema', OLDER_SERVICE)]
    : [
        bad(
          'schema',
          `Cơ sở dữ liệu chưa nâng cấp (${missing.length} bước); dịch vụ tự nâng cấp khi khởi động, hoặc chạy: nhipcau migrate.`,
        ),
      ]
}

/** Proves that the key opens the data; throws the sentence that says why it does not. */
export async function openWithKey(config: Config, { db }: Database): Promise<Store> {
  const installation = await openInstallation(db, config)
  if (!installation) throw new Refusal(noData(config))
  return { db, keys: installation.keys }
}

/** A doctor is asked when something does not come: a service that does not run is the first thing to know. */
export async function checkService(database: Database): Promise<Check[]> {
  const why = await whyNothingGoes(database)
  return [why === null ? good('service', 'Dịch vụ đang chạy.') : bad('service', why)]
}

export async function checkQueue(
  config: Config,
  database: Database,
  log: Logger,
): Promise<Check[]> {
  const name = config.redisUrl === undefined ? 'trong PostgreSQL' : 'trên Redis'
  const works = await withQueue(config, database, log, (connection) => connection.check())
  return works
    ? [good('queue', `Hàng đợi ${name} hoạt động.`)]
    : [bad('queue', `Hàng đợi ${name} không trả lời.`)]
}

/** Units, people and groups; what a person still has to do is said, but only a standstill is a fault. */
export async function checkContents(store: Store): Promise<Check[]> {
  const [standing, lanes, held] = await Promise.all([
    countStanding(store),
    stoppedLanes(store),
    heldNotices(store),
  ])
  const { units, people, owners, boundGroups, unboundGroups } = standing
  const unbound = unboundGroups > 0 ? `; ${unboundGroups} nhóm chưa gắn đơn vị (dùng /nhom)` : ''
  return [
    good('units', `${units} đơn vị, ${people} người có vai trò, ${owners} chủ quản.`),
    good('groups', `${boundGroups} nhóm đã gắn đơn vị${unbound}.`),
    standing.failedUpdates > 0
      ? bad(
          'inbox',
          `${standing.failedUpdates} tin đến không xử lý được trong 30 ngày qua; xem nhật ký dịch vụ.`,
        )
      : good('inbox', `${standing.waitingUpdates} tin đến đang chờ xử lý.`),
    ...(standing.questionsUnheard
      ? [
          bad(
            'questions',
            'Có câu hỏi chờ trả lời mà bot không nhắn được cho cán bộ tiếp nhận hay chủ quản nào: họ cần nhắn cho bot một lần, hoặc bỏ chặn bot.',
          ),
        ]
      : []),
    ...(held.length > 0 ? [good('held', `${vi.state.held(heldWords(held))}.`)] : []),
    ...lanes.map(({ platform, reason: detail }) =>
      bad(`lane.${platform}`, whyLaneStands({ platform, detail })),
    ),
  ]
}
