import { FACES } from '../../compose/faces.ts'
import type { Settings } from '../../deps.ts'
import type { Notice } from '../../domain/notice.ts'
import type { PlatformCost } from '../../messages/cost-messages.ts'
import { allInstances } from '../../storage/channel-instances.ts'
import type { Store } from '../../storage/store.ts'
import { estimateCost } from '../../usecases/estimate-cost.ts'

/** What sending a notice uses, as its card in the chat says it: no channel runs here, and no platform is asked. */
export async function estimateWithoutPlatforms(
  tx: Store,
  notice: Notice,
  { settings, now }: { readonly settings: Settings; readonly now: Date },
): Promise<PlatformCost[]> {
  const channels = (await allInstances(tx)).map(({ instanceId, platform }) => ({
    instanceId,
    ...FACES[platform],
  }))
  return estimateCost(tx, notice, { channels: { all: () => channels }, settings, now })
}
