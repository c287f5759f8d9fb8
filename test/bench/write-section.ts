import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Where the figures are published. */
export const DOCS = resolve(import.meta.dirname, '../../docs')
const DOCUMENT = join(DOCS, 'performance.md')

/** Writes the figures of a benchmark into the document, between its two marks. */
export function writeSection(name: string, parts: readonly string[]): void {
  const mark = (place: string): string =>
    `<!-- written by \`npm run bench -- ${name} --write-docs\`: ${place} -->`
  const text = readFileSync(DOCUMENT, 'utf8')
  const [head] = text.split(mark('begin'))
  const [, tail] = text.split(mark('end'))
  if (head === undefined || tail === undefined) throw new Error(`${DOCUMENT} has lost its marks`)
  const written = [
    mark('begin'),
    '<!-- prettier-ignore-start -->',
    ...parts,
    '<!-- prettier-ignore-end -->',
    mark('end'),
  ].join('\n\n')
  writeFileSync(DOCUMENT, `${head}${written}${tail}`)
}

export type Machine = Readonly<Record<'node' | 'cpus' | 'memoryGiB', string | number>>

export interface Run {
  readonly takenAt: string
  readonly loadAverageBefore: number
  /** What ran, and how it was set. */
  readonly what: string
  readonly settings: string
}

/** When, on what and how: the first line of each section. */
export function runLine(run: Run, { node, cpus, memoryGiB }: Machine): string {
  const { takenAt, loadAverageBefore, what, settings } = run
  const busy =
    loadAverageBefore > 0.5
      ? '\n\n**Provisional: the machine did other work during this run.** Ratios say more than rates here.'
      : ''
  return `Run of ${takenAt.slice(0, 16).replace('T', ' ')} UTC, ${what}; load average before: ${loadAverageBefore}. Node ${node}, ${cpus} CPUs, ${memoryGiB} GiB. ${settings}${busy}`
}
