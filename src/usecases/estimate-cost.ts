import type { ChannelFace } from '../channels/channel.ts'
import type { Settings } from '../deps.ts'
import { isExpiry } from '../domain/channel-fact.ts'
import type { ChannelInstanceId } from '../domain/id.ts'
import type { Notice } from '../domain/notice.ts'
import { costOfSending } from '../domain/sending-cost.ts'
import { startOfMonth } from '../domain/time/format.ts'
import { vi } from '../i18n/vi.ts'
import { pressWith } from '../messages/action.ts'
import type { PlatformCost } from '../messages/cost-messages.ts'
import { noticeMessage } from '../messages/notice-message.ts'
import { reachByInstance, type WindowStart } from '../storage/audience-cost.ts'
import { countSentSince, readStandings } from '../storage/channel-standing.ts'
import type { Store } from '../storage/store.ts'
import { unitsBelow } from '../storage/units.ts'

/** A bot or OA as far as the estimate looks: no platform is asked. */
type CountedChannel = ChannelFace & { readonly instanceId: ChannelInstanceId }

/** What sending the notice to its audience uses on each bot or OA that takes part, as far as is known here. */
export async function estimateCost(
  tx: Store,
  notice: Notice,
  {
    channels,
    settings,
    now,
  }: {
    readonly channels: { all(): readonly CountedChannel[] }
    readonly settings: Pick<Settings, 'timeZone'>
    readonly now: Date
  },
): Promise<PlatformCost[]> {
  const units = await unitsBelow(tx, notice.audience)
  const known = new Map(channels.all().map((channel) => [channel.instanceId, channel]))
  const windows = contactWindows(channels, now)
  const standings = await readStandings(tx)
  const locked = [...standings].flatMap(([instanceId, { facts }]) =>
    facts
      .filter(isExpiry)
      .filter(({ what }) => what === 'group-itself')
      .map(({ id }) => ({ instanceId, externalId: id })),
  )
  const reached = await reachByInstance(tx, units, { windows, locked })
  const message = noticeMessage(notice, vi, pressWith(tx.keys))
  const costs: PlatformCost[] = []
  for (const { instanceId, platform, ...chats } of reached) {
    const channel = known.get(instanceId)
    // Of a platform that has not answered since the start nothing can be said.
    if (!channel) continue
    const kept = standings.get(instanceId)
    const quotas = (kept?.facts ?? []).filter((fact) => fact.kind === 'quota')
    const parts = {
      group: channel.render(message, 'group').length,
      private: channel.render(message, 'private').length,
    }
    const sent = quotas.some(({ from }) => from === 'month')
      ? await countSentSince(tx, instanceId, startOfMonth(now, settings.timeZone))
      : 0
    costs.push({
      platform,
      ...costOfSending(chats, parts, quotas, sent),
      window: channel.capabilities.window,
      isMonthly: quotas.some(({ from }) => from === 'month'),
    })
  }
  return costs
}

/** Since when a person must have written, on each bot or OA on which that matters. */
export function contactWindows(
  channels: { all(): readonly CountedChannel[] },
  now: Date,
): readonly WindowStart[] {
  const before = (ms: number): Date => new Date(now.getTime() - ms)
  return channels
    .all()
    .flatMap(({ instanceId, capabilities: { window } }) =>
      window === null
        ? []
        : [{ instanceId, freeSince: before(window.freeMs), openSince: before(window.openMs) }],
    )
}
