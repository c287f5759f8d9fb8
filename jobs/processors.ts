import type { BroadcastId, ChannelInstanceId } from '../src/domain/id.ts'
import { drainInbox } from '../src/usecases/receiving/drain-inbox.ts'
import type { ReceivingDeps } from '../src/usecases/receiving/receiving-deps.ts'
import { expandBroadcast } from '../src/usecases/sending/expand-broadcast.ts'
import { runLane } from '../src/usecases/sending/run-lane.ts'
import type { ProgressDeps, SendingDeps } from '../src/usecases/sending/sending-deps.ts'
import { sweep } from '../src/usecases/sending/sweep.ts'
import { updateProgress } from '../src/usecases/sending/update-progress.ts'
import type { Deps } from '../src/deps.ts'
import type { Processors } from './workers.ts'

/** Joins each job of the catalogue to the use case that does it. */
export function createProcessors<P>(
  deps: Deps & SendingDeps & ProgressDeps & ReceivingDeps<P>,
): Processors {
  return {
    'process-inbox': (_data, { signal }) => drainInbox(deps, signal),
    'run-lane': ({ channelInstanceId }, { signal }) =>
      runLane(deps, channelInstanceId as ChannelInstanceId, signal),
    'expand-broadcast': ({ broadcastId }) => expandBroadcast(deps, broadcastId as BroadcastId),
    'update-progress': ({ broadcastId }) => updateProgress(deps, broadcastId as BroadcastId),
    sweep: () => sweep(deps),
  }
}
