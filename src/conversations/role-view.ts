import type { Role } from '../domain/role.ts'
import { treeRows } from '../domain/unit-tree.ts'
import type { Unit } from '../domain/unit.ts'
import type { Message } from '../messages/message.ts'
import {
  candidatesMessage,
  namesakesMessage,
  officersMessage,
  unitOfficersMessage,
} from '../messages/role-messages.ts'
import { findPostOf, officerPosts, reachableIn, type NamedPost } from '../storage/officers.ts'
import { shownAccounts } from '../storage/account-links.ts'
import { namesOf } from '../storage/people.ts'
import { currentUnits } from '../storage/units.ts'
import { press, type Turn } from './turn.ts'

const LISTED = 500
const OFFERED = 20

/** Everybody with a role, and the units to go on to. */
export async function officersView(turn: Turn, page: number): Promise<Message> {
  const [units, posts] = await Promise.all([currentUnits(turn.tx), officerPosts(turn.tx, LISTED)])
  const names = await namesOf(
    turn.tx,
    posts.map(({ personId }) => personId),
  )
  const nameOfUnit = new Map(units.map((unit) => [unit.id, unit.name]))
  return officersMessage(
    {
      officers: posts.map(({ personId, role, unitId }) => ({
        name: names.get(personId) ?? '?',
        role,
        unitId,
        unit: nameOfUnit.get(unitId) ?? '?',
      })),
      rows: treeRows(units),
      page,
    },
    turn.texts,
    (action) => press(turn, action),
  )
}

/** The officers of one unit. */
export async function unitOfficersView(turn: Turn, unit: Unit): Promise<Message> {
  const posts = await officerPosts(turn.tx, OFFERED, unit.id)
  const names = await namesOf(
    turn.tx,
    posts.map(({ personId }) => personId),
  )
  const officers = posts.map((post) => ({ ...post, name: names.get(post.personId) ?? '?' }))
  return unitOfficersMessage({ unit, officers }, turn.texts, (action) => press(turn, action))
}

/** Who in the unit could be given the role. */
export async function candidatesView(turn: Turn, unit: Unit, role: Role): Promise<Message> {
  const people = []
  for (const personId of await reachableIn(turn.tx, unit.id, LISTED)) {
    if (people.length === OFFERED) break
    if (!(await findPostOf(turn.tx, { personId, unitId: unit.id, role }))) people.push(personId)
  }
  const names = await namesOf(turn.tx, people)
  const offered = people
    .map((id) => ({ id, name: names.get(id) ?? '?' }))
    .toSorted((a, b) => a.name.localeCompare(b.name, 'vi'))
  return candidatesMessage({ unit, role, people: offered }, turn.texts, (action) =>
    press(turn, action),
  )
}

/** Who of several with one name gives a role up. */
export async function namesakesView(
  turn: Turn,
  view: {
    readonly name: string
    readonly unit: Unit
    readonly role: Role
    readonly posts: readonly NamedPost[]
  },
): Promise<Message> {
  const { texts } = turn
  const names = await namesOf(
    turn.tx,
    view.posts.map(({ personId }) => personId),
  )
  const people = []
  for (const { postId, personId, since } of view.posts) {
    const accounts = (await shownAccounts(turn.tx, personId)).map(({ platform, name }) =>
      texts.link.account({ platform: texts.platform[platform], name }),
    )
    people.push({ postId, name: names.get(personId) ?? '?', since, accounts })
  }
  return namesakesMessage({ ...view, people }, texts, (action) => press(turn, action))
}
