import type { Channel } from '../../channels/channel.ts'
import type { DeliveryState } from '../../domain/delivery.ts'
import type { BroadcastId, ChatId, DeliveryId, FileId } from '../../domain/id.ts'
import type { Wait } from '../../domain/wait.ts'
import { claimParts, type PartClaim } from '../../storage/sending/claim-parts.ts'
import { settleParts, type PartSettlement } from '../../storage/sending/settle-parts.ts'
import type { Lease } from '../../storage/sending/lanes.ts'
import { createBatcher } from '../create-batcher.ts'
import { createBell, type Bell } from './bell.ts'
import { createBreaker, type Breaker } from './breaker.ts'
import { createFileDesk, type FileDesk } from './file-desk.ts'
import { monotonicNow } from './monotonic-now.ts'
import { createPacer, type Pacer } from './pacer.ts'
import { createPersist, type Persist } from './persist.ts'
import { createStepsOf, type StepsOf } from './steps-of.ts'
import { createRounds, type Rounds } from './rounds.ts'
import type { SendingDeps } from './sending-deps.ts'
import { createSlots, type Slots } from './slots.ts'
import type { Work } from './work.ts'

/**
 * Why a lane does no more: its process stops; another owner has it or somebody has stopped it (`lost`); its life lock is
 * gone; or the token is refused.
 */
export type LaneEnd = 'stopping' | 'lost' | 'lock-lost' | 'token-refused'

/** Everything the owner of a lane has at hand while it sends. */
export interface Lane {
  readonly deps: SendingDeps
  readonly channel: Channel
  readonly lease: Lease
  readonly pacer: Pacer
  readonly files: FileDesk
  readonly breaker: Breaker
  readonly stepsOf: StepsOf
  /** Rings when something happened that the loop should look at. */
  readonly bell: Bell
  /** At most one delivery of a chat is in hand. */
  readonly inHand: Map<ChatId, Work>
  /** Which source had its turn when, in calls; see `sourceOf`. */
  readonly served: Map<string, number>
  /** And when one of it was last taken in hand, in looks. */
  readonly lastTaken: Map<string, number>
  readonly rounds: Rounds
  /** Broadcasts of which copies wait for the upload of this file, which another one may make. */
  readonly uploadOf: Map<BroadcastId, FileId>
  /** How many broadcasts the last look found something due of. */
  broadcastsDue: number
  /** Looks at the ledger. */
  looks: number
  /** Calls that this owner has started. */
  started: number
  /** Cuts the calls that are still out when there is no more time for them. */
  readonly cut: AbortController
  end: LaneEnd | null
  /** Until when its lease is sure to stand, on the monotonic clock: counted from when it was asked for. */
  heldUntil: number
  /** Something may be `sending` that is not in hand any more: the next owner looks for it. */
  mayHaveUnjudged: boolean
  /** When the whole bot could last send nothing; null: it never had to rest. */
  rest: Wait | null
  /** Calls that are being claimed or wait for their slot. */
  arming: number
  readonly slots: Slots
  readonly persist: Persist
  readonly claim: (claim: PartClaim) => Promise<ReadonlySet<DeliveryId>>
  /** Gives the state to which the delivery has come; null: it is not ours any more, or was written before. */
  readonly settle: (settlement: PartSettlement) => Promise<DeliveryState | null>
}

const BATCH = 200
/** A claim is made well ahead of its slot, and nobody waits for a settlement; twice as many rows a statement cost a tenth less. */
const GATHER = { items: 100, ms: 8 }

export function createLane(
  deps: SendingDeps,
  channel: Channel,
  lease: Lease,
  heldUntil: number,
): Lane {
  const cut = new AbortController()
  const persist = createPersist(deps.log, lease.instanceId, cut.signal)
  const settleBatch = createBatcher(
    (settlements: readonly PartSettlement[]) =>
      persist(() => settleParts(deps.store, lease, settlements)),
    BATCH,
    GATHER,
  )
  const claimBatch = (claims: readonly PartClaim[]) => {
    const { timeZone } = deps.settings
    return claimParts(deps.store, lease, claims, { now: deps.clock.now(), timeZone })
  }
  const pacer = createPacer(() => channel.capabilities.pace)
  const lane: Lane = {
    deps,
    channel,
    lease,
    pacer,
    files: createFileDesk(deps, channel),
    breaker: createBreaker(),
    stepsOf: createStepsOf(channel),
    bell: createBell(),
    inHand: new Map(),
    served: new Map(),
    lastTaken: new Map(),
    rounds: createRounds(),
    uploadOf: new Map(),
    broadcastsDue: 0,
    looks: 0,
    started: 0,
    cut,
    end: null,
    heldUntil,
    mayHaveUnjudged: false,
    rest: lease.rest,
    arming: 0,
    persist,
    claim: createBatcher(claimBatch, BATCH, GATHER),
    settle: async (settlement) => {
      const written = await settleBatch(settlement)
      return written.get(settlement.deliveryId) ?? null
    },
    slots: createSlots(pacer, () => lane.end !== null),
  }
  return lane
}

/** Whether the lane is sure to be ours: what had to wait for its way must not leave after another owner has begun. */
export function isHeld(lane: Lane): boolean {
  return lane.end !== 'lost' && monotonicNow() < lane.heldUntil
}
