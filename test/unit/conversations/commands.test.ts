import { describe, expect, it } from '@jest/globals'
import { parseAcknowledgement } from '../../../src/conversations/acknowledge.ts'
import { matchKeyword } from '../../../src/conversations/command.ts'
import { commands } from '../../../src/conversations/commands.ts'

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
