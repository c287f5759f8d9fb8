import type { Inbound } from '../channels/channel.ts'
import { PRIORITY } from '../domain/delivery.ts'
import { parseAcknowledgement } from '../domain/text/typed-words.ts'
import { vi } from '../i18n/vi.ts'
import { plainMessage } from '../messages/message.ts'
import type { Chat } from '../storage/chats.ts'
import { findWaitingAnswer } from '../storage/sending/find-waiting-answer.ts'
import { planMessage } from '../storage/sending/plan-message.ts'
import type { Store } from '../storage/store.ts'
import { toWake } from '../usecases/to-wake.ts'
import { matchSlash } from './match-command.ts'
import { inThread } from './in-thread.ts'
import { isTalkAmongPeople } from './talk-among-people.ts'
import type { TurnEffects } from './turn-effects.ts'

/**
 * Tells an administrator whom the platform hides behind the group why a command or an acknowledgement does nothing: nobody
 * knows whose it is, and without a word the bot would seem broken.
 */
export async function answerHidden(
  { tx, chat, effects }: { readonly tx: Store; readonly chat: Chat; readonly effects: TurnEffects },
  inbound: Inbound,
): Promise<void> {
  if (!isMeant(inbound)) return
  const message = inThread(inbound, plainMessage(vi.group.hidden))
  if (await findWaitingAnswer(tx, chat.id, message)) return
  await planMessage(tx, {
    chatId: chat.id,
    message,
    purpose: 'answer',
    priority: PRIORITY.answer,
  })
  effects.jobs.push(...toWake([chat.instanceId]))
}

/** “Ok” and the like, said to nobody, are talk among people and draw no answer. */
function isMeant(inbound: Inbound): boolean {
  const { event } = inbound
  if (event.kind !== 'text' || isTalkAmongPeople(inbound)) return false
  if (matchSlash(event.text)) return true
  const acknowledged = parseAcknowledgement(event.text)
  return acknowledged !== null && (!acknowledged.isShort || event.replyTo !== undefined)
}
