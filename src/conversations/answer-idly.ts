import { isOfficer } from '../domain/rights.ts'
import { dayOf } from '../domain/time/format.ts'
import { addOnDay, countOnDay } from '../storage/day-counts.ts'
import { latestAbout } from '../storage/sending/find-delivery.ts'
import { plainMessage } from '../messages/message.ts'
import { remark, say, type Turn } from './turn.ts'

/** Far above honest use; a Zalo Bot has some thousands of messages a month for everybody. */
const IDLE_ANSWERS_PER_DAY = 50
const HOUR_MS = 3_600_000

/**
 * Whether an answer that nobody needs is given once more today: to words that mean nothing, to what somebody may not do, to the
 * help. Of these an account without an office has so many a day, then one sentence that says so, then silence. What matters is
 * never asked here: acknowledgements, questions, the sentences about emergencies and denunciations, consent, own data.
 */
export async function answersIdly(turn: Turn): Promise<boolean> {
  const { tx, account, actor, texts } = turn
  if (isOfficer(actor)) return true
  const on = { what: 'idle-answer', day: dayOf(turn.now, turn.settings.timeZone) } as const
  const count = await countOnDay(tx, { ...on, accounts: [account.id] })
  if (count > IDLE_ANSWERS_PER_DAY) return false
  await addOnDay(tx, { ...on, account: account.id, count: 1 })
  if (count < IDLE_ANSWERS_PER_DAY) return true
  await remark(turn, texts.common.enoughForToday)
  return false
}

/** A remark that nobody needs. */
export async function remarkIdly(turn: Turn, ...texts: readonly string[]): Promise<void> {
  if (await answersIdly(turn)) await remark(turn, ...texts)
}

/** The same of what a press is answered: a toast is no message, and shown without end. */
export async function respondsIdly(turn: Turn): Promise<boolean> {
  const isToast = turn.inbound.event.kind === 'press' && turn.channel.capabilities.toast
  return isToast || answersIdly(turn)
}

/** Says in a group that a slash command is unknown: once an hour, as it may be another bot's, or be typed to hold notices up. */
export async function remarkUnknownSlash(turn: Turn): Promise<void> {
  const { tx, chat, texts } = turn
  const subject = { kind: 'unknown-slash', id: chat.id }
  if (await latestAbout(tx, chat.id, subject, HOUR_MS)) return
  if (!(await answersIdly(turn))) return
  await say(turn, plainMessage(texts.common.unknown), { keepsChoices: true, subject })
}
