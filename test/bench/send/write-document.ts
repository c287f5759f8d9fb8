import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Row } from './case.ts'
import { goalTable } from './goal-table.ts'
import { plotCost, plotMemory, plotSends } from './plots.ts'
import { caseTables } from './case-tables.ts'
import type { SendFigures } from './send.bench.ts'

const DOCS = resolve(import.meta.dirname, '../../../docs')
const DOCUMENT = join(DOCS, 'performance.md')
const BEGIN = '<!-- written by `npm run bench -- send --write-docs`: begin -->'
const END = '<!-- written by `npm run bench -- send --write-docs`: end -->'

/** Writes the tables into the document, between its two marks, and the plots beside its pictures. */
export function writeDocument(
  figures: SendFigures,
  machine: Readonly<Record<string, unknown>>,
): void {
  const { rows } = figures
  const of = (group: Row['group']): Row[] => rows.filter((row) => row.group === group)
  const images = join(DOCS, 'images')
  mkdirSync(images, { recursive: true })
  writeFileSync(join(images, 'send-over-time.svg'), plotSends(of('limits')))
  writeFileSync(join(images, 'send-cost.svg'), plotCost(of('unlimited')))
  writeFileSync(join(images, 'send-memory.svg'), plotMemory(of('unlimited')))
  const text = readFileSync(DOCUMENT, 'utf8')
  const [head] = text.split(BEGIN)
  const [, tail] = text.split(END)
  if (head === undefined || tail === undefined) throw new Error(`${DOCUMENT} has lost its marks`)
  const written = [
    BEGIN,
    '<!-- prettier-ignore-start -->',
    runLine(figures, machine),
    goalTable(rows),
    ...caseTables(rows),
    settingsList(rows),
    '<!-- prettier-ignore-end -->',
    END,
  ].join('\n\n')
  writeFileSync(DOCUMENT, `${head}${written}${tail}`)
}

function runLine(figures: SendFigures, machine: Readonly<Record<string, unknown>>): string {
  const { takenAt, mode, loadAverageBefore, minutes, seed, concurrency, latencyMs } = figures
  const versions = Object.entries(figures.versions).map(([name, version]) => `${name} ${version}`)
  const busy =
    loadAverageBefore > 0.5
      ? '\n\n**Provisional: the machine did other work during this run.** Ratios say more than rates here.'
      : ''
  return `Run of ${takenAt.slice(0, 16).replace('T', ' ')} UTC, ${mode}, ${minutes} minutes; load average before: ${loadAverageBefore}. Node ${String(machine['node'])}, ${String(machine['cpus'])} CPUs, ${String(machine['memoryGiB'])} GiB. Concurrency ${concurrency}, latency under limits ${latencyMs[0]}–${latencyMs[1]} ms evenly drawn, seed ${seed}. ${versions.join(', ')}.${busy}`
}

function settingsList(rows: readonly Row[]): string {
  const known = new Map(rows.map(({ name, settings }) => [`${name}: ${settings}`, settings]))
  const lines = [...known.keys()].sort().map((line) => `- ${line}`)
  return `### Settings\n\n${lines.join('\n')}`
}
