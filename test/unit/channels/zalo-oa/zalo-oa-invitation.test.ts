import { describe, expect, it } from '@jest/globals'
import { readInvitationAnswer } from '../../../../src/channels/zalo-oa/zalo-oa-invitation.ts'

const done = { user_id: '1', error: 0 }
const refused = { user_id: '2', error: '-213', message: 'User has not interacted' }

describe('what Zalo answers to an invitation', () => {
  it.each([
    { answer: { group_id: 'g', members: [done, refused] }, invited: 1, refused: 1 },
    { answer: [{ user_id: '1' }, done], invited: 2, refused: 0 },
    // Not one row for each: whom the others are, nobody knows.
    { answer: { failed: [refused] }, invited: null, refused: 1 },
    { answer: { group_id: 'g', members: ['1', '2'] }, invited: null, refused: 0 },
    { answer: undefined, invited: null, refused: 0 },
  ])('counts only what it says: $answer', ({ answer, ...counted }) => {
    expect(readInvitationAnswer(answer, 2)).toEqual(counted)
  })
})
