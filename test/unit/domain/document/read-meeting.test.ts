import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { readDocument } from '../../../../src/domain/document/read-document.ts'

const fixtures = new URL('../../../fixtures/', import.meta.url)

describe('the text the project started from', () => {
  const text = readFileSync(new URL('meeting-2023-03-20.txt', fixtures), 'utf8')
  const expected: unknown = JSON.parse(
    readFileSync(new URL('meeting-2023-03-20.expected.json', fixtures), 'utf8'),
  )

  it('is read exactly as people read it, and nothing in it needs a warning', () => {
    const { warnings, ...reading } = readDocument(text)
    expect(reading).toEqual(expected)
    expect(warnings).toEqual([])
  })
})
