import type { AccountId, PersonId } from '../../domain/id.ts'
import { isOfficer, isOwner, type Actor } from '../../domain/rights.ts'
import { dayOf } from '../../domain/time/format.ts'
import {
  accountsOf,
  becomePerson,
  lockLinks,
  personOfAccount,
} from '../../storage/account-links.ts'
import { appendAudit } from '../../storage/audit.ts'
import { nameOf } from '../../storage/people.ts'
import type { Store } from '../../storage/store.ts'
import { actorOf } from '../actor-of.ts'

export type LinkOfficerResult =
  | { readonly kind: 'linked'; readonly name: string }
  | { readonly kind: 'no-right' }
  /** They are no officer any more, or have an account by now; or the account stands for another officer. */
  | { readonly kind: 'gone' }

/**
 * Says that the account of somebody who has joined is that of an officer on the roll: from now on it acts
 * with the officer's rights. Owners only.
 */
export async function linkOfficer(
  tx: Store,
  input: {
    actor: Actor
    accountId: AccountId
    officer: PersonId
    now: Date
    timeZone: string
  },
): Promise<LinkOfficerResult> {
  if (!isOwner(input.actor)) return { kind: 'no-right' }
  const { officer, now } = input
  await lockLinks(tx)
  const name = await nameOf(tx, officer)
  const joined = await personOfAccount(tx, input.accountId)
  // Somebody who has been linked to another person has neither account nor post of their own.
  const isFree =
    (await accountsOf(tx, officer)).length === 0 && isOfficer(await actorOf(tx, officer))
  if (name === undefined || !joined || !isFree || isOfficer(await actorOf(tx, joined)))
    return { kind: 'gone' }
  await becomePerson(tx, { from: joined, to: officer, now, today: dayOf(now, input.timeZone) })
  await appendAudit(tx, {
    at: now,
    actor: input.actor.personId,
    action: 'link-person',
    subject: { kind: 'person', id: officer },
  })
  return { kind: 'linked', name }
}
