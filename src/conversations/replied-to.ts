import type { Inbound } from '../channels/channel.ts'
import type { NoticeId } from '../domain/id.ts'
import { findBroadcast } from '../storage/sending/broadcasts.ts'
import { findDeliveryByMessage, type FoundDelivery } from '../storage/sending/find-delivery.ts'
import type { Turn } from './turn.ts'

/** The message of ours that the event replies to or quotes. */
export async function repliedDelivery(turn: Turn): Promise<FoundDelivery | undefined> {
  const { event } = turn.inbound
  const replyTo = event.kind === 'text' || event.kind === 'file' ? event.replyTo : undefined
  return replyTo ? findDeliveryByMessage(turn.tx, turn.chat.id, replyTo) : undefined
}

/** Whether the event says itself that it is meant for the bot, as what people say in a group seldom is. */
export function isAddressed({ event }: Pick<Inbound, 'event'>): boolean {
  return 'isAddressed' in event && event.isAddressed === true
}

/** Whether the event replies to what somebody else has said. Zalo does not tell whose it was: what is not ours is theirs. */
export async function repliesToOther(turn: Turn): Promise<boolean> {
  const { event } = turn.inbound
  if (event.kind !== 'text') return false
  if (event.repliesToOther) return true
  return event.replyTo !== undefined && (await repliedDelivery(turn)) === undefined
}

/** The notice that is replied to: its copy in this chat, or a reminder of it. */
export async function repliedNotice(turn: Turn): Promise<NoticeId | null> {
  const delivery = await repliedDelivery(turn)
  if (!delivery) return null
  if (delivery.broadcastId) {
    const broadcast = await findBroadcast(turn.tx, delivery.broadcastId)
    return broadcast?.noticeId ?? null
  }
  // An officer's card about a notice has buttons of its own.
  const isReminder = delivery.purpose === 'reminder' && delivery.subject?.kind === 'notice'
  return isReminder ? (delivery.subject.id as NoticeId) : null
}
