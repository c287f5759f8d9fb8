import type { DeliveryState } from '../../src/domain/delivery.ts'
import type { BroadcastId, ChatId } from '../../src/domain/id.ts'
import { expandBroadcast } from '../../src/usecases/sending/expand-broadcast.ts'
import { setEngineStage, type EngineStage } from './engine-stage.ts'
import { givenBroadcast, givenServedUnits } from './rows.ts'

/** A database with stories about broadcasts, each with an engine of its own. */
export interface BroadcastStage extends EngineStage {
  /** A broadcast to as many groups, each of a unit of its own. */
  toGroups(
    names: readonly string[],
    options?: Parameters<typeof givenBroadcast>[1],
  ): Promise<BroadcastId>
  expand(id: BroadcastId): Promise<void>
  onlyCopy(id: BroadcastId): Promise<{ chat_id: ChatId; state: DeliveryState }>
  /** Chats that took a call, in order. */
  arrived(): string[]
}

/** Sets the stage for the stories of one file, by jest's hooks. */
export function setBroadcastStage(): BroadcastStage {
  const stage = setEngineStage()
  const acts: Omit<BroadcastStage, keyof EngineStage> = {
    toGroups: async (names, options) => {
      const units = await givenServedUnits(stage.store, stage.engine.instanceId, names)
      return givenBroadcast(stage.store, { units, ...options })
    },
    expand: (id) => expandBroadcast(stage.engine.deps, id),
    onlyCopy: (id) =>
      stage.store.db
        .selectFrom('delivery')
        .select(['chat_id', 'state'])
        .where('broadcast_id', '=', id)
        .executeTakeFirstOrThrow(),
    arrived: () => stage.engine.platform.seen().map((call) => call.chat),
  }
  return Object.assign(stage, acts)
}
