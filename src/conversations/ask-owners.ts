import type { PersonId, UnitId } from '../domain/id.ts'
import { plainMessage } from '../messages/message.ts'
import { officerPosts } from '../storage/officers.ts'
import { namesOf, ownersOf } from '../storage/people.ts'
import { findUnit } from '../storage/units.ts'
import { press, tellPerson, type Turn } from './turn.ts'

const POSTS = 50

/** Asks the owners whether somebody who has joined is the officer of that name who has no account yet. */
export async function askOwners(turn: Turn, officer: PersonId, unitId: UnitId): Promise<void> {
  const [posts, names, unit] = await Promise.all([
    officerPosts(turn.tx, POSTS, unitId),
    namesOf(turn.tx, [officer]),
    findUnit(turn.tx, unitId),
  ])
  const roles = posts.filter(({ personId }) => personId === officer).map(({ role }) => role)
  const [name, place] = [names.get(officer) ?? '?', unit?.name ?? '?']
  const answer = press(turn, { verb: 'o-same', id: turn.account.id, arg: officer })
  for (const owner of await ownersOf(turn.tx))
    await tellPerson(turn, owner, (texts) => {
      const role = roles.map((one) => texts.role[one]).join(', ')
      return {
        ...plainMessage(texts.owner.namesake({ name, unit: place, role })),
        buttons: [[{ label: texts.button.samePerson, action: answer }]],
      }
    })
}
