import type { Channel } from '../../channels/channel.ts'
import type { Deps } from '../../deps.ts'
import type { ChannelInstanceId } from '../../domain/id.ts'
import { claimStanding, keepStanding, readStandings } from '../../storage/channel-standing.ts'
import { warnOfLapses } from './warn-of-lapses.ts'

/** What a look costs is a dozen calls of a package that has a hundred a minute. */
const ASK_EVERY_MS = 6 * 3_600_000
/** After a look that brought nothing. */
const TRY_AGAIN_MS = 10 * 60_000
/** A start asks anew, because it often follows on a repair; several processes start together. */
const AT_START_MS = 60_000

type StandingDeps = Pick<Deps, 'store' | 'clock' | 'settings'>

/**
 * Asks the platform how a bot or OA stands when it is time, keeps the answer and tells the owners of what ends soon.
 * Without an answer what was known before is still looked at: days pass also while a platform is down. Gives the
 * lanes to wake.
 */
export async function askStanding(
  deps: StandingDeps,
  channel: Pick<Channel, 'instanceId' | 'standing'>,
  signal: AbortSignal,
  { isStart = false }: { readonly isStart?: boolean } = {},
): Promise<readonly ChannelInstanceId[]> {
  const { store, clock } = deps
  const { instanceId } = channel
  const now = clock.now()
  const before = (ms: number): Date => new Date(now.getTime() - ms)
  const isMine = await claimStanding(store, instanceId, {
    now,
    askedBefore: before(isStart ? AT_START_MS : ASK_EVERY_MS),
    triedBefore: before(isStart ? AT_START_MS : TRY_AGAIN_MS),
  })
  if (!isMine) return []
  const said = await channel.standing(signal)
  if (said) await keepStanding(store, instanceId, { facts: said, askedAt: now })
  const facts = said ?? (await readStandings(store)).get(instanceId)?.facts ?? []
  return warnOfLapses(deps, instanceId, facts)
}
