import type { AccountId, PersonId } from '../../domain/id.ts'
import { isOfficer, isOwner, type Actor } from '../../domain/rights.ts'
import { dayOf } from '../../domain/time/format.ts'
import {
  becomePerson,
  lockAccounts,
  lockLinks,
  personOfAccount,
  releaseAccounts,
  shownAccounts,
} from '../../storage/account-links.ts'
import { chatsOfPeople } from '../../storage/duty-chats.ts'
import { appendAudit } from '../../storage/audit.ts'
import { nameOf } from '../../storage/people.ts'
import { oneCopyEach } from '../../storage/sending/one-copy-each.ts'
import type { Store } from '../../storage/store.ts'
import { actorOf } from '../actor-of.ts'
import { endDutiesOfNobody } from './end-duties.ts'

export type ReplaceAccountResult =
  | {
      readonly kind: 'replaced'
      readonly name: string
      /** The accounts that stand for nobody now. */
      readonly released: readonly AccountId[]
    }
  | { readonly kind: 'no-right' }
  /** They have no account by now, or the new one stands for them already, or for an officer. */
  | { readonly kind: 'gone' }

/**
 * Says that somebody who has joined is a person of the roll with a new account: it takes the place of the one that they had on
 * the same bot, where two accounts are two humans. What that has acknowledged stays theirs. Owners only.
 */
export async function replaceAccount(
  tx: Store,
  input: {
    actor: Actor
    accountId: AccountId
    personId: PersonId
    now: Date
    timeZone: string
  },
): Promise<ReplaceAccountResult> {
  if (!isOwner(input.actor)) return { kind: 'no-right' }
  const { personId, now } = input
  await lockLinks(tx)
  const name = await nameOf(tx, personId)
  const joined = await personOfAccount(tx, input.accountId)
  const known = await shownAccounts(tx, personId)
  if (name === undefined || !joined || joined === personId) return { kind: 'gone' }
  // Somebody who has been linked to another person has neither account nor post of their own.
  if (known.length === 0 || isOfficer(await actorOf(tx, joined))) return { kind: 'gone' }
  const bots = new Set((await shownAccounts(tx, joined)).map(({ instanceId }) => instanceId))
  const released = known.filter(({ instanceId }) => bots.has(instanceId)).map(({ id }) => id)
  const chats = await chatsOfPeople(tx, [personId])
  if (released.length > 0) {
    await lockAccounts(tx, released)
    await releaseAccounts(tx, released, personId)
  }
  await becomePerson(tx, { from: joined, to: personId, now, today: dayOf(now, input.timeZone) })
  await oneCopyEach(tx, { people: [personId], chats, now })
  await endDutiesOfNobody(tx, released, now)
  await appendAudit(tx, {
    at: now,
    actor: input.actor.personId,
    action: 'link-person',
    subject: { kind: 'person', id: personId },
  })
  return { kind: 'replaced', name, released }
}
