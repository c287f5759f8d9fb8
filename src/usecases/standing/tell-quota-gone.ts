import type { Channel } from '../../channels/channel.ts'
import type { Deps } from '../../deps.ts'
import type { ChannelInstanceId } from '../../domain/id.ts'
import { lastDayOfMonth } from '../../domain/time/format.ts'
import { vi } from '../../i18n/vi.ts'
import { accountName } from '../../messages/account-name.ts'
import { quotaGoneMessage } from '../../messages/standing-messages.ts'
import { dutyChat, dutyChatElsewhere } from '../../storage/duty-chats.ts'
import { findInstance } from '../../storage/channel-instances.ts'
import { wasQuotaGone } from '../../storage/channel-standing.ts'
import { noteWarning } from '../../storage/lapse-warnings.ts'
import { inTransaction } from '../../storage/store.ts'
import { ownersChats, tellChats } from '../tell-chats.ts'

/** Some looks long, in case one is late. What is missed all the same is tried again within an hour, and seen then. */
const LOOK_BACK_MS = 5 * 60_000

/**
 * Tells the owners that the quota of a bot or OA is used up, once in a calendar month: the platforms name no period.
 * The ledger says it, so that nothing is lost by a crash. At night too, because what waits may be urgent. On another
 * bot or OA where there is one: this one may carry nothing. Gives the lanes to wake.
 */
export async function tellQuotaGone(
  { store, clock, settings, log }: Pick<Deps, 'store' | 'clock' | 'settings' | 'log'>,
  {
    instanceId,
    platform,
    capabilities: { window },
  }: Pick<Channel, 'instanceId' | 'platform' | 'capabilities'>,
): Promise<readonly ChannelInstanceId[]> {
  const now = clock.now()
  if (!(await wasQuotaGone(store, instanceId, new Date(now.getTime() - LOOK_BACK_MS)))) return []
  return inTransaction(store, async (tx) => {
    const chats = await ownersChats(
      tx,
      async (owner) => (await dutyChatElsewhere(tx, owner, instanceId)) ?? dutyChat(tx, owner),
    )
    // Not told to anybody is not told: it is tried again when a copy is refused again.
    if (chats.length === 0) return []
    const on = lastDayOfMonth(now, settings.timeZone)
    const isNews = await noteWarning(tx, { instanceId, what: 'quota', id: '', on, days: 0 }, now)
    if (!isNews) return []
    const account = accountName(await findInstance(tx, instanceId), vi)
    log.warn({ lane: instanceId }, 'the quota of a bot or account is used up')
    return tellChats(tx, chats, quotaGoneMessage({ account, platform, window }, vi))
  })
}
