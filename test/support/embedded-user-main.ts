import { startEmbeddedPostgres } from '../../src/storage/embedded/embedded-postgres.ts'
import { quietLog } from './quiet-log.ts'

/**
 * A process that uses the embedded server, for tests that kill it. Argument: options as JSON. Prints one
 * line of JSON when it has the server or cannot have it; leaves the server when standard input ends.
 */
const options = JSON.parse(process.argv[2] ?? '{}') as { dataDir: string }
try {
  const server = await startEmbeddedPostgres({ ...options, log: quietLog, durable: false })
  process.stdout.write(
    `${JSON.stringify({ owned: server.owned, connection: server.connection })}\n`,
  )
  process.stdin.resume().once('end', () => {
    void server.stop().then(() => process.exit(0))
  })
} catch (error) {
  const { code, message } = error as { code?: string; message: string }
  process.stdout.write(`${JSON.stringify({ code, message })}\n`)
  process.exit(1)
}
