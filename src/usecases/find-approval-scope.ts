import {
  approvalScope,
  mayApprove,
  type ApprovalScope,
  type Lineage,
} from '../domain/approval-scope.ts'
import type { UnitId } from '../domain/id.ts'
import type { Notice } from '../domain/notice.ts'
import type { Actor } from '../domain/rights.ts'
import type { Texts } from '../i18n/vi.ts'
import { nameUnits } from '../messages/name-units.ts'
import { approverOf } from '../storage/approvals.ts'
import type { Store } from '../storage/store.ts'
import { findUnit, lineagesOf, namesOfUnits } from '../storage/units.ts'
import { actorOf } from './actor-of.ts'

/** Of the units beyond a notice's office so many are named on a card. */
const NAMED_UNITS = 4

/** Who may approve a notice, by the units that are chosen now and stand above one another today. */
export async function findApprovalScope(
  store: Store,
  { unitId, audience }: Pick<Notice, 'unitId' | 'audience'>,
): Promise<ApprovalScope> {
  const lineages = await lineagesOf(store, [unitId, ...audience])
  return scopeAmong(lineages, { unitId, audience })
}

/** Those of these notices that the actor may approve; nobody judges their own. */
export async function approvableAmong<T extends Pick<Notice, 'unitId' | 'authorId' | 'audience'>>(
  store: Store,
  notices: readonly T[],
  actor: Actor,
): Promise<T[]> {
  const units = notices.flatMap(({ unitId, audience }) => [unitId, ...audience])
  const lineages = await lineagesOf(store, units)
  return notices.filter(
    (notice) =>
      notice.authorId !== actor.personId && mayApprove(actor, scopeAmong(lineages, notice)),
  )
}

function scopeAmong(
  lineages: ReadonlyMap<UnitId, Lineage>,
  { unitId, audience }: Pick<Notice, 'unitId' | 'audience'>,
): ApprovalScope {
  const lineage = (id: UnitId): Lineage => lineages.get(id) ?? [id]
  return approvalScope(lineage(unitId), audience.map(lineage))
}

/** `not-let-out`: it goes beyond its office, and nobody who may let it go there has. `not-approved`: its office needs that by now. */
export type NotJudged = 'not-let-out' | 'not-approved'

/**
 * Why a notice that was ready may not go: it needs the judgement of a second person, either of whoever approved it or of who
 * sends it and is not its author. Roles are taken away, units moved and rules switched on while it waits.
 */
export async function whyNotJudged(
  store: Store,
  notice: Notice,
  sender: Actor,
): Promise<NotJudged | undefined> {
  const scope = await findApprovalScope(store, notice)
  if (sender.personId !== notice.authorId && mayApprove(sender, scope)) return undefined
  const approver = await approverOf(store, notice.versionId)
  if (scope.beyond.length > 0)
    return approver && mayApprove(await actorOf(store, approver), scope) ? undefined : 'not-let-out'
  if (approver) return undefined
  const office = await findUnit(store, notice.unitId)
  return office?.approvalRequired ? 'not-approved' : undefined
}

/** The units beyond the notice's office in words, the first few by name; null: it stays within. */
export async function nameBeyond(
  store: Store,
  notice: Pick<Notice, 'unitId' | 'audience'>,
  texts: Texts,
): Promise<string | null> {
  const { beyond } = await findApprovalScope(store, notice)
  if (beyond.length === 0) return null
  const units = beyond.map(([unit]) => unit)
  const names = [...(await namesOfUnits(store, units)).values()].toSorted()
  return nameUnits(names, NAMED_UNITS, texts)
}
