import type { Deps } from '../../deps.ts'
import { isExpiry, type ChannelFact, type Expiry } from '../../domain/channel-fact.ts'
import type { ChannelInstanceId } from '../../domain/id.ts'
import { daysUntil, dueWarning } from '../../domain/lapse.ts'
import { isQuiet } from '../../domain/quiet-hours.ts'
import { dayOf } from '../../domain/time/format.ts'
import { vi } from '../../i18n/vi.ts'
import { accountName } from '../../messages/account-name.ts'
import { lapseMessage } from '../../messages/standing-messages.ts'
import { findInstance } from '../../storage/channel-instances.ts'
import { noteWarning } from '../../storage/lapse-warnings.ts'
import { inTransaction, type Store } from '../../storage/store.ts'
import { ownersChats, tellChats } from '../tell-chats.ts'

type Warning = Expiry & { readonly days: number }

/**
 * Tells the owners of what ends soon: once for each thing and step of nearness, whatever restarts and however many
 * processes look. What ends on the same day is one message. Not at night: the next look comes before morning is over.
 * Gives the lanes to wake.
 */
export async function warnOfLapses(
  { store, clock, settings }: Pick<Deps, 'store' | 'clock' | 'settings'>,
  instanceId: ChannelInstanceId,
  facts: readonly ChannelFact[],
): Promise<readonly ChannelInstanceId[]> {
  const now = clock.now()
  if (isQuiet(now, settings.timeZone)) return []
  const today = dayOf(now, settings.timeZone)
  const due = facts.filter(isExpiry).flatMap((fact): Warning[] => {
    const days = dueWarning(fact, today)
    return days === null ? [] : [{ ...fact, days }]
  })
  if (due.length === 0) return []
  return inTransaction(store, async (tx) => {
    const chats = await ownersChats(tx)
    // Not told to anybody is not told: it is tried again at the next look.
    if (chats.length === 0) return []
    const told = await noteAll(tx, instanceId, due, now)
    const bot = await findInstance(tx, instanceId)
    const account = accountName(bot, vi)
    const lanes = new Set<ChannelInstanceId>()
    for (const together of byWhatAndDay(told)) {
      const [first] = together
      if (!first) continue
      const view = {
        account,
        platform: bot.platform,
        fact: first,
        names: together.map((one) => one.name),
      }
      const message = lapseMessage({ ...view, days: daysUntil(first.on, today) }, vi)
      for (const lane of await tellChats(tx, chats, message)) lanes.add(lane)
    }
    return [...lanes]
  })
}

/** Those that nobody has told of yet. */
async function noteAll(
  tx: Store,
  instanceId: ChannelInstanceId,
  due: readonly Warning[],
  now: Date,
): Promise<Warning[]> {
  const told: Warning[] = []
  // In one order, so that two processes that look at once do not wait for each other.
  const ordered = due.toSorted((a, b) => `${a.what} ${a.id}`.localeCompare(`${b.what} ${b.id}`))
  for (const warning of ordered)
    if (await noteWarning(tx, { ...warning, instanceId }, now)) told.push(warning)
  return told
}

function byWhatAndDay(warnings: readonly Warning[]): Iterable<readonly Warning[]> {
  const groups = new Map<string, Warning[]>()
  for (const warning of warnings) {
    const key = `${warning.what} ${warning.on} ${warning.renews}`
    groups.set(key, [...(groups.get(key) ?? []), warning])
  }
  return groups.values()
}
