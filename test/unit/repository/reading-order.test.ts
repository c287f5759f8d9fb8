import { describe, expect, it } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const DOCS = join(import.meta.dirname, '../../../docs/en')
const SECTION = /^### A delivery out\n[\s\S]*?(?=^### )/m
/** A file of the order, what is to be read of it, and how many lines that is. */
const ENTRY = /^\d+\. \[[^\]]+\]\(([^)]+)\)((?:,? `\w+`)*) \((\d+)\): /gm

/** How fast a newcomer reads, as was measured with one. */
const CODE_LINES_A_MINUTE = 40
const COMMENT_LINES_A_MINUTE = 80
const WORDS_A_MINUTE = 220
/** An hour, with some time to draw. */
const MINUTES = 55
/** A file may grow a little before its number must be written anew. */
const LINES_OFF = 0.2

interface Entry {
  readonly path: string
  readonly told: number
  readonly lines: readonly string[]
}

describe('the life of a delivery', () => {
  const section = SECTION.exec(read('developers.md'))?.[0] ?? ''
  const entries = entriesOf(section)

  it('is read in less than an hour', () => {
    const files = entries.reduce((sum, { lines }) => sum + minutesOf(lines), 0)

    expect(entries.length).toBeGreaterThan(20)
    expect(files + wordsOf(section) / WORDS_A_MINUTE).toBeLessThan(MINUTES)
  })

  it('is as long to read, file by file, as the order says', () => {
    const off = entries.filter(
      ({ told, lines }) => Math.abs(told - lines.length) > lines.length * LINES_OFF,
    )

    expect(off.map(({ path, lines }) => [path, lines.length])).toEqual([])
  })
})

function entriesOf(section: string): Entry[] {
  return [...section.matchAll(ENTRY)].map(([, path = '', names = '', told]) => {
    const text = read(path)
    const named = [...names.matchAll(/\w+/g)].map(([name]) => declarationOf(text, name))
    const lines = (named.length > 0 ? named.join('\n') : text.trimEnd()).split('\n')
    return { path, told: Number(told), lines }
  })
}

/** A function or a type, with its comment, or a table of the schema. */
function declarationOf(text: string, name: string): string {
  const comment = String.raw`(?:^/\*\*(?:(?!\*/)[\s\S])*?\*/\n)?`
  const declared = String.raw`^(?:export )?(?:async )?(?:function|interface) ${name}\b[\s\S]*?^\}`
  const table = String.raw`^  ${name}: \{\n[\s\S]*?^  \}`
  const declaration = new RegExp(`${comment}${declared}|${table}`, 'm').exec(text)
  if (!declaration) throw new Error(`${name} is not there`)
  return declaration[0]
}

function minutesOf(lines: readonly string[]): number {
  const comments = lines.filter((line) => /^\s*(?:\/\*|\*|\/\/|--)/.test(line)).length
  return comments / COMMENT_LINES_A_MINUTE + (lines.length - comments) / CODE_LINES_A_MINUTE
}

/** Without where links lead to, and the lines of tables. */
function wordsOf(section: string): number {
  const words = section.replaceAll(/\]\([^)]*\)/g, ']').replaceAll(/\||-{2,}/g, ' ')
  return words.split(/\s+/).filter((word) => word !== '').length
}

function read(path: string): string {
  return readFileSync(join(DOCS, path), 'utf8')
}
