import type pg from 'pg'

/** Connections of a pool: open, of these idle, and those who wait for one. */
export interface PoolStanding {
  readonly open: number
  readonly idle: number
  readonly waiting: number
}

export function standingOfPool(pool: pg.Pool): PoolStanding {
  return { open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }
}
