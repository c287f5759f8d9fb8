import type { BroadcastId, ChannelInstanceId, GroupWishId } from '../src/domain/id.ts'
import { doEach } from '../src/usecases/do-each.ts'
import { carryOutWish } from '../src/usecases/groups/carry-out-wish.ts'
import { createEndingOfKeeping } from '../src/usecases/end-keeping.ts'
import { createPassingOn } from '../src/usecases/pass-questions-on.ts'
import { createInboxDrain } from '../src/usecases/receiving/drain-inbox.ts'
import type { ReceivingDeps } from '../src/usecases/receiving/receiving-deps.ts'
import { expandBroadcast } from '../src/usecases/sending/expand-broadcast.ts'
import { runLane } from '../src/usecases/sending/run-lane.ts'
import type { ProgressDeps, SendingDeps } from '../src/usecases/sending/sending-deps.ts'
import { sweep } from '../src/usecases/sending/sweep.ts'
import { updateProgress } from '../src/usecases/sending/update-progress.ts'
import type { Deps } from '../src/deps.ts'
import { oneAtATime } from './one-at-a-time.ts'
import type { Processors } from './workers.ts'

/** Joins each job of the catalogue to the use case that does it. */
export function createProcessors<P>(
  deps: Deps & SendingDeps & ProgressDeps & ReceivingDeps<P>,
): Processors {
  // A lane that this process drives is not to be taken from it by its own next job.
  const drive = oneAtATime((id, signal: AbortSignal) =>
    runLane(deps, id as ChannelInstanceId, signal),
  )
  const drainInbox = createInboxDrain(deps)
  const passQuestionsOn = createPassingOn(deps)
  const endKeeping = createEndingOfKeeping(deps)
  return {
    'process-inbox': (_data, { signal }) => drainInbox(signal),
    'run-lane': ({ channelInstanceId }, { signal }) => drive(channelInstanceId, signal),
    'expand-broadcast': ({ broadcastId }) => expandBroadcast(deps, broadcastId as BroadcastId),
    'update-progress': ({ broadcastId }) => updateProgress(deps, broadcastId as BroadcastId),
    'manage-group': ({ wishId }) => carryOutWish(deps, wishId as GroupWishId),
    sweep: () => doEach([() => sweep(deps), passQuestionsOn, endKeeping]),
  }
}
