/** What ending a broadcast for good means, in copies. */
export interface CopiesToStop {
  readonly sent: number
  /** Finished all the same. */
  readonly underWay: number
  /** May have arrived. */
  readonly unclear: number
  /** Not sent any more; null: not all are written yet. */
  readonly left: number | null
}
