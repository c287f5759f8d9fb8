import type { PersonId, UnitId } from '../domain/id.ts'
import { personalAccount } from '../messages/account-name.ts'
import { plainMessage } from '../messages/message.ts'
import { shownAccounts } from '../storage/account-links.ts'
import { officerPosts } from '../storage/officers.ts'
import { nameOf, ownersOf } from '../storage/people.ts'
import { findUnit } from '../storage/units.ts'
import { tellPerson, type Turn } from './turn.ts'

const POSTS = 50

/**
 * Asks the owners whether somebody who has joined is a person of that name on the roll: an officer who has no account yet, or
 * anybody who has one and may have changed it.
 */
export async function askOwners(turn: Turn, person: PersonId, unitId: UnitId): Promise<void> {
  const [posts, known, unit, accounts] = await Promise.all([
    officerPosts(turn.tx, POSTS, unitId),
    nameOf(turn.tx, person),
    findUnit(turn.tx, unitId),
    shownAccounts(turn.tx, person),
  ])
  const roles = posts.filter(({ personId }) => personId === person).map(({ role }) => role)
  const [name, place] = [known ?? '?', unit?.name ?? '?']
  const verb = accounts.length > 0 ? 'o-new' : 'o-same'
  const answer = turn.press({ verb, id: turn.account.id, arg: person })
  for (const owner of await ownersOf(turn.tx))
    await tellPerson(turn, owner, (texts) => {
      const role = roles.map((one) => texts.role[one]).join(', ') || texts.role.member
      const words = { name, unit: place, role }
      const held = accounts.map((one) => personalAccount(one, texts)).join('; ')
      return {
        ...plainMessage(
          accounts.length > 0
            ? texts.owner.newAccount({ ...words, accounts: held })
            : texts.owner.namesake(words),
        ),
        buttons: [[{ label: texts.button.samePerson, action: answer }]],
      }
    })
}
