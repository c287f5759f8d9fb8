import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from 'dotenv'
import { secretNames, variableNames } from './variables.ts'

/** What the process was started with. */
export type Environment = Readonly<Record<string, string | undefined>>

export interface EnvironmentReading {
  /** Trimmed text by name; an empty value is left out. */
  readonly texts: ReadonlyMap<string, string>
  readonly problems: readonly string[]
  readonly warnings: readonly string[]
}

/** Of a file with zero bytes, as an editor on Windows saves "Unicode". */
const UTF_16 = 'UTF-16'
const MAX_FILE_BYTES = 256 * 1024

/**
 * Joins `.env` of the folder with the environment (which wins, also when it empties a variable) and fetches
 * the secrets that are given as `<NAME>_FILE`.
 */
export function readEnvironment(env: Environment, cwd: string): EnvironmentReading {
  const dotenv = readDotenv(cwd)
  const merged = { ...dotenv.values, ...dropUndefined(env) }
  const texts = new Map<string, string>()
  const problems = [...dotenv.problems]

  for (const name of variableNames) {
    const text = merged[name]?.trim()
    if (text) texts.set(name, text)
  }
  for (const name of secretNames) {
    const path = merged[`${name}_FILE`]?.trim()
    if (!path) continue
    const secret = readSecretFile(name, resolve(cwd, path), texts.has(name))
    if (secret.kind === 'problem') problems.push(secret.sentence)
    else texts.set(name, secret.text)
  }
  return { texts, problems, warnings: warnOfUnknownNames(Object.keys(dotenv.values)) }
}

function readDotenv(cwd: string): { values: Record<string, string>; problems: string[] } {
  const read = readSmallFile(resolve(cwd, '.env'))
  if (read.kind === 'text') return { values: parse(read.text), problems: [] }
  if (read.kind === 'missing') return { values: {}, problems: [] }
  if (read.code === UTF_16)
    return {
      values: {},
      problems: [
        '.env: tệp được lưu kiểu UTF-16 nên không đọc được; hãy lưu lại kiểu UTF-8 / the file is saved as UTF-16; save it as UTF-8',
      ],
    }
  const problem = `.env: không đọc được tệp (${read.code}) / the file cannot be read (${read.code})`
  return { values: {}, problems: [problem] }
}

function readSecretFile(
  name: string,
  path: string,
  alsoDirect: boolean,
): { kind: 'text'; text: string } | { kind: 'problem'; sentence: string } {
  const problem = (vi: string, en: string) =>
    ({ kind: 'problem', sentence: `${name}_FILE: ${vi} / ${en}` }) as const

  if (alsoDirect) {
    return problem(
      `chỉ đặt một trong ${name} và ${name}_FILE`,
      `set only one of ${name} and ${name}_FILE`,
    )
  }
  const read = readSmallFile(path)
  if (read.kind !== 'text') {
    const code = read.kind === 'missing' ? 'ENOENT' : read.code
    return problem(`không đọc được tệp (${code})`, `the file cannot be read (${code})`)
  }
  const text = read.text.trim()
  return text ? { kind: 'text', text } : problem('tệp rỗng', 'the file is empty')
}

function readSmallFile(
  path: string,
): { kind: 'text'; text: string } | { kind: 'missing' } | { kind: 'unreadable'; code: string } {
  try {
    const stat = statSync(path)
    // A pipe or a device would block the start or never end.
    if (!stat.isFile()) return { kind: 'unreadable', code: 'not a file' }
    if (stat.size > MAX_FILE_BYTES) return { kind: 'unreadable', code: 'too large' }
    const text = readFileSync(path, 'utf8')
    // Its names would not be recognised, and without a token the demo would start.
    if (text.includes('\0')) return { kind: 'unreadable', code: UTF_16 }
    return { kind: 'text', text }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'error'
    return code === 'ENOENT' ? { kind: 'missing' } : { kind: 'unreadable', code }
  }
}

function warnOfUnknownNames(names: readonly string[]): string[] {
  const known = new Set<string>([...variableNames, ...secretNames.map((name) => `${name}_FILE`)])
  return names
    .filter((name) => !known.has(name))
    .map((name) => `.env: không có biến tên ${name} / there is no variable named ${name}`)
}

function dropUndefined(env: Environment): Record<string, string> {
  const set = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  return Object.fromEntries(set)
}
