import type { Channel } from '../../channels/channel.ts'
import type { Deps } from '../../deps.ts'
import type { ChannelInstanceId } from '../../domain/id.ts'
import { dayOf } from '../../domain/time/format.ts'
import { vi } from '../../i18n/vi.ts'
import { accountName } from '../../messages/account-name.ts'
import { noAnswerMessage } from '../../messages/standing-messages.ts'
import { dutyChatElsewhere } from '../../storage/duty-chats.ts'
import { findInstance } from '../../storage/channel-instances.ts'
import { vainCallsSince } from '../../storage/channel-standing.ts'
import { noteWarning } from '../../storage/lapse-warnings.ts'
import { inTransaction } from '../../storage/store.ts'
import { ownersChats, tellChats } from '../tell-chats.ts'

const MINUTE_MS = 60_000
/** A platform that is being restarted, or a router, is well again by then. */
const PATIENCE_MS = 10 * MINUTE_MS
/** A little more, so that a look that comes late still sees calls of before. */
const LOOK_BACK_MS = 15 * MINUTE_MS

/**
 * Tells the owners that a platform has taken nothing for ten minutes in which something was due, once a day and on
 * another bot or OA. What waits goes out by itself for hours, and then its sender is asked (`lookAfter`); by then it may
 * be too late for what it was about. At night too, because what waits may be urgent. Gives the lanes to wake.
 */
export async function tellNoAnswer(
  { store, clock, settings, log }: Pick<Deps, 'store' | 'clock' | 'settings' | 'log'>,
  { instanceId }: Pick<Channel, 'instanceId'>,
): Promise<readonly ChannelInstanceId[]> {
  const now = clock.now()
  const vain = await vainCallsSince(store, instanceId, new Date(now.getTime() - LOOK_BACK_MS))
  if (!vain || vain.spanMs < PATIENCE_MS) return []
  return inTransaction(store, async (tx) => {
    const chats = await ownersChats(tx, (owner) => dutyChatElsewhere(tx, owner, instanceId))
    const on = dayOf(now, settings.timeZone)
    // Not told to anybody is not told: it is tried again at the next look.
    const what = chats.length > 0 ? 'no-answer' : 'no-answer-logged'
    if (!(await noteWarning(tx, { instanceId, what, id: '', on, days: 0 }, now))) return []
    // For the operator, who may be the only one left to tell.
    log.error(
      { lane: instanceId, why: vain.why, told: chats.length > 0 },
      'a platform takes nothing',
    )
    const account = accountName(await findInstance(tx, instanceId), vi)
    const view = { account, at: now, zone: settings.timeZone, why: vain.why }
    return tellChats(tx, chats, noAnswerMessage(view, vi))
  })
}
