import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { loadConfig } from '../../config/config.ts'
import { startService, type Service } from '../../src/app.ts'
import { createLogger } from '../../src/observability/logger.ts'
import type { Platform } from '../../src/domain/platform.ts'
import { DEMO_BOTS, demoSeed } from '../../src/sandbox/demo-commune.ts'
import { demoVariables } from '../../src/sandbox/demo-variables.ts'
import { startEmulators } from '../../src/sandbox/emulator-server.ts'
import { findFreePort } from '../../src/storage/embedded/free-port.ts'
import { openMessage } from '../../src/storage/sealed-message.ts'
import type { Store } from '../../src/storage/store.ts'
import { openDatabaseLine, type DatabaseLine } from './database-line.ts'
import { createTestDatabase } from './database.ts'
import { emulatorControl, type EmulatorControl, type Fault } from './emulator-control.ts'
import { waitUntil } from './wait-until.ts'
import { removeFolder } from './remove-folder.ts'

const SECRETS = {
  telegram: 'telegram-webhook-secret',
  'zalo-bot': 'zalo-bot-webhook-secret',
  'zalo-oa': DEMO_BOTS.zaloOa.webhookSecret,
} as const

const OPTIONS = { onDatabaseEnd: () => {}, signal: new AbortController().signal }

/** The whole service in this process, joined to emulated platforms that call its webhooks. */
export interface JoinedService {
  readonly service: Service
  /** Puts the service down and starts it again; done when so many channels are open. `hidden`: without its public address. */
  restart(open?: number, hidden?: boolean): Promise<void>
  /** Makes the platforms misbehave. */
  readonly control: EmulatorControl
  /** How the service reaches its database. */
  readonly line: DatabaseLine
  /** All that was logged. */
  readonly log: () => string
  /** Calls a webhook as the platform does; `headers` take the place of the right ones. */
  post(
    platform: Platform,
    body: string | Uint8Array,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Response>
  /** Everything that was said since it was asked last, once all that came in is taken in. */
  said(): Promise<string[]>
  stored(): Promise<number>
  stop(): Promise<void>
}

export interface JoinedOptions {
  /** What goes wrong at the platforms from before the start on. */
  readonly faults?: readonly Fault[]
  /** How many channels are open then. */
  readonly open?: number
}

export async function openJoinedService({
  faults = [],
  open = 3,
}: JoinedOptions = {}): Promise<JoinedService> {
  const dataDir = await mkdtemp(join(tmpdir(), 'nhipcau-webhooks-'))
  const database = await createTestDatabase()
  const line = await openDatabaseLine(database.pg)
  const port = await findFreePort()
  const emulators = await startEmulators({
    port: 0,
    dataDir: join(dataDir, 'platforms'),
    // No groups: what the OA finds by itself would come between.
    seed: { ...demoSeed(`http://127.0.0.1:${port}/webhooks/zalo-oa`), chats: [] },
  })
  const control = emulatorControl(emulators.origin)
  for (const fault of faults) await control.fault(fault)
  const loaded = loadConfig(
    environment({ dataDir, database: line.url, port, platforms: emulators.origin }),
    dataDir,
  )
  if (loaded.kind === 'invalid') throw new Error(loaded.problems.join('\n'))
  let logged = ''
  const { log } = createLogger({
    level: 'info',
    destination: { write: (line) => void (logged += line) },
  })
  const { config } = loaded
  let service = await startService(config, log, OPTIONS)
  const areOpen = (count: number): Promise<true> =>
    waitUntil(`${count} channels are open`, () => service.deps.channels.all().length === count)
  const storeNow = (): Store => service.deps.store
  await keepWhatIsSaid(storeNow())
  await areOpen(open)
  return {
    control,
    line,
    get service() {
      return service
    },
    restart: async (count = 3, hidden = false) => {
      await service.stop()
      const { publicUrl: _public, ...http } = config.http
      service = await startService(hidden ? { ...config, http } : config, log, OPTIONS)
      await areOpen(count)
    },
    log: () => logged,
    post: (platform, body, headers) =>
      fetch(`${service.url}/webhooks/${platform}`, {
        method: 'POST',
        body,
        headers: headers ?? rightHeaders(platform, body),
      }),
    said: async () => {
      await waitUntil('everything that came in is taken in', async () => {
        const waiting = await storeNow()
          .db.selectFrom('inbox')
          .select('seq')
          .where('state', '=', 'stored')
          .limit(1)
          .execute()
        return waiting.length === 0
      })
      const { rows } = await sql<{ sealed: Buffer }>`
        with taken as (delete from heard returning number, sealed)
        select sealed from taken order by number`.execute(storeNow().db)
      return rows.map(({ sealed }) => JSON.stringify(openMessage(storeNow().keys, sealed).blocks))
    },
    stored: async () => {
      const { count } = await storeNow()
        .db.selectFrom('inbox')
        .select((eb) => eb.fn.countAll<string>().as('count'))
        .executeTakeFirstOrThrow()
      return Number(count)
    },
    stop: async () => {
      await service.stop()
      await emulators.stop()
      await line.stop()
      await database.close()
      await removeFolder(dataDir)
    },
  }
}

/** A message is forgotten once it has gone out; here its text is kept beside. */
async function keepWhatIsSaid({ db }: Store): Promise<void> {
  await sql`create table heard (number serial, sealed bytea not null)`.execute(db)
  await sql`create function keep_heard() returns trigger language plpgsql as $$
    begin insert into heard (sealed) values (new.message_enc); return new; end $$`.execute(db)
  await sql`create trigger keep_heard after insert on delivery for each row
    when (new.message_enc is not null) execute function keep_heard()`.execute(db)
}

function environment(place: {
  dataDir: string
  database: string
  port: number
  platforms: string
}): Record<string, string> {
  return {
    DATABASE_URL: place.database,
    DATA_DIR: join(place.dataDir, 'data'),
    ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    PORT: String(place.port),
    PUBLIC_URL: `http://127.0.0.1:${place.port}`,
    ...demoVariables(place.platforms),
    TELEGRAM_WEBHOOK_SECRET: SECRETS.telegram,
    ZALO_BOT_WEBHOOK_SECRET: SECRETS['zalo-bot'],
  }
}

/** The secret header, or the signature over the body, with which the platform proves itself. */
export function rightHeaders(
  platform: Platform,
  body: string | Uint8Array,
): Record<string, string> {
  const type = { 'content-type': 'application/json' }
  switch (platform) {
    case 'telegram':
      return { ...type, 'x-telegram-bot-api-secret-token': SECRETS.telegram }
    case 'zalo-bot':
      return { ...type, 'x-bot-api-secret-token': SECRETS['zalo-bot'] }
    case 'zalo-oa':
      return { ...type, 'x-zevent-signature': `mac=${oaSignature(body)}` }
  }
}

function oaSignature(body: string | Uint8Array): string {
  const timestamp = /"timestamp":\s*"?(\d+)/u.exec(Buffer.from(body).toString())?.[1] ?? ''
  return createHash('sha256')
    .update(DEMO_BOTS.zaloOa.appId)
    .update(body)
    .update(timestamp)
    .update(SECRETS['zalo-oa'])
    .digest('hex')
}
