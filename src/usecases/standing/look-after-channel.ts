import type { Channel } from '../../channels/channel.ts'
import type { Deps } from '../../deps.ts'
import type { ChannelInstanceId } from '../../domain/id.ts'
import { askStanding } from './ask-standing.ts'
import { tellNoAnswer } from './tell-no-answer.ts'
import { tellQuotaGone } from './tell-quota-gone.ts'

/** One look at how a bot or OA stands, by the ledger and, when it is time, by its platform. Gives the lanes to wake. */
export async function lookAfterChannel(
  deps: Pick<Deps, 'store' | 'clock' | 'settings' | 'log'>,
  channel: Pick<Channel, 'instanceId' | 'capabilities' | 'platform' | 'standing'>,
  signal: AbortSignal,
  options: { readonly isStart?: boolean } = {},
): Promise<readonly ChannelInstanceId[]> {
  return [
    ...(await tellQuotaGone(deps, channel)),
    ...(await tellNoAnswer(deps, channel)),
    ...(await askStanding(deps, channel, signal, options)),
  ]
}
