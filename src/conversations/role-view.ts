import type { PersonId } from '../domain/id.ts'
import type { Role } from '../domain/role.ts'
import { treeRows } from '../domain/unit-tree.ts'
import type { Unit } from '../domain/unit.ts'
import { formatDay } from '../domain/time/format.ts'
import type { Action } from '../messages/action.ts'
import type { Message } from '../messages/message.ts'
import {
  candidatesMessage,
  GIVE_VERBS,
  namesakesMessage,
  officersMessage,
  unitOfficersMessage,
} from '../messages/role-messages.ts'
import {
  findPostOf,
  officerPosts,
  reachableIn,
  sinceIn,
  type NamedPost,
} from '../storage/officers.ts'
import { shownAccounts } from '../storage/account-links.ts'
import { currentPosts, namesOf } from '../storage/people.ts'
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

interface RoleWish {
  readonly name: string
  readonly unit: Unit
  readonly role: Role
}

/** Who of several with one name gives a role up. */
export async function namesakesView(
  turn: Turn,
  wish: RoleWish & { readonly posts: readonly NamedPost[] },
): Promise<Message> {
  const { texts } = turn
  const { name, unit, role, posts } = wish
  const words = { name, role: texts.role[role], unit: unit.name, count: posts.length }
  const people = posts.map(({ postId, personId, since }) => ({
    personId,
    place: texts.officer.since({ day: formatDay(since) }),
    action: { verb: 'o-end', id: postId },
  }))
  return tellApart(turn, texts.officer.chooseNamesake(words), people)
}

/** Who of several with one name in the unit is given a role. */
export async function namedView(
  turn: Turn,
  wish: RoleWish & { readonly people: readonly PersonId[] },
): Promise<Message> {
  const { officer, role } = turn.texts
  const { name, unit, people } = wish
  const since = await sinceIn(turn.tx, unit.id, people)
  const words = { name, role: role[wish.role], unit: unit.name, count: people.length }
  const offered = people.map((personId) => ({
    personId,
    place: officer.since({ day: formatDay(since.get(personId) ?? '') }),
    action: { verb: GIVE_VERBS[wish.role], id: unit.id, arg: personId },
  }))
  return tellApart(turn, officer.chooseNamed(words), offered)
}

/** Whether somebody of that name outside the unit is meant, with the units in which they are today. */
export async function namedElsewhereView(
  turn: Turn,
  wish: RoleWish & { readonly people: readonly PersonId[] },
): Promise<Message> {
  const { officer, role } = turn.texts
  const { name, unit } = wish
  const nameOfUnit = new Map((await currentUnits(turn.tx)).map((one) => [one.id, one.name]))
  const offered = []
  for (const personId of wish.people) {
    const posts = await currentPosts(turn.tx, personId)
    const units = new Set(posts.map(({ unitId }) => nameOfUnit.get(unitId) ?? '?'))
    const action = { verb: GIVE_VERBS[wish.role], id: unit.id, arg: personId }
    offered.push({ personId, place: [...units].join(', ') || officer.noUnit, action })
  }
  const words = { name, role: role[wish.role], unit: unit.name }
  return tellApart(turn, officer.isElsewhere(words), offered)
}

async function tellApart(
  turn: Turn,
  question: string,
  offered: readonly {
    readonly personId: PersonId
    readonly place: string
    readonly action: Action
  }[],
): Promise<Message> {
  const names = await namesOf(
    turn.tx,
    offered.map(({ personId }) => personId),
  )
  const people = []
  for (const { personId, place, action } of offered) {
    const apart = `${place} – ${await accountsShown(turn, personId)}`
    people.push({ name: names.get(personId) ?? '?', apart, action })
  }
  return namesakesMessage({ question, people }, (action) => press(turn, action))
}

async function accountsShown({ tx, texts }: Turn, personId: PersonId): Promise<string> {
  const accounts = (await shownAccounts(tx, personId)).map(({ platform, name }) =>
    texts.link.account({ platform: texts.platform[platform], name }),
  )
  return accounts.join('; ') || texts.officer.noAccount
}
