import { findOpenBroadcasts } from '../../storage/sending/broadcasts.ts'
import { retryUnknowns } from '../../storage/sending/plan-again.ts'
import { forgetErasures } from '../../storage/erased-accounts.ts'
import { forgetTraceless } from '../../storage/sending/forget-traceless.ts'
import { askOthers } from './hold-broadcast.ts'
import { dueWishes } from '../../storage/group-wishes.ts'
import { doEach } from '../do-each.ts'
import { endLateCopies } from '../end-late-copies.ts'
import { endLateReminders } from '../end-late-reminders.ts'
import { forgetOldUpdates } from '../../storage/forget-old-updates.ts'
import { hasInboxWork } from '../../storage/inbox.ts'
import { findDueLanes } from '../../storage/sending/due-deliveries.ts'
import { wakeLanes } from '../to-wake.ts'
import type { SendingDeps } from './sending-deps.ts'

/** The next owner of a lane reads the calls of the last minute; a press may be taken for that of one called two after it. */
const FORGET_AFTER_MS = 150_000
const WATCH_AGAIN_MS = 1_000

/**
 * Makes again every job that should exist and does not, from what is stored: a queue that has lost everything, or a process
 * that died between a commit and its job, costs some seconds. Tries a directive again, ends what is too late, asks others
 * about what is held unheard, forgets what is to leave no trace, and last the updates that no platform repeats. What fails stops
 * none of the others.
 */
export async function sweep(
  deps: Pick<SendingDeps, 'store' | 'channels' | 'clock' | 'enqueue' | 'settings' | 'onUnheard'>,
): Promise<void> {
  const { store, enqueue } = deps
  const now = deps.clock.now()
  const { timeZone } = deps.settings
  const open = deps.channels.all().map(({ instanceId }) => instanceId)
  await doEach([
    async () => {
      if (await hasInboxWork(store, open, now)) await enqueue({ name: 'process-inbox', data: {} })
    },
    () => retryUnknowns(store, now),
    () => endLateCopies(deps),
    () => endLateReminders(deps),
    () => askOthers(deps),
    () => forgetTraceless(store, new Date(now.getTime() - FORGET_AFTER_MS)),
    () => forgetErasures(store, now),
    async () => wakeLanes(enqueue, await findDueLanes(store, now, timeZone)),
    async () => {
      for (const wishId of await dueWishes(store, now))
        await enqueue({ name: 'manage-group', data: { wishId } })
    },
    async () => {
      const { toExpand, toWatch } = await findOpenBroadcasts(store, now)
      for (const broadcastId of toExpand)
        await enqueue({ name: 'expand-broadcast', data: { broadcastId } })
      // With a delay it is the same job as the one that waits already, if there is one.
      for (const broadcastId of toWatch)
        await enqueue({ name: 'update-progress', data: { broadcastId }, delayMs: WATCH_AGAIN_MS })
    },
    () => forgetOldUpdates(store, now),
  ])
}
