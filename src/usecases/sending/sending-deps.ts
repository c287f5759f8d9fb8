import type { Deps, Settings } from '../../deps.ts'
import type { DeliveryPurpose } from '../../domain/delivery.ts'
import type { BroadcastId, ChannelInstanceId } from '../../domain/id.ts'
import type { Reason } from '../../domain/reason.ts'
import type { Held } from '../../storage/sending/broadcast-holds.ts'
import type { BroadcastStanding } from '../../storage/sending/count-copies.ts'
import type { Message } from '../../messages/message.ts'
import type { Store } from '../../storage/store.ts'
import type { NotJudged } from '../find-approval-scope.ts'

/** What holding a broadcast, or taking it back, needs. The hooks that plan what people read are those of `usecases/broadcast-texts.ts`. */
export interface HoldDeps extends Pick<Deps, 'store' | 'enqueue' | 'clock' | 'log'> {
  readonly settings: Pick<Settings, 'timeZone'>
  /** Plans the question to the sender, in the transaction that holds the broadcast. */
  readonly onHeld: (tx: Store, id: BroadcastId, held: Held) => Promise<void>
  /** Plans it anew, to whoever hears it now, where nobody has heard it; the detail is not known any more. */
  readonly onUnheard: (tx: Store, id: BroadcastId) => Promise<void>
  /** Plans what the sender is told whose broadcast may not go, in the transaction that takes it back. */
  readonly onTakenBack: (tx: Store, id: BroadcastId, barred: Barred) => Promise<void>
}

/** Why a broadcast does not go at its hour: its author approved it, or nobody did who may. */
export type Barred = 'own-approval' | NotJudged

/** A call that a platform was asked for, and what came of it. */
export interface MadeCall {
  readonly platform: string
  readonly instanceId: ChannelInstanceId
  readonly outcome: string
  readonly ms: number
}

/** What the sending engine needs; what a message says is given to it. */
export interface SendingDeps extends HoldDeps, Pick<Deps, 'channels'> {
  /**
   * What all copies of a broadcast say. Called for every copy, so it should remember the last few; giving the same
   * object again saves rendering it again.
   */
  readonly messageFor: (id: BroadcastId) => Promise<Message>
  /** Puts a link beside each file, for platforms that do not take it. The same object for the same message. */
  readonly linkFiles: (message: Message, purpose: DeliveryPurpose) => Message
  /**
   * Plans what people are told when a bot or OA may not send any more, in the transaction that stops its lane.
   * Gives the lanes on which they are told.
   */
  readonly onLaneStopped: (
    tx: Store,
    instanceId: ChannelInstanceId,
    why: Reason,
  ) => Promise<readonly ChannelInstanceId[]>
  /** Told of every call, for who counts them. */
  readonly callMade: (call: MadeCall) => void
}

/** What following a broadcast needs besides. */
export interface ProgressDeps extends HoldDeps, Pick<Deps, 'channels'> {
  /** What the progress message says while the broadcast goes on; undefined: nothing is shown. */
  readonly progressMessage: (
    id: BroadcastId,
    standing: BroadcastStanding,
  ) => Promise<Message | undefined>
  /**
   * Plans what is said at the end, in the transaction that ends the broadcast: the last edit of the progress message, and
   * the finished card. Called once for each end, of which one that goes on has more.
   */
  readonly onFinished: (tx: Store, id: BroadcastId) => Promise<void>
}
