import type { Reason } from '../domain/reason.ts'
import type { Texts } from '../i18n/vi.ts'
import { plainMessage, type Message } from './message.ts'

/** Tells who leads a group that the bot cannot write there any more, and what to do about it. */
export function groupLostMessage(title: string, why: Reason, texts: Texts): Message {
  const todo = texts.health.todo as Readonly<Partial<Record<Reason, string>>>
  const lines = [
    `⚠️ ${texts.health.groupLost({ title: title || texts.group.untitled, why: texts.reason[why] })}`,
    todo[why] ?? texts.health.todoOther,
  ]
  return plainMessage(lines.join('\n'))
}

/** Tells the owners that an officer gets no private messages any more: cards of work would wait for nobody. */
export function officerLostMessage(name: string, why: Reason, texts: Texts): Message {
  return plainMessage(`⚠️ ${texts.health.officerLost({ name, why: texts.reason[why] })}`)
}

/** What becomes of the copies that a chat has not got, once it takes messages again. */
export interface ReleasedCopies {
  /** They go now. */
  readonly missed: number
  /** They go in the morning. */
  readonly putOff: number
  /** They go no more by themselves. */
  readonly late: number
}

/** Tells the same people that it is over. */
export function chatBackMessage(
  name: string,
  { missed, putOff, late }: ReleasedCopies,
  texts: Texts,
): Message {
  const now = missed > 0 ? ` ${texts.health.sendingMissed({ count: missed })}` : ''
  const inMorning = putOff > 0 ? ` ${texts.health.missedInMorning({ count: putOff })}` : ''
  const again = now + inMorning
  const notSent = late > 0 ? ` ${texts.health.tooLate({ count: late })}` : ''
  return plainMessage(`✅ ${texts.health.back({ name })}${again}${notSent}`)
}

/** Comes in the chat itself, before what it has missed. */
export function missedMessage(count: number, texts: Texts): Message {
  return plainMessage(texts.health.missed({ count }))
}
