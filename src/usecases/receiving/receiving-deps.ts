import type { Channel, Inbound } from '../../channels/channel.ts'
import type { TurnEffects } from '../../conversations/turn-effects.ts'
import type { Deps } from '../../deps.ts'
import type { Message } from '../../messages/message.ts'
import type { Store } from '../../storage/store.ts'

/** What the inbox needs: the conversation is given to it, it knows none. */
export interface ReceivingDeps<Prepared> extends Pick<
  Deps,
  'store' | 'channels' | 'enqueue' | 'clock' | 'log'
> {
  /** Work with the network that an event needs (fetching a file), before its transaction. */
  readonly prepare: (channel: Channel, inbound: Inbound) => Promise<Prepared>
  /** Answers one event, all of it in the given transaction. */
  readonly takeTurn: (
    tx: Store,
    channel: Channel,
    inbound: Inbound,
    prepared: Prepared,
  ) => Promise<TurnEffects>
  /** Waits while updates are being stored, for a moment at most: answering the platform goes first. */
  readonly arrivalsFirst: () => Promise<void>
  /** What a person reads when their message was given up after several tries. */
  readonly apology: Message
}
