import type { Deps } from '../../deps.ts'
import type { ChannelInstanceId } from '../../domain/id.ts'
import { dayOf } from '../../domain/time/format.ts'
import { vi } from '../../i18n/vi.ts'
import { accountName } from '../../messages/account-name.ts'
import { notBroughtMessage } from '../../messages/standing-messages.ts'
import { findInstance } from '../../storage/channel-instances.ts'
import { noteWarning } from '../../storage/lapse-warnings.ts'
import { inTransaction } from '../../storage/store.ts'
import { ownersChats, tellChats } from '../tell-chats.ts'

/**
 * Tells the owners, once a day, that a webhook does not bring what people write: nothing else shows it, and Zalo does not
 * switch it on again by itself. Gives the lanes to wake.
 */
export async function tellNotBrought(
  { store, clock, zone }: Pick<Deps, 'store' | 'clock'> & { readonly zone: string },
  instanceId: ChannelInstanceId,
  at: Date,
): Promise<readonly ChannelInstanceId[]> {
  const now = clock.now()
  return inTransaction(store, async (tx) => {
    const chats = await ownersChats(tx)
    // Not told to anybody is not told: it is tried again at the next look.
    if (chats.length === 0) return []
    const warning = { instanceId, what: 'not-brought', id: '', on: dayOf(now, zone), days: 0 }
    if (!(await noteWarning(tx, warning, now))) return []
    const account = accountName(await findInstance(tx, instanceId), vi)
    return tellChats(tx, chats, notBroughtMessage({ account, at, zone }, vi))
  })
}
