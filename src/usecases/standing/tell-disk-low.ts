import type { Deps } from '../../deps.ts'
import { type DiskRoom, isDiskLow, isDiskUrgent } from '../../domain/disk-room.ts'
import type { ChannelInstanceId } from '../../domain/id.ts'
import { isQuiet } from '../../domain/quiet-hours.ts'
import { dayOf } from '../../domain/time/format.ts'
import { vi } from '../../i18n/vi.ts'
import { diskLowMessage } from '../../messages/standing-messages.ts'
import { isFirstOnDay } from '../../storage/day-counts.ts'
import type { StorageLog } from '../../storage/storage-log.ts'
import { inTransaction } from '../../storage/store.ts'
import { ownersChats, tellChats } from '../tell-chats.ts'

/**
 * Tells the owners, once a day, that a disk of this machine is nearly full: once it is, nothing can be stored, and so nobody told.
 * At night only if it may not last until the morning. Gives the lanes to wake.
 */
export async function tellDiskLow(
  {
    store,
    clock,
    settings,
    log,
  }: Pick<Deps, 'store' | 'clock' | 'settings'> & {
    readonly log: Pick<StorageLog, 'warn'>
  },
  rooms: readonly DiskRoom[],
): Promise<readonly ChannelInstanceId[]> {
  const [room] = rooms.filter(isDiskLow).toSorted((one, other) => one.free - other.free)
  const now = clock.now()
  if (!room || (isQuiet(now, settings.timeZone) && !isDiskUrgent(room))) return []
  return inTransaction(store, async (tx) => {
    const chats = await ownersChats(tx)
    // Not told to anybody is not told: it is tried again at the next look.
    const what = chats.length > 0 ? 'disk-low' : 'disk-low-logged'
    if (!(await isFirstOnDay(tx, dayOf(now, settings.timeZone), what))) return []
    log.warn({ ...room, told: chats.length > 0 }, 'the disk is nearly full')
    return tellChats(tx, chats, diskLowMessage(room, vi))
  })
}
