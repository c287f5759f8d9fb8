import { timelessId, type AccountId } from '../domain/id.ts'
import type { Store } from './store.ts'

export async function hasConsent(
  store: Store,
  accountId: AccountId,
  purpose: string,
  textVersion: string,
): Promise<boolean> {
  const row = await store.db
    .selectFrom('consent')
    .select('id')
    .where('account_id', '=', accountId)
    .where('purpose', '=', purpose)
    .where('text_version', '=', textVersion)
    .where('withdrawn_on', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

/** Keeps a consent with the version of the text that was shown, unless it stands; one to another version ends. */
export async function giveConsent(
  tx: Store,
  consent: { accountId: AccountId; purpose: string; textVersion: string; today: string },
): Promise<void> {
  const { accountId, purpose, textVersion } = consent
  if (await hasConsent(tx, accountId, purpose, textVersion)) return
  await withdrawConsent(tx, consent)
  await tx.db
    .insertInto('consent')
    .values({
      // The first question follows a consent within a minute, so that has no moment either.
      id: timelessId(),
      account_id: consent.accountId,
      purpose: consent.purpose,
      text_version: consent.textVersion,
      given_on: consent.today,
    })
    .execute()
}

/** Ends whatever consent to a purpose stands, whichever wording it was given to; false: none did. */
export async function withdrawConsent(
  tx: Store,
  { accountId, purpose, today }: { accountId: AccountId; purpose: string; today: string },
): Promise<boolean> {
  const { numUpdatedRows } = await tx.db
    .updateTable('consent')
    .set({ withdrawn_on: today })
    .where('account_id', '=', accountId)
    .where('purpose', '=', purpose)
    .where('withdrawn_on', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export interface Consent {
  readonly purpose: string
  readonly textVersion: string
  /** `YYYY-MM-DD`, like the other. */
  readonly givenOn: string
  readonly withdrawnOn: string | null
}

/** What an account has agreed to, and withdrawn, the newest first. */
export async function consentsOf(store: Store, accountId: AccountId): Promise<Consent[]> {
  const rows = await store.db
    .selectFrom('consent')
    .select(['purpose', 'text_version', 'given_on', 'withdrawn_on'])
    .where('account_id', '=', accountId)
    .orderBy('given_on', 'desc')
    .orderBy('withdrawn_on', (order) => order.desc().nullsFirst())
    .execute()
  return rows.map((row) => ({
    purpose: row.purpose,
    textVersion: row.text_version,
    givenOn: row.given_on,
    withdrawnOn: row.withdrawn_on,
  }))
}
