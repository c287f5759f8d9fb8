import type { Deps } from '../../deps.ts'
import type { GrantEnd } from '../../domain/channel-fact.ts'
import type { ChannelInstanceId } from '../../domain/id.ts'
import { dayOf } from '../../domain/time/format.ts'
import { vi } from '../../i18n/vi.ts'
import { accountName } from '../../messages/account-name.ts'
import { grantEndsMessage } from '../../messages/standing-messages.ts'
import { findInstance } from '../../storage/channel-instances.ts'
import { noteWarning } from '../../storage/lapse-warnings.ts'
import { inTransaction } from '../../storage/store.ts'
import { ownersChats, tellChats } from '../tell-chats.ts'

/**
 * Tells the owners, once for the day on which it ends and each cause, that a platform renews the tokens of a bot or OA no more: in the few
 * hours until then all goes well, and nothing else shows it. At night too. Gives the lanes to wake.
 */
export async function tellGrantEnds(
  { store, clock, zone }: Pick<Deps, 'store' | 'clock'> & { readonly zone: string },
  instanceId: ChannelInstanceId,
  { until, cause }: GrantEnd,
): Promise<readonly ChannelInstanceId[]> {
  return inTransaction(store, async (tx) => {
    const chats = await ownersChats(tx)
    // Not told to anybody is not told: it is tried again at the next failure.
    if (chats.length === 0) return []
    const id = cause === 'consent' ? '' : cause
    const warning = { instanceId, what: 'grant', id, on: dayOf(until, zone), days: 0 }
    if (!(await noteWarning(tx, warning, clock.now()))) return []
    const account = accountName(await findInstance(tx, instanceId), vi)
    return tellChats(tx, chats, grantEndsMessage({ account, until, cause, zone }, vi))
  })
}
