import { describe, expect, it } from '@jest/globals'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { variableNames } from '../../../config/variables.ts'
import { commands } from '../../../src/conversations/commands.ts'
import { vi } from '../../../src/i18n/vi.ts'

const ROOT = join(import.meta.dirname, '../../..')
const OFFICERS_GUIDE = 'docs/vi/huong-dan-can-bo.md'
const OPERATORS_GUIDE = 'docs/vi/huong-dan-van-hanh.md'
/** Words in capitals with an underscore that are no variables of the service. */
const NOT_VARIABLES = ['KEY_FILE', 'BOT_TOKEN', 'POSTGRES_PASSWORD', 'NODE_ENV']

const documents = listDocuments()
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const known = commands.flatMap(({ name, aliases = [] }) => [name, ...aliases])

describe('the documents', () => {
  it.each(documents)('%s links to what is there', (path) => {
    const links = [...read(path).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target)
    const own = links.filter((target) => !/^(https?:|mailto:)/.test(target))

    expect(own.filter((target) => !resolves(path, target))).toEqual([])
  })

  it('tell officers of every command, and of no other', () => {
    const told = new Set(commandsIn(read(OFFICERS_GUIDE)))

    expect([...told].filter((name) => !known.includes(name))).toEqual([])
    expect(commands.map(({ name }) => name).filter((name) => !told.has(name))).toEqual([])
  })

  it.each(['README.md', OPERATORS_GUIDE, 'docs/vi/du-lieu-ca-nhan.md'])(
    '%s names only commands that the bot has',
    (path) => {
      expect(commandsIn(read(path)).filter((name) => !known.includes(name))).toEqual([])
    },
  )

  it('name only variables that the service knows', () => {
    const names = documents
      .filter((path) => /^(README|docs\/(vi|en)\/)/.test(path))
      .flatMap((path) => variablesIn(read(path)))

    expect([...new Set(names)].filter((name) => !isKnownVariable(name))).toEqual([])
  })

  it('tell operators of every variable', () => {
    const told = variablesIn(read(OPERATORS_GUIDE))

    expect(variableNames.filter((name) => name.includes('_') && !told.includes(name))).toEqual([])
  })

  it('quote the bot’s buttons as they are', () => {
    const labels = Object.values(vi.button)
    const table = /^\| \*\*([^*]+)\*\*/gm
    const quoted = [...read(OFFICERS_GUIDE).matchAll(table)].map(([, label = '']) => label)

    expect(quoted.length).toBeGreaterThan(3)
    expect(quoted.filter((label) => !labels.includes(label))).toEqual([])
  })

  it('number the decisions without a gap or a double, and list each', () => {
    const records = readdirSync(join(ROOT, 'docs/decisions')).filter((name) => name !== 'README.md')
    const list = read('docs/decisions/README.md')

    expect(records.map((name) => Number(name.slice(0, 4))).toSorted((a, b) => a - b)).toEqual(
      records.map((_, index) => index + 1),
    )
    expect(records.filter((name) => !list.includes(`(${name})`))).toEqual([])
  })
})

/** Commands as they stand in running text: in code, at the start or after a blank. */
function commandsIn(text: string): string[] {
  const code = [...text.matchAll(/`([^`\n]+)`/g), ...text.matchAll(/^\s*(\/[a-z]+ .*)$/gm)]
  const first = code.map(([, words = '']) => /^\/([a-z_]+)(?:\s|$)/.exec(words)?.[1])
  return first.filter((name) => name !== undefined).filter((name) => !isOfBotFather(name))
}

function isOfBotFather(name: string): boolean {
  return ['newbot', 'setprivacy', 'metrics', 'sandbox', 'readyz', 'healthz', 'root'].includes(name)
}

function variablesIn(text: string): string[] {
  return text.match(/\b[A-Z]{2,}(?:_[A-Z]+)+\b/g) ?? []
}

function isKnownVariable(name: string): boolean {
  const plain = name.replace(/_FILE$/, '')
  const isOfTests = plain.startsWith('TEST_')
  return [...variableNames, ...NOT_VARIABLES].some((one) => one === plain) || isOfTests
}

/** A file, and where the link names a heading, that heading (as GitHub makes its anchor). */
function resolves(from: string, target: string): boolean {
  const [path = '', anchor] = decodeURIComponent(target).split('#')
  const file = path === '' ? from : join(dirname(from), path)
  if (!existsSync(join(ROOT, file))) return false
  if (anchor === undefined || !file.endsWith('.md')) return true
  return anchorsOf(read(file)).includes(anchor)
}

function anchorsOf(text: string): string[] {
  const headings = [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => heading)
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\s-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

function listDocuments(): string[] {
  const below = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
  const inDocs = below.filter((name) => name.endsWith('.md')).map((name) => join('docs', name))
  return ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...inDocs]
}
