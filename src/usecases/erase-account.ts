import type { AccountId, BroadcastId, ChannelInstanceId } from '../domain/id.ts'
import { beyondClock } from '../domain/time/ahead-of-clock.ts'
import { dayOf } from '../domain/time/format.ts'
import { accountsBeside, lockAccounts, lockLinks } from '../storage/account-links.ts'
import { addressesOf, findAccountAt, type Address } from '../storage/account-by-name.ts'
import { appendAudit } from '../storage/audit.ts'
import { noteErasure } from '../storage/erased-accounts.ts'
import { eraseAccount, lockAccount } from '../storage/erasure.ts'
import type { Store } from '../storage/store.ts'

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

/**
 * The same for whoever is behind these accounts, with every other one that stands for the same person: who asks to be forgotten
 * asks it once. An address at which nobody is known is remembered all the same.
 */
export async function erasePersonOf(
  tx: Store,
  named: readonly Address[],
  request: ErasureRequest,
): Promise<readonly BroadcastId[]> {
  await lockLinks(tx)
  const accounts = new Set<AccountId>()
  for (const address of named) {
    const id = await findAccountAt(tx, address)
    for (const one of id ? await accountsBeside(tx, id) : []) accounts.add(one)
  }
  if (accounts.size > 0) await lockAccounts(tx, [...accounts])
  const all = [...named, ...(await addressesOf(tx, [...accounts]))]
  return eraseEach(tx, [...new Map(all.map((one) => [keyOf(one), one])).values()], request)
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
  for (const address of addresses) {
    await noteErasure(tx, address, isTold ? at : now)
    const account = await lockAccount(tx, address.instanceId, address.externalId)
    if (!account) continue
    for (const id of await eraseAccount(tx, account, { now, today })) broadcasts.add(id)
    erased.push(account.accountId)
  }
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
