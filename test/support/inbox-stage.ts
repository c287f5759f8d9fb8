import type { JobRequest } from '../../jobs/catalogue.ts'
import type { Channel, Inbound } from '../../src/channels/channel.ts'
import { createChannelRegistry } from '../../src/channels/registry.ts'
import { plainMessage } from '../../src/messages/message.ts'
import type { Store } from '../../src/storage/store.ts'
import { drainInbox } from '../../src/usecases/receiving/drain-inbox.ts'
import { createInboxWriter } from '../../src/usecases/receiving/inbox-writer.ts'
import type { ReceivingDeps } from '../../src/usecases/receiving/receiving-deps.ts'
import { storeUpdate, type StoredUpdate } from '../../src/usecases/receiving/store-update.ts'
import type { SendingDeps } from '../../src/usecases/sending/sending-deps.ts'
import { sweep } from '../../src/usecases/sending/sweep.ts'
import { createPlainChannel, type PlainUpdate } from './plain-channel.ts'
import { quietLog } from './quiet-log.ts'
import { givenInstance } from './rows.ts'

const NEVER = new AbortController().signal

/** A bot and its inbox, without a conversation: what is said is written down. */
export interface InboxStage {
  readonly channel: Channel
  readonly deps: ReceivingDeps<null> & Pick<SendingDeps, 'settings' | 'onUnheard'>
  /** What has been taken in. */
  readonly taken: string[]
  readonly jobs: JobRequest[]
  /** What one says here takes in nothing and throws. */
  readonly poison: Set<string>
  receive(...updates: (Partial<PlainUpdate> & { id: string })[]): Promise<StoredUpdate[]>
  /** Stores an update of any channel. */
  keep(channel: Channel, update: unknown): Promise<StoredUpdate>
  drain(): Promise<void>
  sweep(): Promise<void>
  later(days: number): void
  rows(): ReturnType<typeof readRows>
}

export async function openInboxStage(store: Store): Promise<InboxStage> {
  const instanceId = await givenInstance(store)
  const channel = createPlainChannel({ instanceId, origin: 'http://127.0.0.1:9' })
  const taken: string[] = []
  const jobs: JobRequest[] = []
  const poison = new Set<string>()
  let now = Date.now()
  const deps: InboxStage['deps'] = {
    store,
    channels: createChannelRegistry([channel]),
    enqueue: async (job) => void jobs.push(job),
    clock: { now: () => new Date(now) },
    log: quietLog as ReceivingDeps<null>['log'],
    settings: { timeZone: 'Asia/Ho_Chi_Minh' },
    onUnheard: async () => {},
    prepare: async () => null,
    takeTurn: async (_tx, _channel, inbound) => {
      if (poison.has(textOf(inbound))) throw new TypeError('not to be taken in')
      taken.push(textOf(inbound))
      return { jobs: [], presses: [] }
    },
    arrivalsFirst: () => Promise.resolve(),
    apology: plainMessage('Xin lỗi, hệ thống gặp lỗi khi xử lý tin vừa rồi.'),
  }
  const keep = (of: Channel, update: unknown): Promise<StoredUpdate> =>
    storeUpdate({ inbox: createInboxWriter(store), wakeInbox: () => {} }, of, update)
  return {
    channel,
    deps,
    taken,
    jobs,
    poison,
    keep,
    receive: async (...updates) => {
      const stored: StoredUpdate[] = []
      for (const update of updates)
        stored.push(await keep(channel, { chat: 'lan', text: update.id, ...update }))
      return stored
    },
    drain: () => drainInbox(deps, NEVER),
    sweep: () => sweep(deps),
    later: (days) => {
      now += days * 86_400_000
    },
    rows: () => readRows(store),
  }
}

function readRows(store: Store) {
  return store.db.selectFrom('inbox').selectAll().orderBy('seq').execute()
}

function textOf({ event }: Inbound): string {
  return event.kind === 'text' ? event.text : ''
}
