import { loadConfig } from '../config/config.ts'
import { listSecrets } from '../config/list-secrets.ts'
import { startService } from './app.ts'
import { createLogger, type Logger } from './observability/logger.ts'
import { keepMemorySmall } from './compose/keep-memory-small.ts'
import { offerOwnership } from './compose/offer-ownership.ts'
import { sayRefusal } from './compose/say-refusal.ts'
import { explainFailure } from './storage/disk-full.ts'

/** A stop that takes longer than this is cut off: what was on its way is judged at the next start. */
const STOP_LIMIT_MS = 10_000

await serve()

/** `npm start`: reads the configuration, starts, says where it is, stops on a signal. */
async function serve(): Promise<void> {
  // Nobody reads it any more, or there is no room for it: no reason to end, as it is for `nhipcau`'s other verbs.
  for (const output of [process.stdout, process.stderr])
    output.removeAllListeners('error').on('error', () => undefined)
  const loaded = loadConfig()
  if (loaded.kind === 'invalid') {
    for (const problem of loaded.problems) process.stderr.write(`${problem}\n`)
    process.exit(1)
  }
  const { config } = loaded
  const { log } = createLogger({ level: config.logLevel, secrets: listSecrets(config) })
  // After a token's name and a colon the log hides the next word.
  for (const warning of config.warnings) log.warn(warning.replace(': ', ' – '))
  const starting = new AbortController()
  const { signal } = starting
  keepMemorySmall()
  const running = startService(config, log, { onDatabaseEnd: () => endWithDatabase(log), signal })
  // Before it stands: a container's first process takes no signal that it does not ask for.
  stopOnSignals(log, async () => {
    starting.abort()
    // One that is broken off has put down what it had opened.
    const service = await running.catch(() => undefined)
    await service?.stop()
  })
  const service = await running.catch(async (error: unknown) =>
    signal.aborted ? undefined : sayRefusal(await explainFailure(error, config), config, log),
  )
  if (!service) return
  // A demo is opened in a browser, of a container by another port than it listens on.
  const url = (config.mode === 'demo' && config.http.publicUrl) || service.url
  process.stdout.write(`\n  Nhịp Cầu đang chạy tại ${url}\n`)
  if (config.mode === 'demo')
    process.stdout.write(
      `  Bản chạy thử (không gửi gì ra ngoài): mở ${url}/sandbox\n  Demo: open ${url}/sandbox\n\n`,
    )
  await offerOwnership(service.deps).then(sayClaimCode, (error: unknown) => {
    // A database that goes just now is no reason to end: the service waits for it.
    if (!signal.aborted)
      log.error(
        { err: error },
        'no claim code could be made; if there is no owner yet, start again',
      )
  })
}

function sayClaimCode(code: string | undefined): void {
  if (code === undefined) return
  process.stdout.write(
    `  Chưa có chủ quản. Nhắn riêng cho bot trong 24 giờ: /nhanquyen ${code}\n  No owner yet. Within 24 hours, send the bot: /nhanquyen ${code}\n\n`,
  )
}

function stopOnSignals(log: Logger, stopService: () => Promise<void>): void {
  let stopping = false
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) return
    stopping = true
    log.info({ signal }, 'stopping')
    setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref()
    stopService().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'the stop failed')
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

/** Without its database the service can store nothing; the supervisor, or the person, starts it again. */
function endWithDatabase(log: Logger): void {
  log.fatal('the embedded database has ended')
  process.stderr.write(
    'Cơ sở dữ liệu kèm theo đã dừng đột ngột nên dịch vụ cũng dừng; dữ liệu vẫn còn, hãy chạy lại. Nếu lặp lại thì xem còn chỗ trên đĩa và bộ nhớ không. / The embedded database has ended, and the service with it; start it again. If it happens again, look at the disk and the memory.\n',
  )
  process.exit(1)
}
