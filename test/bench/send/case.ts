import type { Audience, Contestant, Scenario } from './task.ts'

/** One measurement of one contestant. */
export interface Case {
  /** Group of rows that belong side by side. */
  readonly group: Group
  readonly contestant: Contestant
  readonly scenario: Scenario
  readonly audience: Audience
  /** Under limits the server refuses, answers take their time, and senders keep their pace. */
  readonly isLimited: boolean
  readonly database: 'embedded' | 'server' | null
  readonly queue: 'redis' | 'postgres' | null
  readonly keepsRecord: boolean
  readonly processes: 1 | 2
}

export type Group = 'limits' | 'groups' | 'answers' | 'urgent' | 'pair' | 'unlimited'

/** A case and what came of it; `runs`: of how many runs these are the figures of the middle one. */
export interface Row {
  readonly group: Group
  readonly name: string
  readonly settings: string
  readonly recipients: number
  readonly runs: number
  /** Copies that arrived, from the first to the last, in seconds; null: the contestant died. */
  readonly copies: number
  readonly seconds: number | null
  readonly idealSeconds: number | null
  readonly efficiency: number | null
  readonly perSecond: number | null
  /** The same from the order to send on, and to the end of what is written about it. */
  readonly perSecondFromOrder: number | null
  readonly perSecondToRecord: number | null
  /** From the order to the first copy. */
  readonly firstMs: number | null
  readonly refused: number
  readonly mostInSecond: number
  readonly mostInGroupMinute: number
  readonly nodeCpuUs: number | null
  readonly postgresCpuUs: number | null
  readonly redisCpuUs: number | null
  readonly startRssMiB: number | null
  readonly peakRssMiB: number | null
  readonly recorded: number | null
  /** Copies that a chat got once too often. */
  readonly repeats: number
  readonly answerP50Ms: number | null
  readonly answerP95Ms: number | null
  readonly unanswered: number | null
  readonly urgentMs: number | null
  readonly jain: number | null
  readonly loadAverage: number
  /** Arrivals in each tenth of a second, for the plot. */
  readonly tenths: readonly number[]
}

/** It died, sent something twice, or has not written down all that it sent; what else it did counts for nothing then. */
export function hasFailed({ seconds, repeats, recorded, copies }: Row): boolean {
  return seconds === null || repeats > 0 || (recorded !== null && recorded < copies)
}

/** Of the process that sends, of its database and of its queue together. */
export function cpuUs({ nodeCpuUs, postgresCpuUs, redisCpuUs }: Row): number | null {
  return nodeCpuUs === null ? null : nodeCpuUs + (postgresCpuUs ?? 0) + (redisCpuUs ?? 0)
}

export function nameOf(one: Case): string {
  const { contestant, database, queue, keepsRecord, processes, isLimited } = one
  const where =
    contestant === 'nhipcau'
      ? `, ${database === 'embedded' ? 'embedded' : 'server'} PostgreSQL, queue on ${queue === 'redis' ? 'Redis' : 'PostgreSQL'}`
      : ''
  const record = contestant.startsWith('bullmq') ? (keepsRecord ? ', record' : ', no record') : ''
  const throttler = contestant === 'grammy' && isLimited ? ', transformer-throttler' : ''
  return `${NAMES[contestant]}${where}${record}${throttler}${processes === 2 ? ', two processes' : ''}`
}

const NAMES: Readonly<Record<Contestant, string>> = {
  nhipcau: 'Nhịp Cầu',
  'bare-undici': 'bare keep-alive loop (undici)',
  'least-record': 'least loop that keeps the whole record',
  prototype: 'prototype of the design: one row, no attempts',
  'telegraf-for': 'telegraf, for loop',
  'telegraf-p-limit': 'telegraf, p-limit',
  grammy: 'grammY, auto-retry',
  'bullmq-redis': 'BullMQ on Redis, a job each',
  'bullmq-postgres': 'BullMQ on PostgreSQL, a job each',
}
