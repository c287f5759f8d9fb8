import { PRIORITY } from '../domain/delivery.ts'
import { plainMessage, type Message } from '../messages/message.ts'
import { latestAbout } from '../storage/sending/find-delivery.ts'
import { planEdit } from '../storage/sending/plan-message.ts'
import { nameOf } from '../storage/people.ts'
import { inThread } from './in-thread.ts'
import { say, type Turn } from './turn.ts'

/** Thanks of one notice that fall into this time in one group are said together. */
const TOGETHER_MS = 15_000
/** Members are thanked apart from those whom no roll has: these are told what to do to be counted. */
const SUBJECTS = { member: 'thanks', unknown: 'thanks-unknown' } as const

/**
 * Thanks for an acknowledgement in a group without toasts, where everybody reads it: the first at once, those that
 * follow soon together with their names, or forty members would draw forty answers.
 */
export async function thankInGroup(
  turn: Turn,
  /** The notice, or what stands for all that were acknowledged at once, and their codes. */
  { id, codes }: { readonly id: string; readonly codes: string },
  ...thanks: readonly string[]
): Promise<void> {
  const { tx, chat, now } = turn
  const subject = { kind: SUBJECTS[turn.actor.personId ? 'member' : 'unknown'], id }
  const latest = await latestAbout(tx, chat.id, subject, 2 * TOGETHER_MS)
  if (!latest) return say(turn, plainMessage(...thanks), { subject })
  const known = latest.waiting ? namesIn(latest.waiting) : []
  const message = together(turn, codes, [...known, await nameHere(turn)])
  if (known.length > 0)
    return planEdit(tx, {
      deliveryId: latest.id,
      message: inThread(turn.inbound, message),
      purpose: 'answer',
      priority: PRIORITY.answer,
    })
  await say(turn, message, { subject, notBefore: new Date(now.getTime() + TOGETHER_MS) })
}

/** As the rolls have it; the platform's own name is often a nickname. */
async function nameHere({ tx, actor, account, texts }: Turn): Promise<string> {
  const known = actor.personId && (await nameOf(tx, actor.personId))
  return known || account.name || texts.link.nameless
}

function together({ texts, actor }: Turn, code: string, items: readonly string[]): Message {
  const sentence = actor.personId ? texts.ack.together : texts.ack.unknownTogether
  return {
    blocks: [
      { kind: 'text', text: sentence({ code, count: items.length }) },
      { kind: 'list', items },
    ],
  }
}

function namesIn({ blocks }: Message): readonly string[] {
  return blocks.flatMap((block) => (block.kind === 'list' ? block.items : []))
}
