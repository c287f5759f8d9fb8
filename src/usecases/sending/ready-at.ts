import type { Lane } from './lane.ts'
import { pacedCall, type Work } from './work.ts'

/** When the next call of a work may be made as far as its chat is concerned, on the pacer's clock. */
export function readyAt({ pacer }: Lane, work: Work): number {
  return Math.max(work.notBefore, pacer.chatReadyAt(pacedCall(work)))
}
