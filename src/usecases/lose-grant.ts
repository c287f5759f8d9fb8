import type { Deps } from '../deps.ts'
import type { ChannelInstanceId } from '../domain/id.ts'
import { writeReason, type Reason } from '../domain/reason.ts'
import { hasSentSince, stopLaneOf } from '../storage/sending/lane-stops.ts'
import type { Store } from '../storage/store.ts'
import { tellLaneStopped } from './tell-lane-stopped.ts'

/** Zalo repeats an event that was not taken for about two hours (developers.zalo.me, Webhook); an older time is none. */
const REPEATED_FOR_MS = 3 * 3_600_000

const WHY: Reason = 'consent-lost'

/**
 * The platform says that our rights were taken back. What waits stays planned, and the lane stands until the rights are
 * given anew; the owners are told, once. A word that comes late, when something has been sent or the rights were given since,
 * means nothing.
 * Gives the lanes on which owners are told.
 */
export async function loseGrant(
  deps: Pick<Deps, 'log'>,
  tx: Store,
  instanceId: ChannelInstanceId,
  {
    at,
    now,
    grantedAt,
  }: { readonly at: Date; readonly now: Date; readonly grantedAt: Date | null },
): Promise<readonly ChannelInstanceId[]> {
  const since = now.getTime() - at.getTime() > REPEATED_FOR_MS ? now : at
  if (grantedAt !== null && since < grantedAt) return []
  if (await hasSentSince(tx, instanceId, since)) return []
  const isNews = await stopLaneOf(tx, instanceId, writeReason(WHY, 'the rights were revoked'))
  return isNews ? tellLaneStopped(deps, tx, instanceId, WHY) : []
}
