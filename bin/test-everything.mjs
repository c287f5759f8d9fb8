import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { buildSources } from './build-sources.mjs'
import { checkout } from './checkout.mjs'
import { findRedis } from './find-redis.mjs'
import { findNpm, installDependencies } from './install-dependencies.mjs'
import { runCommand } from './run-command.mjs'
import { Refusal } from './say.mjs'

/** The scripts of package.json that look at the sources without running them. */
const CHECKS = ['lint', 'types', 'arch', 'unused']
/** As long as the others together, and on one processor: it goes on beside the first tests, which mostly wait. */
const LONGEST_CHECK = 'format:check'
/** For one that hangs: the whole takes some eight minutes, and on a machine that others use as well three times as long. */
const LIMIT_MS = 60 * 60_000
/** All else is the same on every pair of database and queue: run once, at the end. */
const EVERY_PAIR = ['--selectProjects=integration']

/**
 * `npm test`: every check, the integration tests on a PostgreSQL server and Redis, then the whole suite on
 * the embedded PostgreSQL and its queue, whose summary by jest is what the run ends with. With arguments: one
 * run of jest with them.
 */
export async function testEverything(args) {
  forgetConfiguration()
  await installDependencies({ dev: true })
  // Some tests run the service as a process of its own.
  await buildSources()
  const failed = []
  const redis = await findRedisOrTell(failed)
  if (redis) process.env.REDIS_SERVER_PATH = redis
  if (args.length > 0) process.exit(await jest(args))

  const formatted = check(LONGEST_CHECK, failed)
  await runChecks(failed)
  const folder = mkdtempSync(join(tmpdir(), 'nhipcau-counts-'))
  try {
    const counts = { TEST_COUNTS_FILE: join(folder, 'counts.json') }
    if (redis) {
      const env = { ...counts, TEST_DATABASE: 'server', TEST_QUEUE: 'redis' }
      const code = await timed('jest: server + redis', () => jest(EVERY_PAIR, env))
      if (code !== 0) failed.push('jest: server + redis')
    }
    await formatted
    const env = { ...counts, TEST_DATABASE: 'embedded', TEST_QUEUE: 'postgres' }
    process.exitCode = await jest([], { ...env, TEST_FAILED_STEPS: failed.join(', ') })
    if (failed.length > 0) process.exitCode ||= 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What the developer's own installation is told must not reach the tests. */
function forgetConfiguration() {
  const example = readFileSync(join(checkout, '.env.example'), 'utf8')
  for (const [, name] of example.matchAll(/^([A-Z_]+)=/gm)) {
    delete process.env[name]
    delete process.env[`${name}_FILE`]
  }
  delete process.env.NODE_ENV
}

async function findRedisOrTell(failed) {
  try {
    return await findRedis()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    process.stderr.write(`${error.message}\n`)
    failed.push('redis')
    return undefined
  }
}

/** As many side by side as there are processors, beside the longest. */
async function runChecks(failed) {
  const waiting = [...CHECKS]
  const worker = async () => {
    for (let name = waiting.shift(); name; name = waiting.shift()) await check(name, failed)
  }
  await Promise.all(Array.from({ length: availableParallelism() }, worker))
}

async function check(name, failed) {
  const result = await timed(name, () => npmRun(name))
  if (result.code === 0) return
  failed.push(name)
  const { isTTY } = process.stdout
  process.stdout.write(`${isTTY ? result.output : stripVTControlCharacters(result.output)}\n`)
}

/** The answer of the step; its time and state are printed. */
async function timed(name, step) {
  const started = performance.now()
  const result = await step()
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const state = (result.code ?? result) === 0 ? 'ok' : 'FAILED'
  process.stdout.write(`${name.padEnd(24)} ${state.padEnd(6)} ${seconds.padStart(6)} s\n`)
  return result
}

function npmRun(name) {
  const script = findNpm()
  const [command, first] = script ? [process.execPath, [script]] : ['npm', []]
  const options = { output: 'collect', limitMs: LIMIT_MS }
  return runCommand(command, [...first, 'run', '--silent', name], options)
}

/** Exit code of one run of jest. */
async function jest(args, env) {
  const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning']
  const bin = join(checkout, 'node_modules', 'jest', 'bin', 'jest.js')
  const workers = args.some((arg) => /^(-w|--maxWorkers|-i|--runInBand)/.test(arg))
    ? []
    : [`--maxWorkers=${availableParallelism() + 5}`]
  const reporters = env
    ? ['--reporters=<rootDir>/bin/count-reporter.mjs', '--reporters=default']
    : []
  const options = { env, limitMs: LIMIT_MS }
  const { code } = await runCommand(
    process.execPath,
    [...node, bin, ...workers, ...reporters, ...args],
    options,
  )
  return code
}
