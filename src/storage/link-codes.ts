import { newId, type AccountId, type LinkCodeId } from '../domain/id.ts'
import { newLinkCode } from '../domain/link-code.ts'
import type { Store } from './store.ts'

export interface LinkCode {
  readonly id: LinkCodeId
  /** The account that asked for it. */
  readonly accountId: AccountId
  readonly expiresAt: Date
  /** The account in which it was typed. */
  readonly offeredTo: AccountId | null
  readonly usedAt: Date | null
}

/** Gives an account a code that no other has, in place of the one before; only its keyed hash is kept. */
export async function replaceLinkCode(
  tx: Store,
  accountId: AccountId,
  expiresAt: Date,
): Promise<string> {
  await tx.db.deleteFrom('link_code').where('account_id', '=', accountId).execute()
  for (;;) {
    const code = newLinkCode()
    const made = await tx.db
      .insertInto('link_code')
      .values({
        account_id: accountId,
        id: newId<LinkCodeId>(),
        code_key: linkKey(tx, code),
        expires_at: expiresAt,
      })
      .onConflict((conflict) => conflict.column('code_key').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (made) return code
  }
}

/** Forgets the codes that ended before a moment, so that their digits are free again. */
export async function dropOldLinkCodes(tx: Store, before: Date): Promise<void> {
  await tx.db.deleteFrom('link_code').where('expires_at', '<', before).execute()
}

/** The code with these digits, locked until the transaction ends. */
export async function lockTypedCode(tx: Store, code: string): Promise<LinkCode | undefined> {
  const row = await codeQuery(tx)
    .where('code_key', '=', linkKey(tx, code))
    .forUpdate()
    .executeTakeFirst()
  return row && toCode(row)
}

/** The code behind a button, locked until the transaction ends; gone when a newer one has replaced it. */
export async function lockLinkCode(tx: Store, id: LinkCodeId): Promise<LinkCode | undefined> {
  const row = await codeQuery(tx).where('id', '=', id).forUpdate().executeTakeFirst()
  return row && toCode(row)
}

/** Reserves a code for the account in which it was typed. */
export async function offerLinkCode(tx: Store, id: LinkCodeId, to: AccountId): Promise<void> {
  await tx.db.updateTable('link_code').set({ offered_to: to }).where('id', '=', id).execute()
}

export async function useLinkCode(tx: Store, id: LinkCodeId, now: Date): Promise<void> {
  await tx.db.updateTable('link_code').set({ used_at: now }).where('id', '=', id).execute()
}

/** Ends a code that others may have seen. */
export async function withdrawLinkCode(tx: Store, code: string): Promise<boolean> {
  const { numDeletedRows } = await tx.db
    .deleteFrom('link_code')
    .where('code_key', '=', linkKey(tx, code))
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

/** How many wrong codes an account has typed since a moment; what came before is forgotten. */
export async function countLinkMisses(
  tx: Store,
  accountId: AccountId,
  since: Date,
): Promise<number> {
  await tx.db
    .deleteFrom('link_miss')
    .where('account_id', '=', accountId)
    .where('at', '<=', since)
    .execute()
  const row = await tx.db
    .selectFrom('link_miss')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('account_id', '=', accountId)
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

export async function addLinkMiss(tx: Store, accountId: AccountId, at: Date): Promise<void> {
  await tx.db.insertInto('link_miss').values({ id: newId(), account_id: accountId, at }).execute()
}

function codeQuery(tx: Store) {
  return tx.db
    .selectFrom('link_code')
    .select(['id', 'account_id', 'expires_at', 'offered_to', 'used_at'])
}

function toCode(row: {
  id: LinkCodeId
  account_id: AccountId
  expires_at: Date
  offered_to: AccountId | null
  used_at: Date | null
}): LinkCode {
  return {
    id: row.id,
    accountId: row.account_id,
    expiresAt: row.expires_at,
    offeredTo: row.offered_to,
    usedAt: row.used_at,
  }
}

function linkKey(store: Store, code: string): Buffer {
  return store.keys.lookup('link', code)
}
