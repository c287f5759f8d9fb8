import type { PersonId, UnitId } from '../domain/id.ts'
import { plainMessage } from '../messages/message.ts'
import { officerPosts } from '../storage/officers.ts'
import { namesOf, ownersOf } from '../storage/people.ts'
import { findUnit } from '../storage/units.ts'
import { press, tellPerson, type Turn } from './turn.ts'

const POSTS = 50

/** Asks the owners whether somebody who has joined is the officer of that name who has no account yet. */
export async function askOwners(turn: Turn, officer: PersonId, unitId: UnitId): Promise<void> {
  const { texts } = turn
  const [posts, names, unit] = await Promise.all([
    officerPosts(turn.tx, POSTS, unitId),
    namesOf(turn.tx, [officer]),
    findUnit(turn.tx, unitId),
  ])
  const roles = posts.filter(({ personId }) => personId === officer).map(({ role }) => role)
  const question = texts.owner.namesake({
    name: names.get(officer) ?? '?',
    unit: unit?.name ?? '?',
    role: roles.map((role) => texts.role[role]).join(', '),
  })
  const answer = press(turn, { verb: 'o-same', id: turn.account.id, arg: officer })
  for (const owner of await ownersOf(turn.tx))
    await tellPerson(turn, owner, {
      ...plainMessage(question),
      buttons: [[{ label: texts.button.samePerson, action: answer }]],
    })
}
