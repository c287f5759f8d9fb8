import type { AccountId, BroadcastId, ChannelInstanceId, PersonId } from '../domain/id.ts'
import { isOfficer, isOwner } from '../domain/rights.ts'
import { beyondClock } from '../domain/time/ahead-of-clock.ts'
import { dayOf } from '../domain/time/format.ts'
import {
  accountsBeside,
  accountsErasedWith,
  lockAccounts,
  lockLinks,
  peopleBehind,
} from '../storage/account-links.ts'
import { addressesOf, findAccountAt, type Address } from '../storage/account-by-name.ts'
import { appendAudit } from '../storage/audit.ts'
import { noteErasure } from '../storage/erased-accounts.ts'
import { eraseAccount, lockAccount } from '../storage/erasure.ts'
import { forgetShownNames } from '../storage/forget-shown-names.ts'
import { lockActingOwners } from '../storage/officers.ts'
import type { Store } from '../storage/store.ts'
import { actorOf } from './actor-of.ts'

export interface ErasureRequest {
  /** When they asked for it, by the platform's clock; the epoch: it does not say. */
  readonly at: Date
  readonly now: Date
  readonly timeZone: string
}

/**
 * Deletes what is known of an account, because its person asks for it, and keeps what they wrote before from making them
 * known again (`wasErasedSince`), also where none of it has come yet. Nothing is answered: there is nobody any more to
 * answer to. What their unit's roll says of them stays there, as the unit's own. Gives the broadcasts whose progress may name
 * them still.
 */
export async function eraseAccountOf(
  tx: Store,
  {
    instanceId,
    externalId,
    ...request
  }: ErasureRequest & { readonly instanceId: ChannelInstanceId; readonly externalId: string },
): Promise<readonly BroadcastId[]> {
  await lockLinks(tx)
  return eraseEach(tx, [{ instanceId, externalId }], request)
}

export type EraseResult =
  /** The broadcasts whose progress may name them still. */
  | { readonly kind: 'erased'; readonly broadcasts: readonly BroadcastId[] }
  /** They hold more than a member's post, which is others' business too. */
  | { readonly kind: 'officer' }
  /** Nobody would be left who can act as an owner. */
  | { readonly kind: 'last-owner' }

/**
 * The same for whoever is behind these accounts, with every other one that stands for the same person: who asks to be forgotten
 * asks it once. An address at which nobody is known is remembered all the same. Officers are erased only where
 * `withOfficers` says so, and never the last owner. `asked`: they ask it themselves, then (`accountsErasedWith`).
 */
export async function erasePersonOf(
  tx: Store,
  named: readonly Address[],
  {
    withOfficers,
    asked,
    ...request
  }: ErasureRequest & { readonly withOfficers: boolean; readonly asked?: Date },
): Promise<EraseResult> {
  await lockLinks(tx)
  const accounts = new Set<AccountId>()
  for (const address of named) {
    const id = (await findAccountAt(tx, address))?.id
    if (!id) continue
    const all = asked ? await accountsErasedWith(tx, id, asked) : await accountsBeside(tx, id)
    for (const one of all) accounts.add(one)
  }
  if (accounts.size > 0) await lockAccounts(tx, [...accounts])
  const kept = await heldBack(tx, await peopleBehind(tx, [...accounts]), withOfficers)
  if (kept) return { kind: kept }
  const all = [...named, ...(await addressesOf(tx, [...accounts]))]
  const addresses = [...new Map(all.map((one) => [keyOf(one), one])).values()]
  return { kind: 'erased', broadcasts: await eraseEach(tx, addresses, request) }
}

/** What keeps people from being erased, as it stands now, with the accounts and links held. */
async function heldBack(
  tx: Store,
  people: readonly PersonId[],
  withOfficers: boolean,
): Promise<'officer' | 'last-owner' | null> {
  const held = []
  for (const personId of people) held.push(await actorOf(tx, personId))
  if (!withOfficers && held.some(isOfficer)) return 'officer'
  if (!held.some(isOwner)) return null
  const owners = await lockActingOwners(tx)
  return owners.some(({ personId }) => !people.includes(personId)) ? null : 'last-owner'
}

async function eraseEach(
  tx: Store,
  addresses: readonly Address[],
  { at, now, timeZone }: ErasureRequest,
): Promise<readonly BroadcastId[]> {
  const isTold = at.getTime() > 0 && at <= beyondClock(now)
  const today = dayOf(now, timeZone)
  const erased: AccountId[] = []
  const broadcasts = new Set<BroadcastId>()
  const names: string[] = []
  const people: PersonId[] = []
  for (const address of addresses) {
    await noteErasure(tx, address, isTold ? at : now)
    const account = await lockAccount(tx, address.instanceId, address.externalId)
    if (!account) continue
    const gone = await eraseAccount(tx, account, { now, today })
    for (const id of gone.broadcasts) broadcasts.add(id)
    names.push(...gone.names)
    people.push(...gone.people)
    erased.push(account.accountId)
  }
  await forgetShownNames(tx, { names, people })
  // Last: an entry keeps others waiting until the transaction ends.
  for (const id of erased)
    await appendAudit(tx, {
      at: now,
      actor: null,
      action: 'erase-account',
      subject: { kind: 'account', id },
    })
  return [...broadcasts]
}

function keyOf({ instanceId, externalId }: Address): string {
  return `${instanceId} ${externalId}`
}
