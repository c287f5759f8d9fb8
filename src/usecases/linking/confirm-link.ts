import type { AccountId, LinkCodeId, PersonId } from '../../domain/id.ts'
import { dayOf } from '../../domain/time/format.ts'
import {
  accountsOf,
  lockAccounts,
  linkPeople,
  lockLinks,
  shownAccount,
  type ShownAccount,
} from '../../storage/account-links.ts'
import { appendAudit } from '../../storage/audit.ts'
import { lockLinkCode, useLinkCode } from '../../storage/link-codes.ts'
import type { Store } from '../../storage/store.ts'
import { personFor } from '../become-owner.ts'

export type ConfirmLinkResult =
  | {
      readonly kind: 'linked'
      readonly personId: PersonId
      /** The account of the code, and the one in which it was typed. */
      readonly accounts: readonly [ShownAccount, ShownAccount]
    }
  | { readonly kind: 'linked-already' }
  | { readonly kind: 'expired' }
  /** Used, replaced by a newer code, or typed elsewhere. */
  | { readonly kind: 'gone' }

/**
 * Makes the account of a code and the one in which it was typed accounts of one person. With two persons the one
 * behind the code stays and the other counts as them; with one, the other account joins them.
 */
export async function confirmLink(
  tx: Store,
  input: {
    readonly codeId: LinkCodeId
    readonly accountId: AccountId
    readonly now: Date
    readonly timeZone: string
  },
): Promise<ConfirmLinkResult> {
  const { now } = input
  await lockLinks(tx)
  const code = await lockLinkCode(tx, input.codeId)
  if (code?.offeredTo !== input.accountId || code.usedAt) return { kind: 'gone' }
  if (code.expiresAt <= now) return { kind: 'expired' }
  await lockAccounts(tx, [code.accountId, input.accountId])
  const asked = await shownAccount(tx, code.accountId)
  const typed = await shownAccount(tx, input.accountId)
  if (!asked || !typed) return { kind: 'gone' }
  await useLinkCode(tx, code.id, now)
  if (asked.personId !== null && asked.personId === typed.personId)
    return { kind: 'linked-already' }
  const { to, from, accounts } = await planLink(tx, asked, typed)
  const today = dayOf(now, input.timeZone)
  const link = await linkPeople(tx, { to, from, accounts, now, today })
  await appendAudit(tx, {
    at: now,
    actor: to,
    action: 'link-account',
    subject: { kind: 'person', id: to },
    detail: { link, from },
  })
  return { kind: 'linked', personId: to, accounts: [asked, typed] }
}

/** Ends a code that was typed in this account; false when it has ended already. */
export async function refuseLink(
  tx: Store,
  input: { readonly codeId: LinkCodeId; readonly accountId: AccountId; readonly now: Date },
): Promise<boolean> {
  const code = await lockLinkCode(tx, input.codeId)
  if (code?.offeredTo !== input.accountId || code.usedAt) return false
  await useLinkCode(tx, code.id, input.now)
  return true
}

/** Who stays, who counts as them, and which accounts change hands. */
async function planLink(
  tx: Store,
  asked: ShownAccount,
  typed: ShownAccount,
): Promise<{ to: PersonId; from: PersonId | null; accounts: readonly AccountId[] }> {
  if (asked.personId === null && typed.personId !== null)
    return { to: typed.personId, from: null, accounts: [asked.id] }
  const to = asked.personId ?? (await personFor(tx, { ...asked, name: asked.name || typed.name }))
  const from = typed.personId
  return { to, from, accounts: from ? await accountsOf(tx, from) : [typed.id] }
}
