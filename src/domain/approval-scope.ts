import type { UnitId } from './id.ts'
import { holdsRole, type Actor } from './rights.ts'

/** A unit and everything above it, nearest first. */
export type Lineage = readonly [UnitId, ...UnitId[]]

/** Whose approval a notice needs, by where it goes. */
export interface ApprovalScope {
  /** The office on whose behalf it is sent. */
  readonly own: Lineage
  /** Chosen units that are neither that office nor below it. */
  readonly beyond: readonly Lineage[]
}

export function approvalScope(own: Lineage, chosen: readonly Lineage[]): ApprovalScope {
  const [office] = own
  return { own, beyond: chosen.filter((lineage) => !lineage.includes(office)) }
}

/** What goes beyond its office is approved even where the office itself needs nobody: a role holds in a unit and below it. */
export function needsApproval({ beyond }: ApprovalScope, officeNeedsIt: boolean): boolean {
  return officeNeedsIt || beyond.length > 0
}

/**
 * Whether the actor is approver of the office and of every chosen unit beyond it. That nobody judges their own notice is for
 * others to see to.
 */
export function mayApprove(actor: Actor, { own, beyond }: ApprovalScope): boolean {
  return [own, ...beyond].every((lineage) => holdsRole(actor, ['approver'], lineage))
}
