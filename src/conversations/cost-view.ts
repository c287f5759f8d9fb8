import type { Notice } from '../domain/notice.ts'
import { costLines } from '../messages/cost-messages.ts'
import { estimateCost } from '../usecases/estimate-cost.ts'
import type { Turn } from './turn.ts'

/** What sending the notice now uses, platform by platform, for a card on which somebody decides about it. */
export async function costView(turn: Turn, notice: Notice): Promise<string[]> {
  return costLines(await estimateCost(turn.tx, notice, turn), turn.texts)
}
