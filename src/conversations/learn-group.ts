import type { Inbound } from '../channels/channel.ts'
import { PRIORITY } from '../domain/delivery.ts'
import { vi } from '../i18n/vi.ts'
import { encodeAction } from '../messages/action.ts'
import { askInGroup } from '../messages/group-messages.ts'
import { plainMessage, type Message } from '../messages/message.ts'
import { instanceOfChat, type Chat } from '../storage/chats.ts'
import { countAnnounced, findGroup, markAnnounced } from '../storage/groups.ts'
import { latestAbout } from '../storage/sending/find-delivery.ts'
import { planEdit, planMessage } from '../storage/sending/plan-message.ts'
import { isBeingMade } from '../storage/group-wishes.ts'
import type { Store } from '../storage/store.ts'
import { offerChats, ownersChats } from '../usecases/tell-chats.ts'
import { toWake } from '../usecases/to-wake.ts'
import { inThread } from './in-thread.ts'
import type { TurnEffects } from './turn-effects.ts'

const DAY_MS = 86_400_000
/** An office adds its bot to so many in an afternoon; whoever adds it to more of their own must not bury the owners' other cards. */
const CARDS_PER_DAY = 20

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
  const { tx, chat, now, effects } = learning
  const { event } = inbound
  if (event.kind === 'standing' && event.standing !== 'member') return
  if (chat.isAnnounced) return
  // Ours in a moment: whoever makes it binds it to its unit.
  if (await isBeingMade(tx, chat.instanceId, chat.title)) return
  const group = await findGroup(tx, chat.id)
  if (!group || group.unitId || !(await markAnnounced(tx, chat.id, now))) return
  await planMessage(tx, {
    chatId: chat.id,
    message: inThread(inbound, askInGroup(vi.group.learntHere, vi)),
    purpose: 'answer',
    priority: PRIORITY.answer,
  })
  effects.jobs.push(...toWake([chat.instanceId]))
  const count = await countAnnounced(tx, new Date(now.getTime() - DAY_MS))
  if (count > CARDS_PER_DAY) return tellHowMany(learning, count)
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
  effects.jobs.push(...toWake(lanes))
}

/** Tells the owners of all groups of the last day in one message, which counts on where a message can be changed. */
async function tellHowMany(learning: Learning, count: number): Promise<void> {
  const { tx, effects } = learning
  const message = plainMessage(vi.group.learntMany({ count }))
  for (const chatId of await ownersChats(tx)) {
    const subject = { kind: 'new-groups', id: chatId }
    const told = await latestAbout(tx, chatId, subject, DAY_MS)
    if (told)
      await planEdit(tx, {
        deliveryId: told.id,
        message,
        purpose: 'progress',
        priority: PRIORITY.edit,
      })
    else
      await planMessage(tx, {
        chatId,
        message,
        purpose: 'card',
        priority: PRIORITY.answer,
        subject,
      })
    effects.jobs.push(...toWake([await instanceOfChat(tx, chatId)]))
  }
}
