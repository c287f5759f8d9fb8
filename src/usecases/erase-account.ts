import type { BroadcastId, ChannelInstanceId } from '../domain/id.ts'
import { beyondClock } from '../domain/time/ahead-of-clock.ts'
import { dayOf } from '../domain/time/format.ts'
import { lockLinks } from '../storage/account-links.ts'
import { appendAudit } from '../storage/audit.ts'
import { noteErasure } from '../storage/erased-accounts.ts'
import { eraseAccount, lockAccount } from '../storage/erasure.ts'
import type { Store } from '../storage/store.ts'

/**
 * Deletes what is known of an account, because its person asks for it, and keeps what they wrote before from making them
 * known again (`wasErasedSince`), also where none of it has come yet. Nothing is answered: there is nobody any more to
 * answer to. What their unit's roll says of them stays there, as the unit's own. Gives the broadcasts whose progress may name
 * them still.
 */
export async function eraseAccountOf(
  tx: Store,
  request: {
    readonly instanceId: ChannelInstanceId
    readonly externalId: string
    /** When they asked for it, by the platform's clock; the epoch: it does not say. */
    readonly at: Date
    readonly now: Date
    readonly timeZone: string
  },
): Promise<readonly BroadcastId[]> {
  const { at, now } = request
  const isTold = at.getTime() > 0 && at <= beyondClock(now)
  await noteErasure(tx, request, isTold ? at : now)
  await lockLinks(tx)
  const account = await lockAccount(tx, request.instanceId, request.externalId)
  if (!account) return []
  const today = dayOf(now, request.timeZone)
  const broadcasts = await eraseAccount(tx, account, { now, today })
  await appendAudit(tx, {
    at: now,
    actor: null,
    action: 'erase-account',
    subject: { kind: 'account', id: account.accountId },
  })
  return broadcasts
}
