import { sql } from 'kysely'
import { setTimeout as delay } from 'node:timers/promises'
import { loadConfig } from '../../../../config/config.ts'
import { startService, type Service } from '../../../../src/app.ts'
import type { Channel } from '../../../../src/channels/channel.ts'
import type { OpenChannelRegistry } from '../../../../src/channels/registry.ts'
import { keepMemorySmall } from '../../../../src/compose/keep-memory-small.ts'
import type { BroadcastId, UnitId } from '../../../../src/domain/id.ts'
import { createLogger } from '../../../../src/observability/logger.ts'
import { enterAccount } from '../../../../src/storage/accounts.ts'
import { enterChat } from '../../../../src/storage/chats.ts'
import { givenBroadcast } from '../../../support/rows.ts'
import { copiesOf, statisticsOf, untilArrived } from '../fake-process.ts'
import { WATCHED_FROM } from '../fake-statistics.ts'
import type { Measure } from '../measure.ts'
import {
  COMMAND_EVERY_MS,
  copiesIn,
  NORMAL,
  OTHER,
  type Task,
  type Told,
  URGENT,
  URGENT_AFTER_MS,
} from '../task.ts'
import { NOTICE_TEXT } from './message-body.ts'

const WEBHOOK_SECRET = 'bench-secret-bench-secret'
/** The officer's private chat, where the progress is shown and edited. */
const PROGRESS_CHAT = String(WATCHED_FROM - 1)
const LONGEST_ANSWER_MS = 10_000
/** As if nothing were limited; everything else of the channel stays as it is. */
const NO_PACE: Channel['capabilities']['pace'] = {
  perSecond: 1_000_000,
  privateGapMs: 0,
  groupGapMs: 0,
  groupPerMinute: null,
  editGapMs: { private: 2_000, group: 15_000 },
}

/**
 * The whole service as `npm start` composes it, database, queue, webhook and all, in this process. Only
 * the pace of its channel is widened where the case has no limits.
 */
export async function nhipcau(task: Task, measure: Measure): Promise<Told> {
  const service = await openService(task)
  try {
    const { broadcasts, commands } = await begin(task, service, measure)
    await untilArrived(task)
    await untilWritten(service, broadcasts)
    await untilAnswered(task, await commands)
    const queue = task.redisUrl === null ? 'PostgreSQL' : 'Redis'
    const database = task.databaseUrl === null ? 'embedded PostgreSQL' : 'PostgreSQL server'
    const pace = task.isPaced ? 'its own pace' : 'pace widened'
    const told = measure.end({
      settings: `the whole service, ${database}, queue on ${queue}, ${pace}, progress shown to an officer`,
      recorded: null,
      failures: 0,
    })
    return { ...told, ...(await readRecord(service)) }
  } finally {
    await service.stop()
  }
}

/** Another process of the same installation; does what falls to it until it is stopped. */
export async function nhipcauSecond(task: Task): Promise<() => Promise<void>> {
  const service = await openService(task)
  return () => service.stop()
}

async function openService(task: Task): Promise<Service> {
  const given = task.nhipcau
  if (!given) throw new Error('no data folder was given')
  const loaded = loadConfig(
    {
      DATA_DIR: given.dataDir,
      ENCRYPTION_KEY: given.encryptionKey,
      PORT: '0',
      LOG_LEVEL: 'error',
      PUBLIC_URL: 'https://bench.invalid',
      TELEGRAM_BOT_TOKEN: task.token,
      TELEGRAM_API_ROOT: task.origin,
      TELEGRAM_WEBHOOK_SECRET: WEBHOOK_SECRET,
      ...(task.databaseUrl !== null && { DATABASE_URL: task.databaseUrl }),
      ...(task.redisUrl !== null && { REDIS_URL: task.redisUrl }),
    },
    given.dataDir,
  )
  if (loaded.kind === 'invalid') throw new Error(loaded.problems.join('\n'))
  const { config } = loaded
  const { log } = createLogger({ level: config.logLevel })
  keepMemorySmall()
  const service = await startService(config, log, {
    onDatabaseEnd: () => process.exit(1),
    signal: new AbortController().signal,
  })
  const channels = service.deps.channels as OpenChannelRegistry
  while (channels.all().length === 0) await delay(10)
  if (!task.isPaced)
    for (const channel of channels.all())
      channels.add({ ...channel, capabilities: { ...channel.capabilities, pace: NO_PACE } })
  return service
}

interface Begun {
  readonly broadcasts: readonly BroadcastId[]
  /** Resolves when no more of them are typed, to the chats in which they were. */
  readonly commands?: Promise<readonly number[]>
}

/** Starts what the scenario asks for; the clock runs from the order to expand. */
async function begin(task: Task, service: Service, measure: Measure): Promise<Begun> {
  const { scenario, audience } = task
  const start = (units: readonly string[], label: string, urgent = false) =>
    prepareBroadcast(task, service, { units, label, urgent })
  const people = unitsOf(audience.privateChats)
  const groups = Array.from({ length: audience.groups }, (_, index) => `group-${index + 1}`)
  if (scenario === 'pair') {
    const both = [await start(['a'], NORMAL), await start(['c'], OTHER)]
    measure.begin()
    await Promise.all(both.map((id) => expand(service, id)))
    return { broadcasts: both }
  }
  const first = await start([...people, ...groups], NORMAL)
  const more = []
  for (let count = 1; count < audience.perGroup; count++) more.push(await start(groups, NORMAL))
  measure.begin()
  for (const id of [first, ...more]) await expand(service, id)
  const broadcasts = [first, ...more]
  if (scenario === 'answers') return { broadcasts, commands: sendCommands(task, service, measure) }
  if (scenario !== 'urgent') return { broadcasts }
  await delay(URGENT_AFTER_MS)
  const urgent = await start(['a'], URGENT, true)
  measure.ask(URGENT)
  await expand(service, urgent)
  return { broadcasts: [first, urgent] }
}

/** Units whose people together are so many; see `stage-people.ts`. */
function unitsOf(privateChats: number): string[] {
  const steps: readonly (readonly [string, number])[] = [
    ['a', 600],
    ['b', 400],
    ['c', 600],
    ['d', 400],
    ['e', 8_000],
    ['f', 90_000],
    ['g', 900_000],
  ]
  const units: string[] = []
  let left = privateChats
  for (const [name, count] of steps) {
    if (left === 0) break
    if (count > left) throw new Error(`no units have ${privateChats} people together`)
    units.push(name)
    left -= count
  }
  return units
}

async function prepareBroadcast(
  { nhipcau: given }: Task,
  { deps }: Service,
  { units, label, urgent }: { units: readonly string[]; label: string; urgent: boolean },
): Promise<BroadcastId> {
  const { store } = deps
  const id = await givenBroadcast(store, {
    units: units.map((name) => (given?.units[name] ?? '') as UnitId),
    urgent,
    progressChatId: await progressChat(deps),
  })
  await sql`update notice_version set title = ${label}, source_text = ${NOTICE_TEXT}
    where id = (select notice_version_id from broadcast where id = ${id})`.execute(store.db)
  return id
}

async function progressChat({ store, channels }: Service['deps']) {
  const [channel] = channels.all()
  if (!channel) throw new Error('no channel is open')
  const { instanceId } = channel
  const account = await enterAccount(store, {
    instanceId,
    externalId: PROGRESS_CHAT,
    name: 'Minh',
  })
  const chat = await enterChat(store, {
    instanceId,
    externalId: PROGRESS_CHAT,
    type: 'private',
    title: '',
    accountId: account.id,
  })
  return chat.id
}

function expand({ deps }: Service, broadcastId: BroadcastId): Promise<void> {
  return deps.enqueue({ name: 'expand-broadcast', data: { broadcastId } })
}

/** Somebody types /trogiup, again and again, each time somebody else, by the webhook. */
async function sendCommands(task: Task, { url }: Service, measure: Measure): Promise<number[]> {
  const copies = copiesIn(task)
  const asked: number[] = []
  for (let id = WATCHED_FROM; (await copiesOf(task.origin, task.token)) < copies; id++) {
    measure.ask(id)
    asked.push(id)
    await fetch(`${url}/webhooks/telegram`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-telegram-bot-api-secret-token': WEBHOOK_SECRET,
      },
      body: JSON.stringify(commandFrom(id)),
    })
    await delay(COMMAND_EVERY_MS)
  }
  return asked
}

/** What was typed last is answered after the last copy; what has no answer then will have none. */
async function untilAnswered(task: Task, asked: readonly number[] = []): Promise<void> {
  const until = performance.now() + LONGEST_ANSWER_MS
  while (performance.now() < until) {
    const { watched } = await statisticsOf(task.origin, task.token)
    if (asked.every((id) => Object.hasOwn(watched, id))) return
    await delay(25)
  }
}

function commandFrom(id: number): unknown {
  return {
    update_id: id,
    message: {
      message_id: 1,
      date: Math.floor(Date.now() / 1_000),
      chat: { id, type: 'private', first_name: 'Lan' },
      from: { id, is_bot: false, first_name: 'Lan' },
      text: '/trogiup',
      entities: [{ type: 'bot_command', offset: 0, length: 8 }],
    },
  }
}

/** Everything that arrived is settled in the ledger as well. */
async function untilWritten({ deps }: Service, ids: readonly BroadcastId[]): Promise<void> {
  for (;;) {
    const open = await deps.store.db
      .selectFrom('delivery')
      .select('id')
      .where('broadcast_id', 'in', ids)
      .where('state', 'in', ['planned', 'sending'])
      .limit(1)
      .executeTakeFirst()
    if (!open) return
    await delay(25)
  }
}

/** Copies that are down as sent with the platform's id of the message and their finished attempt. */
async function readRecord({ deps }: Service): Promise<Pick<Told, 'recorded' | 'failures'>> {
  // Written a moment ago, so that the planner does not know yet how many they are.
  await sql`analyze delivery, attempt`.execute(deps.store.db)
  const { rows } = await sql<{ sent: number; others: number }>`
    select (count(*) filter (where d.state = 'sent' and a.delivery_id is not null))::int as sent,
      (count(*) filter (where d.state <> 'sent'))::int as others
    from delivery d
    left join (
      select distinct delivery_id from attempt
      where outcome = 'sent' and message_ids <> '{}') a on a.delivery_id = d.id
    where d.broadcast_id is not null`.execute(deps.store.db)
  return { recorded: rows[0]?.sent ?? 0, failures: rows[0]?.others ?? 0 }
}
