import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals'
import type { Capabilities } from '../../src/channels/channel.ts'
import { PRIORITY } from '../../src/domain/delivery.ts'
import type { ChatId, DeliveryId } from '../../src/domain/id.ts'
import { plainMessage, type Message } from '../../src/messages/message.ts'
import {
  planEdit,
  planMessage,
  type PlannedMessage,
} from '../../src/storage/sending/plan-message.ts'
import { inTransaction, type Store } from '../../src/storage/store.ts'
import { noteChatState } from '../../src/usecases/chat-health.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { startTestEngine, type TestEngine } from './engine.ts'
import { givenChat } from './rows.ts'

/** A database with stories about messages to single chats, each with an engine of its own. */
export interface MessageStage {
  readonly store: Store
  /** That of the story; one may put another in its place. */
  engine: TestEngine
  /** One more, which ends with the story. */
  readonly start: (capabilities?: Partial<Capabilities>) => Promise<TestEngine>
  readonly chat: (name: string, type?: 'private' | 'group') => Promise<ChatId>
  /** Plans an answer, unless `more` says something else. */
  readonly plan: (
    chatId: ChatId,
    message: Message,
    more?: Partial<PlannedMessage>,
  ) => Promise<DeliveryId>
  readonly edit: (
    deliveryId: DeliveryId,
    text: string,
    purpose?: 'card' | 'progress',
  ) => Promise<unknown>
  /** The chat takes messages again. */
  readonly comesBack: (chatId: ChatId) => Promise<unknown>
  readonly row: (id: DeliveryId) => Promise<DeliveryRow>
}

/** Sets the stage for the stories of one file, by jest's hooks. */
export function setMessageStage(): MessageStage {
  let database: TestDatabase | undefined
  let engine: TestEngine | undefined
  const engines: TestEngine[] = []

  beforeAll(async () => {
    database = await createTestDatabase()
  })
  afterAll(() => database?.close())
  beforeEach(async () => {
    engine = await stage.start()
  })
  afterEach(() => Promise.all(engines.splice(0).map((each) => each.stop())))

  const stage: MessageStage = {
    get store() {
      return set(database).store
    },
    get engine() {
      return set(engine)
    },
    set engine(other) {
      engine = other
    },
    start: async (capabilities) => {
      const started = await startTestEngine(stage.store, capabilities)
      engines.push(started)
      return started
    },
    chat: (name, type = 'private') => givenChat(stage.store, stage.engine.instanceId, name, type),
    plan: (chatId, message, more = {}) =>
      planMessage(stage.store, {
        chatId,
        message,
        purpose: 'answer',
        priority: PRIORITY.answer,
        ...more,
      }),
    edit: (deliveryId, text, purpose = 'card') =>
      inTransaction(stage.store, (tx) =>
        planEdit(tx, {
          deliveryId,
          message: plainMessage(text),
          purpose,
          priority: PRIORITY.edit,
        }),
      ),
    comesBack: (chatId) =>
      inTransaction(stage.store, (tx) =>
        noteChatState(tx, { chatId, state: 'active', reason: null, now: new Date() }),
      ),
    row: (id) => deliveryRow(stage.store, id),
  }
  return stage
}

type DeliveryRow = Awaited<ReturnType<typeof deliveryRow>>

function deliveryRow({ db }: Store, id: DeliveryId) {
  return db.selectFrom('delivery').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

function set<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('a story uses the stage before it is set')
  return part
}
