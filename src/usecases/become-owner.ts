import type { Settings } from '../deps.ts'
import type { AccountId, PersonId, UnitId } from '../domain/id.ts'
import { newId } from '../domain/id.ts'
import { dayOf } from '../domain/time/format.ts'
import { appendAudit } from '../storage/audit.ts'
import type { Account } from '../storage/accounts.ts'
import { useClaimCode } from '../storage/claim-codes.ts'
import { hasActingOwner } from '../storage/officers.ts'
import { addPerson, addPost, linkAccount, UNKNOWN_NAME } from '../storage/people.ts'
import { putMark } from '../storage/settings.ts'
import type { Store } from '../storage/store.ts'
import { addUnit, rootUnit } from '../storage/units.ts'
import { noteNameUnsaid } from '../storage/unsaid-names.ts'

interface OwnerInput {
  readonly account: Account
  readonly now: Date
  readonly timeZone: string
}

type AccountInSettings = Settings['owners'][number]

/** Makes the account's person an owner when the one-time code of the terminal is right; null when it is not. */
export async function claimOwnership(
  tx: Store,
  input: OwnerInput & { code: string },
): Promise<PersonId | null> {
  if (!(await useClaimCode(tx, input.code, input.now))) return null
  return makeOwner(tx, input, 'claim-ownership')
}

/**
 * Makes an owner of whom the configuration names, once: an owner who was removed since, or whose account was replaced, is not
 * made one anew by the line that still stands there. While nobody else can act as one, it is the way back. Gives the person
 * behind the account.
 */
export async function recogniseOwner(
  tx: Store,
  input: OwnerInput & { named: AccountInSettings },
): Promise<PersonId | null> {
  const { platform, externalId } = input.named
  const mark = tx.keys.lookup('owner', `${platform}:${externalId}`).toString('hex')
  const isFirst = await putMark(tx, `owner-recognised.${mark}`)
  if (!isFirst && (await hasActingOwner(tx))) return input.account.personId
  return makeOwner(tx, input, 'recognise-owner')
}

/**
 * Gives the person behind an account the owner's post. The first owner of an empty installation gets a
 * root unit to stand in, named later.
 */
async function makeOwner(
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

/** A person for an account that nobody has named yet, with its display name until they say what they are called. */
export async function personFor(
  tx: Store,
  account: { id: AccountId; name: string },
): Promise<PersonId> {
  const personId = await addPerson(tx, { name: account.name || UNKNOWN_NAME })
  await linkAccount(tx, account.id, personId)
  await noteNameUnsaid(tx, personId)
  return personId
}

async function firstUnit(tx: Store, from: string): Promise<UnitId> {
  const id = newId<UnitId>()
  await addUnit(tx, { id, kind: 'org', code: 'co-quan', name: 'Cơ quan', parentId: null, from })
  return id
}
