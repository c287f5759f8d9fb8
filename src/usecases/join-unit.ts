import type { PersonId, UnitId } from '../domain/id.ts'
import type { Unit } from '../domain/unit.ts'
import { dayOf } from '../domain/time/format.ts'
import { becomePerson, lockLinks } from '../storage/account-links.ts'
import { appendAudit } from '../storage/audit.ts'
import type { Account } from '../storage/accounts.ts'
import { unitOfJoinToken } from '../storage/join-links.ts'
import { isOfficer } from '../storage/officers.ts'
import {
  addPost,
  currentPosts,
  linkAccount,
  namesOf,
  renamePerson,
  rollNamed,
  UNKNOWN_NAME,
  type OnRoll,
} from '../storage/people.ts'
import type { Store } from '../storage/store.ts'
import { findUnit } from '../storage/units.ts'
import { isNameUnsaid, noteNameSaid } from '../storage/unsaid-names.ts'
import { personFor } from './become-owner.ts'

export type JoinResult =
  | {
      readonly kind: 'joined' | 'already'
      readonly personId: PersonId
      readonly unit: Unit
      readonly name: string
      /** The name is that of an account until its bearer says what they are called; one on a roll is not theirs to change. */
      readonly isUnsaid: boolean
      /** Whom an owner has to say that it is: an officer of that name on the unit's roll, or anybody who has an account. */
      readonly namesake: PersonId | null
    }
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
  const known = account.personId ? null : await rosterPerson(tx, account.name, unit.id, null)
  const personId = account.personId ?? (await standFor(tx, account, known))
  const posts = await currentPosts(tx, personId)
  const joined = {
    personId,
    unit,
    name: (await namesOf(tx, [personId])).get(personId) ?? UNKNOWN_NAME,
    isUnsaid: await isNameUnsaid(tx, personId),
    namesake: known?.isForOwner ? known.personId : null,
  }
  const isOnRoll = posts.some((post) => post.unitId === unit.id)
  if (isOnRoll && account.personId) return { kind: 'already', ...joined }
  if (!isOnRoll)
    await addPost(tx, {
      personId,
      unitId: unit.id,
      role: 'member',
      from: dayOf(input.now, input.timeZone),
    })
  await appendAudit(tx, {
    at: input.now,
    actor: personId,
    action: 'join-unit',
    subject: { kind: 'unit', id: unit.id },
  })
  return { kind: 'joined', ...joined }
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
  await noteNameSaid(tx, input.personId)
  const known = await rosterPerson(tx, input.name, input.unitId, input.personId)
  if (!known || known.isForOwner || (await isOfficer(tx, input.personId))) {
    await renamePerson(tx, input.personId, input.name)
    return known?.isForOwner ? known.personId : null
  }
  await lockLinks(tx)
  await becomePerson(tx, {
    from: input.personId,
    to: known.personId,
    now: input.now,
    today: dayOf(input.now, input.timeZone),
  })
  return null
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
  return { personId, isForOwner: hasAccount || (await isOfficer(tx, personId)) }
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
