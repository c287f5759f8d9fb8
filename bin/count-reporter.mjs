import { existsSync, readFileSync, writeFileSync } from 'node:fs'

/** The project of jest.config.js that runs on every pair. */
const PROJECT = 'integration'

/**
 * Jest reporter: the integration tests of every pair of database and queue must be the same ones. The first
 * run leaves its list, the second compares, prints both counts above jest's summary and fails the run when
 * they differ, or when a step before it has failed.
 */
export default class CountReporter {
  #error

  onRunComplete(_contexts, results) {
    const path = process.env.TEST_COUNTS_FILE
    if (!path) return
    const pair = `${process.env.TEST_DATABASE} + ${process.env.TEST_QUEUE}`
    const own = { pair, passed: listPassed(results) }
    // Two empty lists are the same, and compare nothing.
    if (own.passed.length === 0) this.#error = new Error(`no ${PROJECT} test passed on ${pair}`)
    if (existsSync(path)) this.#compare(JSON.parse(readFileSync(path, 'utf8')), own)
    else if (process.env.TEST_FAILED_STEPS === undefined) writeFileSync(path, JSON.stringify(own))
    this.#tellFailedSteps()
  }

  getLastError() {
    return this.#error
  }

  #compare(other, own) {
    print(`\n${PROJECT} tests passed on ${other.pair}: ${other.passed.length}`)
    print(`${PROJECT} tests passed on ${own.pair}: ${own.passed.length}`)
    const missing = difference(other.passed, own.passed).map(
      (name) => `not on ${own.pair}: ${name}`,
    )
    const extra = difference(own.passed, other.passed).map(
      (name) => `not on ${other.pair}: ${name}`,
    )
    const differing = [...missing, ...extra]
    if (differing.length === 0) return
    for (const line of differing.slice(0, 20)) print(`  ${line}`)
    this.#error = new Error('the two runs did not pass the same tests')
  }

  #tellFailedSteps() {
    const failed = process.env.TEST_FAILED_STEPS
    if (!failed) return
    print(`\nKhông đạt / FAILED before this run: ${failed}`)
    this.#error = new Error(`failed: ${failed}`)
  }
}

function listPassed(results) {
  return results.testResults
    .filter((file) => file.displayName?.name === PROJECT)
    .flatMap((file) => file.testResults)
    .filter((test) => test.status === 'passed')
    .map((test) => test.fullName)
}

/** Names of the first list that the second lacks, counting repeated names. */
function difference(first, second) {
  const left = new Map()
  for (const name of second) left.set(name, (left.get(name) ?? 0) + 1)
  return first.filter((name) => {
    const count = left.get(name) ?? 0
    left.set(name, count - 1)
    return count <= 0
  })
}

function print(line) {
  process.stderr.write(`${line}\n`)
}
