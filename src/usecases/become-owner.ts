import type { AccountId, PersonId, UnitId } from '../domain/id.ts'
import { newId } from '../domain/id.ts'
import { dayOf } from '../domain/time/format.ts'
import { appendAudit } from '../storage/audit.ts'
import type { Account } from '../storage/accounts.ts'
import { useClaimCode } from '../storage/claim-codes.ts'
import { addPerson, addPost, linkAccount, UNKNOWN_NAME } from '../storage/people.ts'
import type { Store } from '../storage/store.ts'
import { addUnit, rootUnit } from '../storage/units.ts'

interface OwnerInput {
  readonly account: Account
  readonly now: Date
  readonly timeZone: string
}

/** Makes the account's person an owner when the one-time code of the terminal is right. */
export async function claimOwnership(
  tx: Store,
  input: OwnerInput & { code: string },
): Promise<boolean> {
  if (!(await useClaimCode(tx, input.code, input.now))) return false
  await makeOwner(tx, input, 'claim-ownership')
  return true
}

/**
 * Gives the person behind an account the owner's post. The first owner of an empty installation gets a
 * root unit to stand in, named later.
 */
export async function makeOwner(
  tx: Store,
  input: OwnerInput,
  action: 'claim-ownership' | 'recognise-owner',
): Promise<PersonId> {
  const personId = input.account.personId ?? (await personFor(tx, input.account))
  const from = dayOf(input.now, input.timeZone)
  const unitId = (await rootUnit(tx))?.id ?? (await firstUnit(tx, from))
  const isNew = await addPost(tx, { personId, unitId, role: 'owner', from })
  if (isNew)
    await appendAudit(tx, {
      at: input.now,
      actor: personId,
      action,
      subject: { kind: 'person', id: personId },
    })
  return personId
}

/** A person for an account that nobody has named yet, with its display name. */
export async function personFor(
  tx: Store,
  account: { id: AccountId; name: string },
): Promise<PersonId> {
  const personId = await addPerson(tx, { name: account.name || UNKNOWN_NAME })
  await linkAccount(tx, account.id, personId)
  return personId
}

async function firstUnit(tx: Store, from: string): Promise<UnitId> {
  const id = newId<UnitId>()
  await addUnit(tx, { id, kind: 'org', code: 'co-quan', name: 'Cơ quan', parentId: null, from })
  return id
}
