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
import { setEngineStage, type EngineStage } from './engine-stage.ts'
import { givenChat } from './rows.ts'

/** A database with stories about messages to single chats, each with an engine of its own. */
export interface MessageStage extends EngineStage {
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
  const stage = setEngineStage()
  const acts: Omit<MessageStage, keyof EngineStage> = {
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
  return Object.assign(stage, acts)
}

type DeliveryRow = Awaited<ReturnType<typeof deliveryRow>>

function deliveryRow({ db }: Store, id: DeliveryId) {
  return db.selectFrom('delivery').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}
