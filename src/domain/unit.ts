import type { UnitId, UnitVersionId } from './id.ts'

export type UnitKind = 'org' | 'area'

/** A unit as it stands today: the stable id with its current version. */
export interface Unit {
  readonly id: UnitId
  readonly versionId: UnitVersionId
  readonly kind: UnitKind
  readonly code: string
  readonly name: string
  readonly shortName: string
  readonly aliases: readonly string[]
  readonly parentId: UnitId | null
  readonly areaId: UnitId | null
  readonly approvalRequired: boolean
}

/** A unit as a card names it. */
export interface NamedUnit {
  readonly name: string
  /** The name of the unit above it, where it is one of several of its name. */
  readonly above: string | null
}
