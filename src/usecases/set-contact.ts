import { isOwner, type Actor } from '../domain/rights.ts'
import { isTooLong } from '../domain/text/clip.ts'
import { isBlank } from '../domain/text/is-blank.ts'
import { appendAudit } from '../storage/audit.ts'
import { keepContact } from '../storage/contact.ts'
import type { Store } from '../storage/store.ts'

/** Longest in characters: it ends sentences that are to be read on a telephone. */
const CONTACT_MAX = 400

export type SetContactResult = 'set' | 'cleared' | 'too-long' | 'no-right'

/** Writes, or with nothing in it takes away, how the office can be reached. */
export async function setContact(
  tx: Store,
  { actor, contact, now }: { actor: Actor; contact: string; now: Date },
): Promise<SetContactResult> {
  if (!isOwner(actor)) return 'no-right'
  if (isTooLong(contact, CONTACT_MAX)) return 'too-long'
  const text = isBlank(contact) ? '' : contact.trim()
  await keepContact(tx, text)
  await appendAudit(tx, { at: now, actor: actor.personId, action: 'set-contact' })
  return text === '' ? 'cleared' : 'set'
}
