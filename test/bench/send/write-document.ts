import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DOCS, type Machine, runLine, writeSection } from '../write-section.ts'
import type { Row } from './case.ts'
import { goalTable } from './goal-table.ts'
import { plotCost, plotMemory, plotSends } from './plots.ts'
import { caseTables } from './case-tables.ts'
import type { SendFigures } from './send.bench.ts'

/** Writes the tables into the document, and the plots beside its pictures. */
export function writeDocument(figures: SendFigures, machine: Machine): void {
  const { rows, mode, minutes, seed, concurrency, latencyMs } = figures
  const of = (group: Row['group']): Row[] => rows.filter((row) => row.group === group)
  const images = join(DOCS, 'images')
  mkdirSync(images, { recursive: true })
  writeFileSync(join(images, 'send-over-time.svg'), plotSends(of('limits')))
  writeFileSync(join(images, 'send-cost.svg'), plotCost(of('unlimited')))
  writeFileSync(join(images, 'send-memory.svg'), plotMemory(of('unlimited')))
  const versions = Object.entries(figures.versions).map(([name, version]) => `${name} ${version}`)
  const run = {
    ...figures,
    what: `${mode}, ${minutes} minutes`,
    settings: `Concurrency ${concurrency}, latency under limits ${latencyMs[0]}–${latencyMs[1]} ms evenly drawn, seed ${seed}. ${versions.join(', ')}.`,
  }
  writeSection('send', [
    runLine(run, machine),
    goalTable(rows),
    ...caseTables(rows),
    settingsList(rows),
  ])
}

function settingsList(rows: readonly Row[]): string {
  const known = new Map(rows.map(({ name, settings }) => [`${name}: ${settings}`, settings]))
  const lines = [...known.keys()].sort().map((line) => `- ${line}`)
  return `### Settings\n\n${lines.join('\n')}`
}
