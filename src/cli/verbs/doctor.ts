import { loadConfig, type Config } from '../../../config/config.ts'
import { listSecrets } from '../../../config/list-secrets.ts'
import { createRedactor, type Redactor } from '../../observability/redact.ts'
import type { Database } from '../../storage/database.ts'
import { isBegun } from '../../storage/installation.ts'
import { bad, good, look, type Check } from '../doctor/check.ts'
import { checkChannels } from '../doctor/check-channels.ts'
import {
  checkContents,
  checkQueue,
  checkSchema,
  checkServer,
  checkService,
  openWithKey,
} from '../doctor/check-database.ts'
import { checkClock, checkDisk } from '../doctor/check-machine.ts'
import { mayHoldData, noData, quietLogger, withDatabase } from '../open-store.ts'
import type { ExitCode } from '../refusal.ts'
import { tellResult, type JsonOption } from '../tell-result.ts'
import type { Terminal } from '../terminal.ts'

/** `nhipcau doctor`: looks at everything the service needs; 1 when something is broken. */
export async function doctor(terminal: Terminal, options: JsonOption): Promise<ExitCode> {
  const loaded = loadConfig(terminal.env, terminal.cwd)
  const redactor = createRedactor(loaded.kind === 'ok' ? listSecrets(loaded.config) : [])
  const shown =
    loaded.kind === 'ok'
      ? [
          good('config', 'Cấu hình hợp lệ.'),
          ...loaded.config.warnings.map((warning) =>
            good('config', `Lưu ý: ${aboutVariable(redactor, warning)}`),
          ),
          ...(await examine(terminal, loaded.config)).map((check) => ({
            ...check,
            detail: redactor.text(check.detail),
          })),
        ]
      : loaded.problems.map((problem) => bad('config', aboutVariable(redactor, problem)))
  const ok = shown.every((check) => check.ok)
  const lines = shown.map((check) => `${check.ok ? '✓' : '✗'} ${check.detail}`)
  tellResult(terminal, options, { ok, checks: shown }, lines.join('\n'))
  return ok ? 0 : 1
}

/** Name and sentence each by itself: after a token's name and a colon the next word would be hidden as the token. */
function aboutVariable(redactor: Redactor, sentence: string): string {
  const [name = '', ...rest] = sentence.split(': ')
  return [name, rest.join(': ')].map((half) => redactor.text(half)).join(': ')
}

async function examine(terminal: Terminal, config: Config): Promise<Check[]> {
  const [disk, clock] = await Promise.all([
    look('disk', () => checkDisk(config)),
    look('clock', () => checkClock(config)),
  ])
  return [...disk, ...clock, ...(await look('database', () => examineData(terminal, config)))]
}

async function examineData(terminal: Terminal, config: Config): Promise<Check[]> {
  // A doctor tells what is wrong itself; the layers below need not say it twice.
  const log = quietLogger({ ...terminal, err: () => undefined }, config)
  if (!(await mayHoldData(config))) return [bad('data', noData(config))]
  return withDatabase(config, log, async (database) => {
    const server = await look('database', () => checkServer(config, database))
    // Nothing is begun by a look, and the queue's tables would be.
    if (!(await isBegun(database.db))) return [...server, bad('data', noData(config))]
    const schema = await look('schema', () => checkSchema(database))
    const queue = await look('queue', () => checkQueue(config, database, log))
    const service = await look('service', () => checkService(database))
    const above = [...server, ...schema, ...service, ...queue]
    if (schema.some(({ ok }) => !ok)) return above
    return [...above, ...(await examineContents(config, database, log))]
  })
}

async function examineContents(
  config: Config,
  database: Database,
  log: ReturnType<typeof quietLogger>,
): Promise<Check[]> {
  return look('key', async () => {
    const store = await openWithKey(config, database)
    return [
      good('key', 'Khoá mã hoá đúng với cơ sở dữ liệu.'),
      ...(await look('units', () => checkContents(store))),
      ...(await look('channels', () => checkChannels(config, store, log))),
    ]
  })
}
