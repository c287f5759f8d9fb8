import type { Inbound } from '../channels/channel.ts'
import { PRIORITY } from '../domain/delivery.ts'
import { vi } from '../i18n/vi.ts'
import { encodeAction } from '../messages/action.ts'
import { askInGroup } from '../messages/group-messages.ts'
import { plainMessage, type Message } from '../messages/message.ts'
import type { Chat } from '../storage/accounts.ts'
import { findGroup, markAnnounced } from '../storage/chats.ts'
import { planMessage } from '../storage/sending/plan-message.ts'
import { isBeingMade } from '../storage/group-wishes.ts'
import type { Store } from '../storage/store.ts'
import { offerChats, ownersChats } from '../usecases/tell-chats.ts'
import type { TurnEffects } from './turn-effects.ts'

interface Learning {
  readonly tx: Store
  readonly now: Date
  readonly chat: Chat
  readonly effects: TurnEffects
}

/**
 * A group that the bot sees for the first time and that belongs to no unit: says in the group how to bind
 * it, and asks the owners in private. Once: another event changes nothing.
 */
export async function learnGroup(learning: Learning, inbound: Inbound): Promise<void> {
  const { tx, chat, now } = learning
  const { event } = inbound
  if (event.kind === 'standing' && event.standing !== 'member') return
  if (chat.isAnnounced) return
  // Ours in a moment: whoever makes it binds it to its unit.
  if (await isBeingMade(tx, chat.instanceId, chat.title)) return
  const group = await findGroup(tx, chat.id)
  if (!group || group.unitId || !(await markAnnounced(tx, chat.id, now))) return
  await planMessage(tx, {
    chatId: chat.id,
    message: askInGroup(vi.group.learntHere, vi),
    purpose: 'answer',
    priority: PRIORITY.answer,
  })
  wake(learning, chat.instanceId)
  const question: Message = {
    ...plainMessage(vi.group.learnt({ title: chat.title || vi.group.untitled })),
    buttons: [
      [
        {
          label: vi.group.choose,
          action: encodeAction(tx.keys, { verb: 'g-show', id: chat.id }),
        },
      ],
    ],
  }
  const lanes = await offerChats(tx, await ownersChats(tx), question, now)
  for (const lane of lanes) wake(learning, lane)
}

function wake({ effects }: Learning, channelInstanceId: string): void {
  effects.jobs.push({ name: 'run-lane', data: { channelInstanceId } })
}
