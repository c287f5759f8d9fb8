import type { Capabilities } from '../../channels/channel.ts'
import type { Settings } from '../../deps.ts'
import type { ChannelFact } from '../../domain/channel-fact.ts'
import type { ChannelInstanceId } from '../../domain/id.ts'
import type { Platform } from '../../domain/platform.ts'
import { dayOf, startOfMonth } from '../../domain/time/format.ts'
import type { StandingView } from '../../messages/standing-messages.ts'
import { countSentSince, lastHeard } from '../../storage/channel-standing.ts'
import type { Store } from '../../storage/store.ts'

/** What a platform has said, with what the own ledger knows besides. */
export async function standingView(
  store: Store,
  bot: {
    readonly instanceId: ChannelInstanceId
    readonly platform: Platform
    /** Absent: it is not open now. */
    readonly capabilities?: Pick<Capabilities, 'window'> | undefined
  },
  facts: readonly ChannelFact[],
  { now, settings }: { readonly now: Date; readonly settings: Pick<Settings, 'timeZone'> },
): Promise<StandingView> {
  const zone = settings.timeZone
  const { instanceId: id, platform, capabilities } = bot
  return {
    platform,
    window: capabilities?.window ?? null,
    facts,
    today: dayOf(now, zone),
    zone,
    lastHeard: await lastHeard(store, id),
    sentThisMonth: facts.some((fact) => fact.kind === 'quota' && fact.from === 'month')
      ? await countSentSince(store, id, startOfMonth(now, zone))
      : 0,
  }
}
