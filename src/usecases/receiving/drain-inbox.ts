import { setTimeout as sleep } from 'node:timers/promises'
import type { ChannelInstanceId } from '../../domain/id.ts'
import { findInboxHeads, type WaitingUpdate } from '../../storage/inbox.ts'
import { type WhileFree, withFreeLocks } from '../../storage/advisory-locks.ts'
import type { ReceivingDeps } from './receiving-deps.ts'
import { takeInboxRow } from './take-inbox-row.ts'

/** Chats whose updates are taken in side by side. */
const SIDE_BY_SIDE = 8
/** They come with what was said, so that few are in memory even where each is as large as can be. */
const HEADS_PER_LOOK = 32
/** Rest after meeting a row that another process has, so that the two do not race round each other. */
const MET_ANOTHER_MS = 50
/** While a hand is held up, by a large file or a slow platform, so often one looks what else has come. */
const LOOK_AGAIN_MS = 100

/**
 * Takes the inbox in for one process, as often as it is asked. An earlier process may have died at one of the updates
 * that wait when this one starts: until it has come to the end of what waits for a bot or OA, each try of that is counted
 * before it is begun, and made by one process alone, or else several that start together would count one death each. Afterwards
 * nothing is written before a try, because whatever kills this process waits for the next one.
 */
export function createInboxDrain<P>(
  deps: ReceivingDeps<P>,
): (signal: AbortSignal) => Promise<void> {
  const caughtUp = new Set<ChannelInstanceId>()
  return async (signal) => {
    // One that opens meanwhile has been looked through from the middle only.
    const open = deps.channels.all().map(({ instanceId }) => instanceId)
    if (open.every((instanceId) => caughtUp.has(instanceId))) return drainInbox(deps, signal)
    const isCareful = ({ instanceId }: WaitingUpdate): boolean => !caughtUp.has(instanceId)
    await withFreeLocks(deps.store, (whileFree) =>
      drainInbox(deps, signal, { isCareful, whileFree }),
    )
    if (!signal.aborted) for (const instanceId of open) caughtUp.add(instanceId)
  }
}

/** With which rows a process is careful, and how it is alone at one. */
interface Care {
  readonly isCareful: (row: WaitingUpdate) => boolean
  readonly whileFree: WhileFree
}

const CARELESS: Care = { isCareful: () => false, whileFree: (_name, work) => work() }

/**
 * Takes in everything that waits: the oldest update of each chat, several chats side by side, until no
 * chat has one that is due. Any number of processes may do this at once. Rejects when the database fails.
 * Carefully: see `createInboxDrain`; and what was tried before is tried alone, so that it takes no other with it.
 */
export async function drainInbox<P>(
  deps: ReceivingDeps<P>,
  signal: AbortSignal,
  { isCareful, whileFree }: Care = CARELESS,
): Promise<void> {
  const hands = new Hands((row) =>
    isCareful(row)
      ? whileFree(`inbox.${row.seq}`, () => takeInboxRow(deps, row, true))
      : takeInboxRow(deps, row),
  )
  let cursor: Buffer | null = null
  let foundInRound = true
  while (!signal.aborted && !hands.failed) {
    const heads: WaitingUpdate[] = await look(deps, cursor)
    const fresh = heads.filter(({ seq }) => !hands.holds(seq))
    for (const row of fresh.some(isCareful) ? unsuspectedFirst(fresh) : fresh) {
      if (signal.aborted) break
      await hands.take(row, row.attempts > 0 && isCareful(row))
    }
    foundInRound ||= fresh.length > 0
    if (heads.length === HEADS_PER_LOOK) {
      cursor = heads.at(-1)?.orderKey ?? null
      continue
    }
    // The end of the keys: round again, unless the last round found nothing and nothing is in hand.
    if (!foundInRound && hands.empty) break
    await hands.oneFree(LOOK_AGAIN_MS)
    cursor = null
    foundInRound = false
  }
  await hands.finish()
  // Cut short: somebody goes on.
  if (signal.aborted) await deps.enqueue({ name: 'process-inbox', data: {} })
}

function look<P>(deps: ReceivingDeps<P>, after: Buffer | null): Promise<WaitingUpdate[]> {
  return findInboxHeads(deps.store, {
    after,
    limit: HEADS_PER_LOOK,
    instances: deps.channels.all().map(({ instanceId }) => instanceId),
    now: deps.clock.now(),
  })
}

/** So that whoever has said nothing of the kind is answered before the process may die again. */
function unsuspectedFirst(rows: readonly WaitingUpdate[]): WaitingUpdate[] {
  return rows.toSorted((one, other) => one.attempts - other.attempts)
}

/** The few rows that are being taken in at this moment. */
class Hands {
  failed = false
  #failure: unknown
  readonly #running = new Map<string, Promise<void>>()
  readonly #work: (row: WaitingUpdate) => Promise<boolean>

  constructor(work: (row: WaitingUpdate) => Promise<boolean>) {
    this.#work = work
  }

  get empty(): boolean {
    return this.#running.size === 0
  }

  holds(seq: string): boolean {
    return this.#running.has(seq)
  }

  /** Starts on a row, as soon as a hand is free; alone: when all are, and is back when it is done. */
  async take(row: WaitingUpdate, alone: boolean): Promise<void> {
    while (this.#running.size >= (alone ? 1 : SIDE_BY_SIDE)) await this.oneFree()
    this.#running.set(
      row.seq,
      this.#run(row).finally(() => this.#running.delete(row.seq)),
    )
    if (alone) await this.oneFree()
  }

  /** Resolves when a hand is free, at the latest after `ms` where that is given. */
  async oneFree(ms?: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const waits = this.empty ? [Promise.resolve()] : [...this.#running.values()]
    if (ms !== undefined)
      waits.push(
        new Promise((resolve) => {
          timer = setTimeout(resolve, ms)
        }),
      )
    await Promise.race(waits)
    clearTimeout(timer)
  }

  /** Waits for all hands; rejects with what stopped the work. */
  async finish(): Promise<void> {
    await Promise.all(this.#running.values())
    if (this.failed) throw this.#failure
  }

  async #run(row: WaitingUpdate): Promise<void> {
    try {
      const wasOurs = await this.#work(row)
      if (!wasOurs) await sleep(MET_ANOTHER_MS)
    } catch (error) {
      this.failed = true
      this.#failure = error
    }
  }
}
