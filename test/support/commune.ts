import { sql } from 'kysely'
import type { Channel, InboundEvent } from '../../src/channels/channel.ts'
import { createChannelRegistry } from '../../src/channels/registry.ts'
import type { Deps } from '../../src/deps.ts'
import { cleanInbound } from '../../src/usecases/receiving/clean-inbound.ts'
import type { PreparedFile } from '../../src/usecases/prepared-file.ts'
import type { TurnEffects } from '../../src/conversations/turn-effects.ts'
import { takeTurn } from '../../src/conversations/take-turn.ts'
import type {
  ChannelInstanceId,
  ChatId,
  DeliveryId,
  PersonId,
  UnitId,
} from '../../src/domain/id.ts'
import { newId } from '../../src/domain/id.ts'
import type { Role } from '../../src/domain/role.ts'
import type { Block, Message } from '../../src/messages/message.ts'
import { enterAccount } from '../../src/storage/accounts.ts'
import { enterChat, instanceOfChat } from '../../src/storage/chats.ts'
import { enterChannelInstance } from '../../src/storage/channel-instances.ts'
import { bindGroup } from '../../src/storage/groups.ts'
import { addPerson, addPost, linkAccount } from '../../src/storage/people.ts'
import { inTransaction } from '../../src/storage/store.ts'
import { openMessage } from '../../src/storage/sealed-message.ts'
import { addUnit } from '../../src/storage/units.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { createPlainChannel } from './plain-channel.ts'
import { quietLog } from './quiet-log.ts'
import type { RecordingLog } from './recording-log.ts'

export const MORNING = new Date('2026-11-24T02:00:00Z')

/** Something the bot said, as it was planned. */
export interface Heard {
  readonly delivery: DeliveryId
  readonly chatId: ChatId
  readonly text: string
  readonly message: Message
}

/** A person with a phone: what they do goes through the real conversation into the real database. */
export interface Phone {
  readonly name: string
  readonly personId: PersonId | null
  readonly chatId: ChatId
  /** What the platform calls this account, and its private chat. */
  readonly externalId: string
  /** Types in private; gives what the bot said to anybody because of it. */
  says(text: string, options?: { replyTo?: Heard }): Promise<Heard[]>
  /** `isAddressed`: to the bot, by its name or because the platform passes on nothing else. */
  saysIn(
    group: TestGroup,
    text: string,
    options?: { replyTo?: Heard; isAddressed?: true },
  ): Promise<Heard[]>
  sends(file: PreparedFile): Promise<Heard[]>
  /** Presses the button with this label on what was heard; in a group when one is given. */
  presses(heard: Heard, label: string, group?: TestGroup): Promise<Heard[]>
  /** Whatever else a platform may tell of this person; gives what the bot said because of it. */
  does(event: InboundEvent, options?: { group?: TestGroup; file?: PreparedFile }): Promise<Heard[]>
  /** Types in a group whose name the platform puts in place of theirs. */
  saysHidden(group: TestGroup, text: string): Promise<Heard[]>
  /** What the last press showed as a toast. */
  toast(): string | null
}

export interface TestGroup {
  readonly chatId: ChatId
  readonly externalId: string
  /** The topic in which people write there. */
  readonly thread?: string
}

/** A small commune in a database of its own. */
export interface Commune {
  readonly database: TestDatabase
  readonly channel: Channel
  readonly effects: TurnEffects[]
  now: Date
  /** How long ago it was done what people do, when it is taken in: the machine was off. */
  lagMs: number
  /** What is said stays in the machine; else it has gone out before anybody does something. */
  isSlow: boolean
  /** How far the platforms have said that the machine's clock is ahead of theirs. */
  aheadMs: number
  unit(code: string, name: string, parent?: UnitId): Promise<UnitId>
  person(name: string, posts: readonly [UnitId, Role][]): Promise<Phone>
  resident(name: string): Promise<Phone>
  /** The phone of somebody on a second platform, Zalo; of a person of the rolls when one is given. */
  onZalo(name: string, personId?: PersonId): Promise<Phone>
  group(title: string, unitId?: UnitId): Promise<TestGroup>
  /** All that was said in a chat, oldest first. */
  heardIn(chatId: ChatId): Promise<Heard[]>
  /** Says that a planned message went out, as the lane would, and gives it a platform id. */
  settle(heard: Heard): Promise<void>
  close(): Promise<void>
}

export async function foundCommune(
  options: {
    owners?: readonly string[]
    capabilities?: Partial<Channel['capabilities']>
    /** What the bot does about groups of its own; absent: it makes none. */
    groups?: Channel['groups']
    /** False: the bot cannot be opened by a link, as on Zalo. */
    startLinks?: boolean
    /** Where what a turn logs is kept; absent: nowhere. */
    log?: RecordingLog
  } = {},
): Promise<Commune> {
  const database = await createTestDatabase()
  const { store } = database
  const instanceId: ChannelInstanceId = await enterChannelInstance(store, {
    platform: 'telegram',
    externalId: '1',
    name: 'bot',
  })
  const plain = createPlainChannel({
    instanceId,
    origin: 'http://127.0.0.1:9',
    ...(options.capabilities && { capabilities: options.capabilities }),
  })
  const channel: Channel = {
    ...plain,
    ...(options.startLinks === false && { startLink: () => null }),
    ...(options.groups && { groups: options.groups }),
  }
  let zalo: Channel | null = null
  let count = 0
  let toast: string | null = null

  const commune: Commune = {
    database,
    channel,
    effects: [],
    now: MORNING,
    lagMs: 0,
    aheadMs: 0,
    isSlow: false,
    unit: async (code, name, parent) => {
      const id = newId<UnitId>()
      const from = '2026-01-01'
      await addUnit(store, { id, kind: 'org', code, name, parentId: parent ?? null, from })
      return id
    },
    person: async (name, posts) => {
      const personId = await addPerson(store, { name })
      for (const [unitId, role] of posts)
        await addPost(store, { personId, unitId, role, from: '2026-01-01' })
      return phone(name, personId, channel)
    },
    resident: (name) => phone(name, null, channel),
    onZalo: async (name, personId) => {
      zalo ??= { ...(await openZalo()), platform: 'zalo-bot' }
      return phone(name, personId ?? null, zalo)
    },
    group: async (title, unitId) => {
      const externalId = `-${++count}`
      const chat = await enterChat(store, {
        instanceId,
        externalId,
        type: 'group',
        title,
        accountId: null,
      })
      if (unitId) await bindGroup(store, { chatId: chat.id, unitId, by: null, now: MORNING })
      return { chatId: chat.id, externalId }
    },
    heardIn: async (chatId) =>
      (await deliveriesAfter('00000000-0000-0000-0000-000000000000')).filter(
        (heard) => heard.chatId === chatId,
      ),
    settle: async ({ delivery, chatId }) => {
      await store.db
        .updateTable('delivery')
        .set({ state: 'sent' })
        .where('id', '=', delivery)
        .execute()
      await store.db
        .insertInto('attempt')
        .values({
          delivery_id: delivery,
          ordinal: 0,
          kind: 'text',
          channel_instance_id: await instanceOfChat(store, chatId),
          chat_id: chatId,
          fence: 1,
          started_at: commune.now,
          finished_at: commune.now,
          outcome: 'sent',
          reason: null,
          message_ids: [delivery],
        })
        .execute()
    },
    close: () => database.close(),
  }
  return commune

  async function openZalo(): Promise<Channel> {
    const id = await enterChannelInstance(store, {
      platform: 'zalo-bot',
      externalId: '2',
      name: 'bot',
    })
    return createPlainChannel({ instanceId: id, origin: 'http://127.0.0.1:9' })
  }

  async function phone(name: string, personId: PersonId | null, on: Channel): Promise<Phone> {
    const externalId = String(1000 + ++count)
    const account = await enterAccount(store, { instanceId: on.instanceId, externalId, name })
    if (personId) await linkAccount(store, account.id, personId)
    const chat = await enterChat(store, {
      instanceId: on.instanceId,
      externalId,
      type: 'private',
      title: '',
      accountId: account.id,
    })
    const act = async (
      event: InboundEvent,
      group: TestGroup | undefined,
      file: PreparedFile | null,
      isHidden?: true,
    ): Promise<Heard[]> => {
      const seen = await lastDelivery()
      const effects = await inTransaction(store, (tx) =>
        takeTurn(
          {
            channels: createChannelRegistry(zalo ? [channel, zalo] : [channel]),
            clock: { now: () => commune.now, aheadMs: () => commune.aheadMs },
            log: (options.log ?? quietLog) as Deps['log'],
            settings: {
              timeZone: 'Asia/Ho_Chi_Minh',
              owners: (options.owners ?? []).map((id) => ({
                platform: 'telegram',
                externalId: id,
              })),
              residentChannels: zalo ? ['telegram', 'zalo-bot'] : ['telegram'],
              undoMs: 30_000,
            },
          },
          tx,
          on,
          cleanInbound({
            chat: group
              ? { externalId: group.externalId, type: 'group' }
              : { externalId, type: 'private' },
            ...(group?.thread !== undefined && { thread: group.thread }),
            ...(isHidden ? { isHidden } : { from: { externalId, name } }),
            at: new Date(commune.now.getTime() - commune.lagMs),
            event,
          }),
          file,
        ),
      )
      commune.effects.push(effects)
      toast = effects.presses.at(-1)?.text ?? null
      return deliveriesAfter(seen)
    }
    return {
      name,
      personId,
      chatId: chat.id,
      externalId,
      says: (text, { replyTo } = {}) => act(textEvent(text, replyTo), undefined, null),
      saysIn: (group, text, { replyTo, ...how } = {}) =>
        act({ ...textEvent(text, replyTo), ...how }, group, null),
      sends: (file) =>
        act(
          {
            kind: 'file',
            file: { ref: 'f', name: file.name, mime: 'text/plain', size: 1 },
            messageId: newId(),
          },
          undefined,
          file,
        ),
      presses: (heard, label, group) => act(pressEvent(heard, label), group, null),
      does: (event, { group, file } = {}) => act(event, group, file ?? null),
      saysHidden: (group, text) => act(textEvent(text, undefined), group, null, true),
      toast: () => toast,
    }
  }

  /** Before anything is done. As the lane would, what is to be answered has been called for its chat by then. */
  async function lastDelivery(): Promise<string> {
    const { rows } = await sql<{ id: string }>`
      with called as (
        update delivery set called_at = ${commune.now}
        where called_at is null and purpose in ('answer', 'card') and not ${commune.isSlow}
      )
      select id from delivery order by id desc limit 1`.execute(store.db)
    return rows[0]?.id ?? '00000000-0000-0000-0000-000000000000'
  }

  async function deliveriesAfter(seen: string): Promise<Heard[]> {
    const rows = await store.db
      .selectFrom('delivery')
      .select(['id', 'chat_id', 'message_enc'])
      .where('id', '>', seen as DeliveryId)
      .orderBy('id')
      .execute()
    return rows.flatMap((row) => {
      if (!row.message_enc) return []
      const message = openMessage(store.keys, row.message_enc)
      return [{ delivery: row.id, chatId: row.chat_id, text: wordsOf(message), message }]
    })
  }
}

function textEvent(text: string, replyTo: Heard | undefined): InboundEvent {
  return {
    kind: 'text',
    text,
    messageId: newId(),
    ...(replyTo && { replyTo: replyTo.delivery }),
  }
}

function pressEvent(heard: Heard, label: string): InboundEvent {
  const button = (heard.message.buttons ?? []).flat().find((one) => one.label.includes(label))
  if (!button?.action) throw new Error(`no button “${label}” under: ${heard.text}`)
  return { kind: 'press', pressId: newId(), action: button.action, messageId: heard.delivery }
}

/** The words of a message, block by block, as a person reads them. */
export function wordsOf(message: Message): string {
  return message.blocks.map(wordsOfBlock).join('\n')
}

function wordsOfBlock(block: Block): string {
  switch (block.kind) {
    case 'field':
      return `${block.name}: ${block.value}`
    case 'list':
      return block.items.join('\n')
    case 'title':
    case 'text':
    case 'quote':
    case 'note':
      return block.text
  }
}

/** All that was said, as one text. */
export function allOf(heard: readonly Heard[]): string {
  return heard.map(({ text }) => text).join('\n')
}

/** The labels of all buttons under what was heard. */
export function labelsOf(heard: Heard | undefined): string[] {
  return (heard?.message.buttons ?? []).flat().map(({ label }) => label)
}
