import { describe, expect, it } from '@jest/globals'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const SRC = join(import.meta.dirname, '../../../src')
const FUNCTION = /^(?:export )?(?:async )?function (\w+)[\s\S]*?^\}/gm

describe.each(['delivery', 'broadcast'] as const)('the life of a %s', (table) => {
  it('is told whole where its states are', () => {
    expect(told(table)).toEqual(found(table))
  })
})

/** SQL statements, by hand or by kysely, that write a row of the table with its state. */
function writesOf(table: string): RegExp[] {
  return [
    String.raw`\binsert into ${table}\b|insertInto\('${table}'\)`,
    String.raw`\bupdate ${table}\b[^;\`]*?\bset\b(?:(?!\bwhere\b|\bfrom\b)[\s\S])*?\bstate = `,
    String.raw`updateTable\('${table}'\)\s*(?://[^\n]*\s*)?\.set\(\{(?:(?!\}\))[\s\S])*?\bstate:`,
  ].map((source) => new RegExp(source))
}

/** The functions that the comment over the states names. */
function told(table: 'delivery' | 'broadcast'): string[] {
  const states = { delivery: 'DeliveryState', broadcast: 'BroadcastState' }[table]
  const before = read('domain/delivery.ts').split(`export type ${states} =`)[0] ?? ''
  const comment = before.slice(before.lastIndexOf('/**'))
  let file = ''
  return comment
    .split('\n')
    .flatMap((line) => {
      file = /^ \* (\S+\.ts)$/.exec(line)?.[1] ?? file
      const name = /^ \* {3}(\w+) {2}/.exec(line)?.[1]
      return name === undefined ? [] : [`${file} ${name}`]
    })
    .sort()
}

function found(table: string): string[] {
  const writes = writesOf(table)
  return readdirSync(join(SRC, 'storage'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.startsWith('migrations'))
    .flatMap((path) =>
      [...read(`storage/${path}`).matchAll(FUNCTION)]
        .filter(([body]) => writes.some((pattern) => pattern.test(body)))
        .map(([, name]) => `${path} ${name}`),
    )
    .sort()
}

function read(path: string): string {
  return readFileSync(join(SRC, path), 'utf8')
}
