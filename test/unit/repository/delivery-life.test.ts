import { describe, expect, it } from '@jest/globals'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const SRC = join(import.meta.dirname, '../../../src')
const FUNCTION = /^(?:export )?(?:async )?function (\w+)[\s\S]*?^\}/gm
/** An SQL statement, by hand or by kysely, that writes a row of `delivery` with its state. */
const WRITES = [
  /\binsert into delivery\b|insertInto\('delivery'\)/,
  /\bupdate delivery\b[^;`]*?\bset\b(?:(?!\bwhere\b|\bfrom\b)[\s\S])*?\bstate = /,
  /updateTable\('delivery'\)\s*\.set\(\{(?:(?!\}\))[\s\S])*?\bstate:/,
]

describe('the life of a delivery', () => {
  it('is told whole where its states are', () => {
    expect(told()).toEqual(found())
  })
})

function told(): string[] {
  const comment = /^\/\*\*[\s\S]*?\*\//.exec(read('domain/delivery.ts'))?.[0] ?? ''
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

function found(): string[] {
  return readdirSync(join(SRC, 'storage'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.startsWith('migrations'))
    .flatMap((path) =>
      [...read(`storage/${path}`).matchAll(FUNCTION)]
        .filter(([body]) => WRITES.some((pattern) => pattern.test(body)))
        .map(([, name]) => `${path} ${name}`),
    )
    .sort()
}

function read(path: string): string {
  return readFileSync(join(SRC, path), 'utf8')
}
