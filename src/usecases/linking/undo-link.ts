import type { AccountId, LinkId, PersonId } from '../../domain/id.ts'
import { dayOf } from '../../domain/time/format.ts'
import {
  accountsOf,
  lockAccounts,
  lockLink,
  lockLinks,
  undoLink,
} from '../../storage/account-links.ts'
import { appendAudit } from '../../storage/audit.ts'
import { forgetForsaken } from '../../storage/erasure.ts'
import { forgetShownNames } from '../../storage/forget-shown-names.ts'
import type { Store } from '../../storage/store.ts'
import { endDuties, endDutiesOfNobody } from '../officers/end-duties.ts'

export type UndoLinkResult =
  | {
      readonly kind: 'undone'
      /** The accounts that went back, and those that stay with the person. */
      readonly gone: readonly AccountId[]
      readonly left: readonly AccountId[]
    }
  /** Undone before, or a link of other people. */
  | { readonly kind: 'gone' }

/** Takes a link of one's own accounts back, from either side, and what still came for rights that are parted by that. */
export async function undoOwnLink(
  tx: Store,
  input: {
    readonly linkId: LinkId
    readonly personId: PersonId | null
    readonly now: Date
    readonly timeZone: string
  },
): Promise<UndoLinkResult> {
  const { now, personId } = input
  await lockLinks(tx)
  const link = await lockLink(tx, input.linkId)
  if (!link || !personId || link.holder !== personId) return { kind: 'gone' }
  await lockAccounts(tx, await accountsOf(tx, personId))
  const at = { now, today: dayOf(now, input.timeZone) }
  const gone = await undoLink(tx, link, at)
  const left = await accountsOf(tx, personId)
  const forgotten = left.length === 0 ? await forgetForsaken(tx, personId, at) : null
  await endDuties(tx, link.from ? [link.holder, link.from] : [link.holder], now)
  if (!link.from) await endDutiesOfNobody(tx, gone, now)
  if (forgotten) await forgetShownNames(tx, forgotten)
  await appendAudit(tx, {
    at: now,
    actor: personId,
    action: 'unlink-account',
    subject: { kind: 'person', id: personId },
    detail: { link: link.id, from: link.from },
  })
  return { kind: 'undone', gone, left }
}
