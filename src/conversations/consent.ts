import { dayOf } from '../domain/time/format.ts'
import { consentsOf, giveConsent, hasConsent } from '../storage/consents.ts'
import type { Turn } from './turn.ts'

/** For what: that the questions of an account are dealt with. */
export const PRIVACY_PURPOSE = 'ask'
/** Changes with the wording of the privacy notice, so that a new wording is consented to anew. */
export const PRIVACY_VERSION = '2026-12'

/** Whether the account has agreed to have its questions dealt with, to the wording that holds now. */
export function hasAgreed({ tx, account }: Turn): Promise<boolean> {
  return hasConsent(tx, account.id, PRIVACY_PURPOSE, PRIVACY_VERSION)
}

/** Whether it has agreed to it, to whatever wording. */
export async function consentStands({ tx, account }: Turn): Promise<boolean> {
  const consents = await consentsOf(tx, account.id)
  return consents.some(
    ({ purpose, withdrawnOn }) => purpose === PRIVACY_PURPOSE && withdrawnOn === null,
  )
}

/** Notes that it agrees, to the wording that holds now. */
export async function agree({ tx, account, now, settings }: Turn): Promise<void> {
  await giveConsent(tx, {
    accountId: account.id,
    purpose: PRIVACY_PURPOSE,
    textVersion: PRIVACY_VERSION,
    today: dayOf(now, settings.timeZone),
  })
}
