import type { Action } from '../messages/action.ts'
import { ANYWAY } from '../messages/sending-messages.ts'
import type { MenuEntry } from '../storage/conversations.ts'
import { isStillToGo } from '../storage/sending/find-delivery.ts'
import { printOfWords } from '../usecases/remember-menu.ts'
import { repliedDelivery } from './replied-to.ts'
import type { Turn } from './turn.ts'

/** What approves or sends, or drops or ends something for good. */
const WEIGHTY: ReadonlySet<string> = new Set(
  'n-ok n-now n-urg n-any n-quit h-send b-end b-rem b-retry g-make u-end o-end d-wdr d-gone'.split(
    ' ',
  ),
)

/** So long after an answer the same words may still be the ones before it, typed once more because it was slow. */
const SLOW_MS = 30_000

/**
 * Whether a choice of weight may have been typed before it was seen: by the very words that its message answers (“duyệt” asks
 * for the card, and is its first button), or while that message had still to go. What replies to it has seen it.
 */
export async function isTooSoon(
  turn: Turn,
  { action, text }: { readonly action: Action; readonly text: string },
  { after, at, delivery }: Partial<MenuEntry>,
): Promise<boolean> {
  if (!isWeighty(action) || (await repliedDelivery(turn))) return false
  const { tx, saidAt } = turn
  const isSlow = at !== undefined && saidAt.getTime() - at < SLOW_MS
  if (isSlow && after === printOfWords(tx, text)) return true
  return delivery !== undefined && isStillToGo(tx, delivery)
}

/** A paused sending may go on by a slip, but not at night. */
function isWeighty({ verb, arg }: Action): boolean {
  return WEIGHTY.has(verb) || (verb === 'b-res' && arg === ANYWAY)
}
