import type { PersonId, UnitId } from '../domain/id.ts'
import { isOfficer } from '../domain/rights.ts'
import type { Unit } from '../domain/unit.ts'
import { dayOf } from '../domain/time/format.ts'
import { becomePerson, lockLinks, personOfAccount } from '../storage/account-links.ts'
import { appendAudit } from '../storage/audit.ts'
import type { Account } from '../storage/accounts.ts'
import { unitOfJoinToken } from '../storage/join-links.ts'
import {
  addPost,
  currentPosts,
  linkAccount,
  nameOf,
  renamePerson,
  rollNamed,
  UNKNOWN_NAME,
  type OnRoll,
} from '../storage/people.ts'
import type { Store } from '../storage/store.ts'
import { findUnit } from '../storage/units.ts'
import { isNameUnsaid, noteNameSaid } from '../storage/unsaid-names.ts'
import { actorOf } from './actor-of.ts'
import { personFor } from './become-owner.ts'

interface Member {
  readonly personId: PersonId
  readonly unit: Unit
  readonly name: string
  /** The name is that of an account until its bearer says what they are called; one on a roll is not theirs to change. */
  readonly isUnsaid: boolean
}

export type JoinResult =
  | (Member & {
      readonly kind: 'joined'
      /** Whom an owner has to say that it is: an officer of that name on the unit's roll, or anybody who has an account. */
      readonly namesake: PersonId | null
    })
  | (Member & { readonly kind: 'already' })
  | { readonly kind: 'bad-link' }

/** Makes the person behind an account a member of the unit whose link or keyword was used. */
export async function joinUnit(
  tx: Store,
  input: { token: string; account: Account; now: Date; timeZone: string },
): Promise<JoinResult> {
  const unitId = await unitOfJoinToken(tx, input.token)
  const unit = unitId && (await findUnit(tx, unitId))
  if (!unit) return { kind: 'bad-link' }
  const { account } = input
  // Whoever is found here must be nobody else's until they are linked: an import, or another who joins, may be under way.
  await lockLinks(tx)
  const own = await personOfAccount(tx, account.id)
  const posts = own ? await currentPosts(tx, own) : []
  const isMember = posts.some((post) => post.unitId === unit.id)
  const called = own ? await nameOf(tx, own) : account.name
  const mayBeListed = !isMember && called !== undefined && called !== UNKNOWN_NAME
  const known = mayBeListed ? await rosterPerson(tx, called, unit.id, own) : null
  const personId = own ?? (await standFor(tx, account, known))
  const today = dayOf(input.now, input.timeZone)
  if (own && known && !known.isForOwner)
    await becomeEntry(tx, { own, entry: known.personId, now: input.now, today })
  const joined = {
    personId,
    unit,
    name: (await nameOf(tx, personId)) ?? UNKNOWN_NAME,
    isUnsaid: await isNameUnsaid(tx, personId),
  }
  if (isMember) return { kind: 'already', ...joined }
  await addPost(tx, { personId, unitId: unit.id, role: 'member', from: today, joined: true })
  await appendAudit(tx, {
    at: input.now,
    actor: personId,
    action: 'join-unit',
    subject: { kind: 'unit', id: unit.id },
  })
  // What an officer of today is, no question to the owners can change.
  const isAsked = known?.isForOwner && !isOfficer(await actorOf(tx, own))
  return { kind: 'joined', ...joined, namesake: isAsked ? known.personId : null }
}

/**
 * Corrects the name of somebody who has just joined. When the roll of the unit has exactly one person of
 * that name without an account, that is who it is: the posts come together. Whom an owner has to say that it is, is
 * given back instead.
 */
export async function correctName(
  tx: Store,
  input: { personId: PersonId; unitId: UnitId; name: string; now: Date; timeZone: string },
): Promise<PersonId | null> {
  await lockLinks(tx)
  await noteNameSaid(tx, input.personId)
  const known = await rosterPerson(tx, input.name, input.unitId, input.personId)
  if (!known || known.isForOwner || isOfficer(await actorOf(tx, input.personId))) {
    await renamePerson(tx, input.personId, input.name)
    return known?.isForOwner ? known.personId : null
  }
  await becomePerson(tx, {
    from: input.personId,
    to: known.personId,
    now: input.now,
    today: dayOf(input.now, input.timeZone),
  })
  return null
}

/** Somebody known already is also an entry of a roll for which no account stood: its posts come to them. */
async function becomeEntry(
  tx: Store,
  { own, entry, now, today }: { own: PersonId; entry: PersonId; now: Date; today: string },
): Promise<void> {
  if (await isNameUnsaid(tx, own)) {
    const name = await nameOf(tx, entry)
    if (name !== undefined) await renamePerson(tx, own, name)
    await noteNameSaid(tx, own)
  }
  await becomePerson(tx, { from: entry, to: own, now, today })
}

interface RosterPerson {
  readonly personId: PersonId
  /**
   * A name alone gives nobody an officer's rights, nor what is somebody else's by another account: an owner says whether they
   * are one human.
   */
  readonly isForOwner: boolean
}

/** The only person of that name on the unit's roll without an account; where there is none, the only one with an account. */
async function rosterPerson(
  tx: Store,
  name: string,
  unitId: UnitId,
  except: PersonId | null,
): Promise<RosterPerson | null> {
  const named = name ? await rollNamed(tx, { name, unitId, except }) : []
  const free = named.filter(({ hasAccount }) => !hasAccount)
  const [same, ...others]: OnRoll[] = free.length > 0 ? free : named
  if (!same || others.length > 0) return null
  const { personId, hasAccount } = same
  return { personId, isForOwner: hasAccount || isOfficer(await actorOf(tx, personId)) }
}

async function standFor(
  tx: Store,
  account: Account,
  known: RosterPerson | null,
): Promise<PersonId> {
  if (!known || known.isForOwner) return personFor(tx, account)
  await linkAccount(tx, account.id, known.personId)
  return known.personId
}
