import { describe, expect, it } from '@jest/globals'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'
import { variableNames } from '../../../config/variables.ts'

const ROOT = join(import.meta.dirname, '../../..')
const NOT_OURS = ['node_modules', 'dist', 'coverage', 'data', '.git', '.cache']
const TEXTS = ['', '.cjs', '.css', '.html', '.js', '.json', '.md', '.mjs', '.ts', '.yaml', '.yml']

const files = listFiles('').filter((path) => TEXTS.includes(extname(path)))
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

describe('the repository', () => {
  it('has a check for machines that can be run', () => {
    expect(statSync(join(ROOT, '.ci/run')).mode & 0o111).toBe(0o111)
    expect(read('.ci/run')).toMatch(/\bnpm test\b/)
  })

  it('locks packages without saying where they came from', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as Lock
    const sources = Object.values(packages).map((entry) => entry.resolved ?? '')

    expect(sources.filter((source) => source.includes(':'))).toEqual([])
    expect(Object.keys(packages).length).toBeGreaterThan(100)
  })

  it('names no package registry', () => {
    const host = new RegExp(
      ['registry', 'artifactory', 'verdaccio', 'nexus'].map((name) => `${name}[.:/]`).join('|'),
      'i',
    )
    const url = /\b(?:https?:)?\/\/[^\s/"'`)]+/g
    const naming = files.filter((path) => (read(path).match(url) ?? []).some((u) => host.test(u)))

    expect(naming).toEqual([])
    expect(files.filter((path) => /(^|\/)\.npmrc$/.test(path))).toEqual([])
  })

  it('names packages by exact version', () => {
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
      read('package.json'),
    ) as Record<string, Record<string, string>>
    const versions = { ...dependencies, ...devDependencies, ...optionalDependencies }

    expect(Object.values(versions).filter((version) => !/^\d+\.\d+\.\d+/.test(version))).toEqual([])
  })

  it('reads the environment in one place', () => {
    const product = files.filter((path) => /^(src|jobs|config)\/.*\.ts$/.test(path))
    const readers = product.filter((path) =>
      /process\.env(?!\['PATH'\])|from 'node:process'/.test(read(path)),
    )

    expect(readers).toEqual(['config/config.ts'])
  })

  it('sends on Telegram through its own client only, never out of an update', () => {
    const product = files.filter((path) => /^(src|jobs|config)\/.*\.ts$/.test(path))
    const imports = product.flatMap((path) =>
      [...read(path).matchAll(/import (type )?\{([^}]+)\} from 'telegraf(?:\/[\w-]+)?'/g)].map(
        ([, isType, names]) => `${path}: ${isType ?? ''}${names?.trim()}`,
      ),
    )

    expect(imports.filter((line) => !line.includes(': type '))).toEqual([
      'src/channels/telegram/telegram-client.ts: Telegram',
    ])
    expect(
      imports.filter((line) => /\b\w*(?:Context|Composer|Scenes|Telegraf)\b/.test(line)),
    ).toEqual([])
    expect(product.filter((path) => /\bctx\b/.test(read(path)))).toEqual([])
    expect(
      product.filter((path) => /from ['"]telegraf|require\(['"]telegraf/.test(read(path))).length,
    ).toBe(new Set(imports.map((line) => line.split(':')[0])).size)
  })

  it('gives the containers only variables that exist', () => {
    const other = ['NODE_ENV', 'POSTGRES_USER', 'POSTGRES_PASSWORD', 'POSTGRES_DB', 'PGPASSWORD']
    const known = new Set<string>([...variableNames, ...other])
    const compose = [...read('compose.yaml').matchAll(/^ {6}([A-Z_]+):/gm)].map(([, name]) => name)
    const image = [...read('Dockerfile').matchAll(/^(?:ENV | {4})([A-Z_]+)=/gm)].map(
      ([, name]) => name,
    )

    expect(compose.length + image.length).toBeGreaterThan(8)
    expect([...compose, ...image].filter((name) => !known.has(name ?? ''))).toEqual([])
  })

  it('has every folder on its map', () => {
    const map = read('CONTRIBUTING.md')
    const folders = ['src', 'test'].flatMap((top) =>
      readdirSync(join(ROOT, top), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name),
    )

    expect(folders.filter((name) => !map.includes(`\n  ${name}/ `))).toEqual([])
  })

  it('says that it is free to use', () => {
    expect(read('LICENSE')).toMatch(/^MIT License/)
    expect(read('LICENSE')).toContain('Nhịp Cầu contributors')
    expect(JSON.parse(read('package.json'))).toMatchObject({ license: 'MIT' })
  })
})

interface Lock {
  readonly packages: Readonly<Record<string, { readonly resolved?: string }>>
}

function listFiles(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (NOT_OURS.includes(entry.name)) return []
    return entry.isDirectory() ? listFiles(path) : [path]
  })
}
