import { describe, expect, it } from '@jest/globals'
import { leadingCode, matchKeyword } from '../../../src/conversations/command.ts'
import { commands } from '../../../src/conversations/commands.ts'
import { parseAcknowledgement } from '../../../src/domain/text/typed-words.ts'

describe('every command', () => {
  it.each(commands.map(({ name, spoken }) => [name, spoken]))(
    '%s is understood as the help writes it, “%s”',
    (name, spoken) => {
      const matched = matchKeyword(spoken, commands)?.command.name
      const kind = parseAcknowledgement(spoken)?.kind

      expect(matched ?? kind).toBe(
        matched === undefined ? (name === 'danhan' ? 'received' : 'understood') : name,
      )
    },
  )
})

describe('the code that a text begins with', () => {
  it.each(['T12', 'T12 ạ', 'T12 Ạ!', 'T12 đi ạ', 'T12, nhá'])('stands alone in “%s”', (text) => {
    for (const form of ['NFC', 'NFD'])
      expect(leadingCode(text.normalize(form))).toEqual({ number: 12, isAlone: true })
  })

  it.each(['T12 à', 'T12 Á', 'T12 đi à?', 'T12 chưa?'])('is asked about in “%s”', (text) => {
    for (const form of ['NFC', 'NFD'])
      expect(leadingCode(text.normalize(form))).toEqual({ number: 12, isAlone: false })
  })
})
