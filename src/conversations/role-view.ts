import type { PersonId, UnitId } from '../domain/id.ts'
import { NAMESAKES_OFFERED, namesakesIn } from '../domain/namesakes.ts'
import type { Role } from '../domain/role.ts'
import { treeRows } from '../domain/unit-tree.ts'
import type { Unit } from '../domain/unit.ts'
import { formatDay } from '../domain/time/format.ts'
import { personalAccount } from '../messages/account-name.ts'
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
  peopleNamed,
  reachableIn,
  sinceIn,
  type NamedPost,
  type OfficerPost,
} from '../storage/officers.ts'
import { shownAccounts } from '../storage/account-links.ts'
import { currentPosts, nameOf, namesOf } from '../storage/people.ts'
import { currentUnits, namesOfUnits } from '../storage/units.ts'
import type { Turn } from './turn.ts'

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
    turn.press,
  )
}

/** The officers of one unit. */
export async function unitOfficersView(turn: Turn, unit: Unit): Promise<Message> {
  const posts = await officerPosts(turn.tx, OFFERED, unit.id)
  const names = await namesOf(
    turn.tx,
    posts.map(({ personId }) => personId),
  )
  const named = posts.map((post) => ({ ...post, name: names.get(post.personId) ?? '?' }))
  const apart = await whatTellsApart(turn, unit.id, namesakesIn(named))
  const officers = named.map((one) => ({ ...one, apart: apart.get(one.personId) }))
  return unitOfficersMessage({ unit, officers }, turn.texts, turn.press)
}

/** Who in the unit could be given the role. */
export async function candidatesView(turn: Turn, unit: Unit, role: Role): Promise<Message> {
  const people = []
  for (const personId of await reachableIn(turn.tx, unit.id, LISTED)) {
    if (people.length === OFFERED) break
    if (!(await findPostOf(turn.tx, { personId, unitId: unit.id, role }))) people.push(personId)
  }
  const names = await namesOf(turn.tx, people)
  const named = people.map((personId) => ({ personId, name: names.get(personId) ?? '?' }))
  const apart = await whatTellsApart(turn, unit.id, namesakesIn(named))
  const offered = named
    .map((one) => ({ ...one, apart: apart.get(one.personId) }))
    .toSorted((a, b) => a.name.localeCompare(b.name, 'vi'))
  return candidatesMessage({ unit, role, people: offered }, turn.texts, turn.press)
}

/** Who gives a role up: the name, with what tells them apart where the unit has others of it. */
export async function nameApart(turn: Turn, { personId, unitId }: OfficerPost): Promise<string> {
  const name = (await nameOf(turn.tx, personId)) ?? '?'
  if ((await peopleNamed(turn.tx, name, unitId)).length < 2) return name
  const apart = (await whatTellsApart(turn, unitId, [{ personId }])).get(personId)
  return apart === undefined ? name : `${name} (${apart})`
}

/** What tells people of one name in a unit apart: since when they are there, and their accounts. */
async function whatTellsApart(
  turn: Turn,
  unitId: UnitId,
  people: readonly { readonly personId: PersonId }[],
): Promise<Map<PersonId, string>> {
  const ids = [...new Set(people.map(({ personId }) => personId))]
  const apart = new Map<PersonId, string>()
  for (const [personId, day] of await sinceIn(turn.tx, unitId, ids)) {
    const since = turn.texts.officer.since({ day: formatDay(day) })
    apart.set(personId, `${since} – ${await accountsShown(turn, personId)}`)
  }
  return apart
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
  const offered = []
  for (const personId of wish.people) {
    const held = (await currentPosts(turn.tx, personId)).map(({ unitId }) => unitId)
    const names = await namesOfUnits(turn.tx, held)
    const units = new Set(held.map((unitId) => names.get(unitId) ?? '?'))
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
  const shown = offered.slice(0, NAMESAKES_OFFERED)
  const names = await namesOf(
    turn.tx,
    shown.map(({ personId }) => personId),
  )
  const people = []
  for (const { personId, place, action } of shown) {
    const apart = `${place} – ${await accountsShown(turn, personId)}`
    people.push({ name: names.get(personId) ?? '?', apart, action })
  }
  const { moreNamed } = turn.texts.officer
  const lines = offered.length > shown.length ? [question, moreNamed] : [question]
  return namesakesMessage({ lines, people }, turn.press)
}

async function accountsShown({ tx, texts }: Turn, personId: PersonId): Promise<string> {
  const accounts = await shownAccounts(tx, personId)
  return accounts.map((one) => personalAccount(one, texts)).join('; ') || texts.officer.noAccount
}
