import { describe, expect, it } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'dotenv'
import { loadConfig } from '../../../config/config.ts'
import { variableNames, variables } from '../../../config/variables.ts'

const text = readFileSync(join(import.meta.dirname, '../../../.env.example'), 'utf8')
const listed = parse(text)

describe('.env.example', () => {
  it('lists exactly the variables of the schema, in its order', () => {
    expect(Object.keys(listed)).toEqual(variableNames)
  })

  it('shows each default and explains each variable in both languages', () => {
    for (const name of variableNames) {
      const { help, example, secret } = variables[name]
      const mark = secret ? ' (bí mật / secret)' : ''

      expect(text).toContain(`\n# ${help.vi}${mark}\n# ${help.en}\n${name}=${example}\n`)
    }
  })

  it('starts the demo when it is copied to .env as it is', () => {
    const untouched = loadConfig({}, '/nowhere')

    expect(loadConfig(listed, '/nowhere')).toEqual(untouched)
  })
})
