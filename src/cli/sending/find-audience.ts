import type { UnitId } from '../../domain/id.ts'
import type { Store } from '../../storage/store.ts'
import { findUnitByCode } from '../../storage/units.ts'
import { reachOfAudience } from '../../storage/audience-reach.ts'
import { Refusal } from '../refusal.ts'

/** How many chats a notice goes to and how many people are to read it. */
export interface Reach {
  readonly units: number
  readonly groups: number
  /** Groups and private chats. */
  readonly chats: number
  readonly people: number
  /** Of these, those without a group or an account to get it in. */
  readonly unreached: number
}

/** The units of these codes; unknown ones are refused, all of them named. */
export async function findAudience(tx: Store, codes: readonly string[]): Promise<UnitId[]> {
  const wanted = codes.flatMap((code) => code.split(',')).map((code) => code.trim())
  const units: UnitId[] = []
  const unknown: string[] = []
  for (const code of new Set(wanted.filter((one) => one !== ''))) {
    const unit = await findUnitByCode(tx, code)
    if (unit) units.push(unit.id)
    else unknown.push(code)
  }
  if (unknown.length > 0)
    throw new Refusal(
      `Không có đơn vị mang mã: ${unknown.join(', ')}. / There is no unit with the code: ${unknown.join(', ')}.`,
    )
  if (units.length === 0) throw new Refusal('Chưa nêu đơn vị nhận. / No unit was named.', 2)
  return [...new Set(units)]
}

/** What a sending to these units and everything below them would reach. */
export async function countReach(tx: Store, audience: readonly UnitId[]): Promise<Reach> {
  const { units, groups, byPlatform, people, unreached } = await reachOfAudience(tx, audience)
  const alone = byPlatform.reduce((sum, one) => sum + one.privateChats, 0)
  return { units, groups, chats: groups + alone, people, unreached: unreached.length }
}
