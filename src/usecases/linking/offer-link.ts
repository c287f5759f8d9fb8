import type { AccountId, LinkCodeId } from '../../domain/id.ts'
import { LINK_CODE_MINUTES, LINK_MISSES_PER_HOUR } from '../../domain/link-code.ts'
import type { Platform } from '../../domain/platform.ts'
import { lockAccounts, shownAccount, type ShownAccount } from '../../storage/account-links.ts'
import {
  addLinkMiss,
  countLinkMisses,
  dropOldLinkCodes,
  lockTypedCode,
  offerLinkCode,
  replaceLinkCode,
  type LinkCode,
} from '../../storage/link-codes.ts'
import { nameOf } from '../../storage/people.ts'
import type { Store } from '../../storage/store.ts'

const HOUR_MS = 3_600_000
/** How long an ended code can still be told from a wrong one. */
const REMEMBERED_MS = 24 * HOUR_MS

/** Makes the code that is typed in the other app; the one before ends. */
export async function openLinkCode(tx: Store, accountId: AccountId, now: Date): Promise<string> {
  await dropOldLinkCodes(tx, new Date(now.getTime() - REMEMBERED_MS))
  return replaceLinkCode(tx, accountId, new Date(now.getTime() + LINK_CODE_MINUTES * 60_000))
}

export type OfferLinkResult =
  | {
      readonly kind: 'offered'
      readonly codeId: LinkCodeId
      /** What the person behind the code is called; empty: nobody knows. */
      readonly name: string
      readonly platform: Platform
    }
  /** Both accounts stand for one person already. */
  | { readonly kind: 'linked-already' }
  | { readonly kind: 'own' }
  /** Another account on one bot is another human. */
  | { readonly kind: 'same-app' }
  | { readonly kind: 'wrong' | 'expired' | 'used' }
  | { readonly kind: 'too-many' }

/** Finds out whose code was typed. It is this account's alone from now on, until it is confirmed or ends. */
export async function offerLink(
  tx: Store,
  input: { readonly accountId: AccountId; readonly code: string; readonly now: Date },
): Promise<OfferLinkResult> {
  const { accountId, now } = input
  const code = await lockTypedCode(tx, input.code)
  // Locks the account, so that tries at one moment are counted one after the other.
  await lockAccounts(tx, [accountId])
  const misses = await countLinkMisses(tx, accountId, new Date(now.getTime() - HOUR_MS))
  if (misses >= LINK_MISSES_PER_HOUR) return { kind: 'too-many' }
  if (code?.accountId === accountId) return { kind: 'own' }
  const problem = problemOf(code, accountId, now)
  if (!code || problem) {
    await addLinkMiss(tx, accountId, now)
    return { kind: problem ?? 'wrong' }
  }
  const [other, own] = [await accountOf(tx, code.accountId), await accountOf(tx, accountId)]
  if (own.personId !== null && own.personId === other.personId) return { kind: 'linked-already' }
  if (own.instanceId === other.instanceId) return { kind: 'same-app' }
  await offerLinkCode(tx, code.id, accountId)
  const name = await nameBehind(tx, other)
  return { kind: 'offered', codeId: code.id, name, platform: other.platform }
}

function problemOf(
  code: LinkCode | undefined,
  accountId: AccountId,
  now: Date,
): 'wrong' | 'used' | 'expired' | null {
  if (!code) return 'wrong'
  const isTaken = code.offeredTo !== null && code.offeredTo !== accountId
  if (code.usedAt || isTaken) return 'used'
  return code.expiresAt <= now ? 'expired' : null
}

async function accountOf(tx: Store, accountId: AccountId): Promise<ShownAccount> {
  const account = await shownAccount(tx, accountId)
  if (!account) throw new Error('an account that was locked is not there')
  return account
}

/** A person by the name on the roll, an account without one by the name shown in its app. */
async function nameBehind(tx: Store, { personId, name }: ShownAccount): Promise<string> {
  return (personId && (await nameOf(tx, personId))) || name
}
