import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { JobRequest } from '../../jobs/catalogue.ts'
import type { Channel } from '../../src/channels/channel.ts'
import { createChannelRegistry } from '../../src/channels/registry.ts'
import { createTelegramChannel } from '../../src/channels/telegram/telegram-channel.ts'
import { createZaloOaChannel } from '../../src/channels/zalo-oa/zalo-oa-channel.ts'
import { takeTurn } from '../../src/conversations/take-turn.ts'
import type { Deps } from '../../src/deps.ts'
import {
  newId,
  type BroadcastId,
  type ChannelInstanceId,
  type ChatId,
  type PersonId,
  type UnitId,
} from '../../src/domain/id.ts'
import type { Role } from '../../src/domain/role.ts'
import { plainMessage, type Message } from '../../src/messages/message.ts'
import type { ChatSeed, EmulatorSeed } from '../../src/sandbox/emulator-seed.ts'
import { type Emulators, startEmulators } from '../../src/sandbox/emulator-server.ts'
import { enterAccount } from '../../src/storage/accounts.ts'
import { enterChat } from '../../src/storage/chats.ts'
import { findOpenBroadcasts } from '../../src/storage/sending/broadcasts.ts'
import { retryUnknowns } from '../../src/storage/sending/plan-again.ts'
import { enterChannelInstance } from '../../src/storage/channel-instances.ts'
import { bindGroup } from '../../src/storage/groups.ts'
import { findInboxHeads } from '../../src/storage/inbox.ts'
import { findDueLanes } from '../../src/storage/sending/due-deliveries.ts'
import { addPerson, addPost, linkAccount } from '../../src/storage/people.ts'
import type { Store } from '../../src/storage/store.ts'
import { addUnit } from '../../src/storage/units.ts'
import { broadcastTexts } from '../../src/usecases/broadcast-texts.ts'
import { createInboxWriter } from '../../src/usecases/receiving/inbox-writer.ts'
import { drainInbox } from '../../src/usecases/receiving/drain-inbox.ts'
import { storeUpdate } from '../../src/usecases/receiving/store-update.ts'
import { expandBroadcast } from '../../src/usecases/sending/expand-broadcast.ts'
import { runLane } from '../../src/usecases/sending/run-lane.ts'
import { updateProgress } from '../../src/usecases/sending/update-progress.ts'
import { lookAfterChannel } from '../../src/usecases/standing/look-after-channel.ts'
import { createTestDatabase } from './database.ts'
import { emulatorControl, type EmulatorControl } from './emulator-control.ts'
import { memoryTokenStore, type MemoryTokenStore } from './memory-token-store.ts'
import { createRecordingLog } from './recording-log.ts'
import { givenBroadcast } from './rows.ts'
import { startScriptedServer, type ScriptedServer } from './scripted-server.ts'
import { zoneWhereItIs } from './zone-where-it-is.ts'

export const OA_APP = {
  appId: '3147',
  appSecret: 'oa-app-secret',
  webhookSecret: 'oa-webhook-secret',
}
export const OA_PAIR = { accessToken: 'oa-access', refreshToken: 'oa-refresh' }
const TELEGRAM_TOKEN = '5000:stage-token'

/** An (owner, Telegram and Zalo), Bình (leads Yên Cát, Telegram), Lan (member, Telegram), Hoa (resident, Zalo). */
export const PEOPLE = {
  an: { telegram: '2000', 'zalo-oa': '8000000000000000001' },
  binh: { telegram: '2001' },
  lan: { telegram: '1001' },
  hoa: { 'zalo-oa': '2512523625412515999' },
} as const
export type PersonName = keyof typeof PEOPLE

/** Groups: Yên Cát on Telegram (a small and a large one) and on Zalo. */
export const YEN_CAT = 'telegram:-1001'
export const LARGE = 'telegram:-1002000000001'
export const OA_GROUP = 'zalo-oa:f414c8f76fa586fbdfb4'

/** The real engine, conversation and adapters against emulated platforms, in steps that a test takes. */
export interface OutcomeStage {
  readonly store: Store
  readonly control: EmulatorControl
  readonly emulators: Emulators
  readonly telegram: ChannelInstanceId
  readonly zaloOa: ChannelInstanceId
  readonly logged: () => string
  /** Where the OA's pair lies, as the stage's channel sees it. */
  readonly oaTokens: MemoryTokenStore
  person(name: PersonName): PersonId
  unit(name: string): Promise<UnitId>
  post(person: PersonName, unit: UnitId, role: Role): Promise<void>
  /** The chat row of a platform's chat, made and bound to a unit. */
  group(chatId: string, unit: UnitId | null): Promise<ChatId>
  chat(chatId: string): Promise<{ id: ChatId; state: string; reason: string | null }>
  /** A released notice to units, with its progress shown to An on Telegram. */
  send(units: readonly UnitId[], kind?: 'directive' | 'announcement'): Promise<BroadcastId>
  /** Takes in what came, sends what is due and brings progress up to date, until nothing is left. */
  quiet(): Promise<void>
  /** Takes in what came, while something else goes on. */
  takeIn(): Promise<void>
  /** Moves every clock, while the service goes on running, then `quiet`. */
  later(ms: number): Promise<void>
  /** Looks after every bot and OA, as so many running processes do each minute, then `quiet`. */
  look(processes?: number): Promise<void>
  /** The clock of everything here. */
  now(): Date
  /** Whether updates of Telegram come in; the rest wait at the platform. */
  listen(on: boolean): Promise<void>
  copies(id: BroadcastId): Promise<string[]>
  /** Jobs that turns have asked for. */
  readonly jobs: JobRequest[]
  /** What the bot says in a chat, as a person in it reads it. */
  read(chatId: string, as: PersonName): Promise<string[]>
  stop(): Promise<void>
}

export async function openOutcomeStage(
  extraChats: readonly ChatSeed[] = [],
  {
    latencyMs = 0,
    // Copies that are told to wait for an hour would wait for the morning in an evening's run.
    timeZone = zoneWhereItIs(8),
  }: { readonly latencyMs?: number; readonly timeZone?: string } = {},
): Promise<OutcomeStage> {
  const dataDir = await mkdtemp(join(tmpdir(), 'nhipcau-outcomes-'))
  const database = await createTestDatabase()
  const { store } = database
  const emulators = await startEmulators({
    port: 0,
    dataDir,
    seed: seedOf(extraChats),
    latencyMs,
    limits: {
      // The pace has tests of its own; on a busy machine it must not come between here.
      telegram: { privateBurst: 100, sendsPerSecond: 1_000 },
      zaloOa: { callsPerMinute: 10_000 },
    },
  })
  const control = emulatorControl(emulators.origin)
  const log = createRecordingLog()
  let aheadMs = 0
  const now = (): number => Date.now() + aheadMs
  const telegram = await enterChannelInstance(store, {
    platform: 'telegram',
    externalId: '5000',
    name: 'Nhịp Cầu',
  })
  const zaloOa = await enterChannelInstance(store, {
    platform: 'zalo-oa',
    externalId: '5797',
    name: 'UBND xã',
  })
  const telegramChannel = atOnce(
    await createTelegramChannel({
      instanceId: telegram,
      token: TELEGRAM_TOKEN,
      apiRoot: `${emulators.origin}/telegram`,
      webhook: null,
      log,
      identity: { externalId: '5000', username: 'nhipcau_bot' },
      now: () => new Date(now()),
      pollHoldSeconds: 1,
    }),
  )
  const oaTokens = memoryTokenStore({ ...OA_PAIR, expiresAt: null })
  const oaChannel = await createZaloOaChannel({
    instanceId: zaloOa,
    oaId: '5797',
    ...OA_APP,
    tokens: oaTokens,
    renewedAt: () => Promise.resolve(oaTokens.renewedAt),
    apiRoot: `${emulators.origin}/openapi`,
    oauthRoot: `${emulators.origin}/oauth`,
    storedWithinMs: 0,
    publicUrl: 'https://nhipcau.example.vn',
    now,
    log,
  })
  const channels = createChannelRegistry([telegramChannel, oaChannel])
  const inbox = createInboxWriter(store)
  /** The platform may tell of a message when nobody waits for that any more. */
  const keeping = new Set<Promise<unknown>>()
  const keep = async (channel: Channel, update: unknown): Promise<void> => {
    const kept = storeUpdate({ inbox, wakeInbox: () => undefined }, channel, update)
    keeping.add(kept)
    await kept.finally(() => keeping.delete(kept))
  }
  const web = await serveOaWebhook(oaChannel, keep)
  await fetch(`${emulators.origin}/_control/webhook`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ platform: 'zalo-oa', url: `${web.origin}/webhooks/zalo-oa` }),
  })
  const jobs: JobRequest[] = []
  const deps: Deps = {
    store,
    channels,
    enqueue: async (job) => void jobs.push(job),
    clock: { now: () => new Date(now()) },
    log: log as unknown as Deps['log'],
    settings: {
      timeZone,
      owners: [],
      residentChannels: ['zalo-oa'],
      undoMs: 0,
    },
  }
  const work = {
    ...deps,
    ...broadcastTexts(deps),
    callMade: () => {},
    linkFiles: (message: Message) => message,
    arrivalsFirst: async () => {},
    apology: plainMessage('Xin lỗi'),
    prepare: async () => null,
    takeTurn: (tx: Store, channel: Channel, inbound: Parameters<typeof takeTurn>[3]) =>
      takeTurn(deps, tx, channel, inbound, null),
  }
  const people = await enterPeople(store, { telegram, zaloOa })

  let polling: { stop: AbortController; done: Promise<void> } | null = null
  const listen = async (on: boolean): Promise<void> => {
    if (on === (polling !== null)) return
    if (polling) {
      polling.stop.abort()
      await polling.done
      polling = null
      return
    }
    const stop = new AbortController()
    polling = {
      stop,
      done: telegramChannel.receive((update) => keep(telegramChannel, update), stop.signal),
    }
  }

  const signal = new AbortController().signal
  const round = async (): Promise<boolean> => {
    const at = deps.clock.now()
    let isBusy = false
    // What comes after an update that waits is no work yet.
    const due = { after: null, limit: 1, instances: [telegram, zaloOa], now: at }
    if ((await findInboxHeads(store, due)).length > 0) {
      isBusy = true
      await drainInbox(work, signal)
    }
    await retryUnknowns(store, at)
    for (const id of (await findOpenBroadcasts(store, at)).toExpand) {
      isBusy = true
      await expandBroadcast(work, id)
    }
    const lanes = await findDueLanes(store, at, deps.settings.timeZone)
    await Promise.all(lanes.map((lane) => runLane(work, lane, signal)))
    return isBusy || lanes.length > 0
  }
  const quiet = async (): Promise<void> => {
    // Whatever people did just now is on its way.
    await sleep(150)
    await rest()
    const asked = jobs.flatMap(({ name, data }) =>
      name === 'update-progress' && 'broadcastId' in data ? [data.broadcastId as BroadcastId] : [],
    )
    const { toWatch } = await findOpenBroadcasts(store, deps.clock.now())
    for (const id of new Set([...asked, ...toWatch])) await updateProgress(work, id)
    await rest()
  }
  const rest = async (): Promise<void> => {
    for (let rounds = 0; rounds < 60; rounds++) if (!(await round())) return
    throw new Error('the stage does not come to rest')
  }

  await listen(true)
  const stage: OutcomeStage = {
    store,
    control,
    emulators,
    telegram,
    zaloOa,
    logged: () => log.text(),
    oaTokens,
    person: (name) => people[name],
    unit: async (name) => {
      const id = newId<UnitId>()
      await addUnit(store, {
        id,
        kind: 'org',
        code: id.slice(-8),
        name,
        parentId: null,
        from: '2026-01-01',
      })
      return id
    },
    post: async (name, unitId, role) =>
      void (await addPost(store, { personId: people[name], unitId, role, from: '2026-01-01' })),
    group: async (chatId, unitId) => {
      const { id } = await enterChat(store, { ...placeOf(chatId), accountId: null })
      if (unitId) await bindGroup(store, { chatId: id, unitId, by: null, now: new Date() })
      return id
    },
    chat: async (chatId) => {
      const { id, state } = await enterChat(store, { ...placeOf(chatId), accountId: null })
      const { state_reason: reason } = await store.db
        .selectFrom('chat')
        .select('state_reason')
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      return { id, state, reason }
    },
    send: async (units, kind = 'announcement') => {
      const { id } = await stage.chat('telegram:2000')
      const releaseAt = new Date(deps.clock.now().getTime() - 1_000)
      return givenBroadcast(store, { units, kind, progressChatId: id, releaseAt })
    },
    quiet,
    takeIn: () => drainInbox(work, signal),
    jobs,
    later: async (ms) => {
      aheadMs += ms
      emulators.advance(ms)
      await store.db
        .updateTable('broadcast')
        .set({ watched_at: deps.clock.now() })
        .where('state', '=', 'sending')
        .execute()
      await quiet()
    },
    look: async (processes = 1) => {
      const looking = Array.from({ length: processes }).flatMap(() => channels.all())
      await Promise.all(looking.map((channel) => lookAfterChannel(deps, channel, signal)))
      await quiet()
    },
    now: () => deps.clock.now(),
    listen,
    copies: async (id) => {
      const rows = await store.db
        .selectFrom('delivery')
        .select('state')
        .where('broadcast_id', '=', id)
        .orderBy('state')
        .execute()
      return rows.map(({ state }) => state)
    },
    read: async (chatId, as) =>
      (await control.messages(chatId, as))
        .filter(({ from }) => from.bot === true)
        .map(({ text }) => text),
    stop: async () => {
      await listen(false)
      await Promise.all([telegramChannel.close(), oaChannel.close()])
      await web.stop()
      await emulators.stop()
      await Promise.all(keeping)
      await database.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
  return stage

  function placeOf(chatId: string) {
    const [platform, externalId = ''] = chatId.split(':')
    const isPrivate = Object.values(PEOPLE).some((accounts) =>
      Object.values(accounts).includes(externalId as never),
    )
    return {
      instanceId: platform === 'telegram' ? telegram : zaloOa,
      externalId,
      type: isPrivate ? ('private' as const) : ('group' as const),
      title: isPrivate ? '' : (TITLES[chatId] ?? ''),
    }
  }
}

const TITLES: Readonly<Record<string, string>> = {
  [YEN_CAT]: 'Thôn Yên Cát',
  [LARGE]: 'Hội Nông dân',
  [OA_GROUP]: 'Yên Cát trên Zalo',
}

function seedOf(extraChats: readonly ChatSeed[]): EmulatorSeed {
  const names: Record<PersonName, string> = {
    an: 'Trần An',
    binh: 'Lê Bình',
    lan: 'Lê Thị Lan',
    hoa: 'Hoàng Hoa',
  }
  const privates = Object.entries(PEOPLE).flatMap(([id, accounts]) =>
    Object.entries(accounts).map(([platform, externalId]) => ({
      platform: platform as 'telegram' | 'zalo-oa',
      externalId,
      kind: 'private' as const,
      title: id,
      members: [id],
    })),
  )
  const group = (chatId: string, members: PersonName[]) => ({
    platform: (chatId.startsWith('telegram') ? 'telegram' : 'zalo-oa') as 'telegram' | 'zalo-oa',
    externalId: chatId.split(':')[1] ?? '',
    kind: chatId === LARGE ? ('supergroup' as const) : ('group' as const),
    title: TITLES[chatId] ?? '',
    members,
  })
  return {
    platforms: [
      {
        platform: 'telegram',
        botId: '5000',
        botName: 'Nhịp Cầu',
        username: 'nhipcau_bot',
        token: TELEGRAM_TOKEN,
      },
      { platform: 'zalo-oa', botId: '5797', botName: 'UBND xã', ...OA_APP, ...OA_PAIR },
    ],
    people: Object.entries(PEOPLE).map(([id, accounts]) => ({
      id,
      name: names[id as PersonName],
      role: '',
      accounts,
    })),
    chats: [
      ...privates,
      group(YEN_CAT, ['an', 'binh', 'lan']),
      group(LARGE, ['an', 'binh', 'lan']),
      group(OA_GROUP, ['an', 'hoa']),
      ...extraChats,
    ],
  }
}

/** Everybody has an account and an open private chat; Hoa is nobody's post holder. */
async function enterPeople(
  store: Store,
  instances: { telegram: ChannelInstanceId; zaloOa: ChannelInstanceId },
): Promise<Record<PersonName, PersonId>> {
  const entries: [string, PersonId][] = []
  for (const [name, accounts] of Object.entries(PEOPLE)) {
    const personId = await addPerson(store, { name })
    for (const [platform, externalId] of Object.entries(accounts)) {
      const instanceId = platform === 'telegram' ? instances.telegram : instances.zaloOa
      const account = await enterAccount(store, { instanceId, externalId, name })
      await linkAccount(store, account.id, personId)
      await enterChat(store, {
        instanceId,
        externalId,
        type: 'private',
        title: '',
        accountId: account.id,
      })
    }
    entries.push([name, personId])
  }
  return Object.fromEntries(entries) as Record<PersonName, PersonId>
}

/** Leaves no time between two calls to one chat: what becomes of a message is the same, and is there sooner. */
function atOnce(channel: Channel): Channel {
  const { capabilities } = channel
  const gaps = { privateGapMs: 0, groupGapMs: 0, editGapMs: { private: 0, group: 0 } }
  return { ...channel, capabilities: { ...capabilities, pace: { ...capabilities.pace, ...gaps } } }
}

function serveOaWebhook(
  channel: Channel,
  keep: (channel: Channel, update: unknown) => Promise<void>,
): Promise<ScriptedServer> {
  return startScriptedServer((request, response) => {
    const signature = request.headers['x-zevent-signature']
    const headers = { 'x-zevent-signature': typeof signature === 'string' ? signature : undefined }
    const verdict = channel.verifyWebhook({ headers, body: Buffer.from(request.body, 'utf8') })
    const kept = verdict.kind === 'update' ? keep(channel, verdict.update) : Promise.resolve()
    const status = verdict.kind === 'wrong-secret' ? 401 : 200
    void kept.then(() => response.writeHead(status).end())
  })
}
