import { readId, type UnitId } from '../domain/id.ts'
import type { Notice } from '../domain/notice.ts'
import {
  ancestorsOf,
  sumBelow,
  toggleUnit,
  treeRows,
  type Reach,
  type TreeRow,
} from '../domain/unit-tree.ts'
import type { Unit } from '../domain/unit.ts'
import { audienceMessage, unitsPerPage, type Tick } from '../messages/audience-message.ts'
import type { Action } from '../messages/action.ts'
import type { Message } from '../messages/message.ts'
import { cardAbout } from '../storage/cards.ts'
import { lockNotice } from '../storage/notices.ts'
import { namesOf } from '../storage/people.ts'
import { currentUnits } from '../storage/units.ts'
import { peopleOfSeveralUnits, reachByUnit, reachOfAudience } from '../storage/audience-reach.ts'
import { chooseAudience } from '../usecases/choose-audience.ts'
import { editableNotice } from './draft-view.ts'
import { showInPlace } from './show-in-place.ts'
import { respond, sayStale, type Turn } from './turn.ts'

const SAMPLE_NAMES = 5

/** Ticks that are typed together ("1 3 5"), so that the list is shown once; false: these are no ticks. */
export async function toggleTogether(turn: Turn, ticks: readonly Action[]): Promise<boolean> {
  const [first] = ticks
  if (first?.verb !== 'a-tog') return false
  await tickUnits(
    turn,
    readId(first.id ?? ''),
    ticks.map(({ arg }) => arg ?? ''),
  )
  return true
}

/** Ticks the units, or takes their ticks away; all of them or none. */
export async function tickUnits(turn: Turn, id: string, chosen: readonly string[]): Promise<void> {
  // Locked before it is looked at: a tick that crosses the submission comes too late.
  await lockNotice(turn.tx, id as Notice['id'])
  const notice = await editableNotice(turn, id)
  if (!notice) return
  const units = await currentUnits(turn.tx)
  let { audience } = notice
  for (const unitId of chosen) {
    if (!units.some((unit) => unit.id === unitId)) return sayStale(turn)
    const toggled = toggleUnit(units, audience, unitId as UnitId)
    if (toggled.kind === 'within') {
      const above = units.find((unit) => unit.id === toggled.by)
      return respond(turn, turn.texts.audience.within({ unit: above?.name ?? '' }), true)
    }
    audience = toggled.chosen
  }
  const shown = (chosen.at(-1) ?? '') as UnitId
  const message = await audienceView(turn, { ...notice, audience }, units, shown)
  await showInPlace(turn, message, cardAbout('draft-card', notice.id))
  const { tx, actor, now } = turn
  await chooseAudience(tx, { notice, units: audience, by: actor.personId, now })
}

/** The list of units with what each tick reaches, a page at a time. */
export async function audienceView(
  turn: Turn,
  notice: Notice,
  units: readonly Unit[],
  /** A page, or the unit whose page is shown. */
  shown: number | UnitId,
): Promise<Message> {
  const [own, shared, total] = await Promise.all([
    reachByUnit(turn.tx),
    peopleOfSeveralUnits(turn.tx),
    reachOfAudience(turn.tx, notice.audience),
  ])
  const reach = sumBelow(units, new Map(own.map((row) => [row.unitId, row])), shared)
  const sample = total.unreached.slice(0, SAMPLE_NAMES).map(({ personId }) => personId)
  const names = await namesOf(turn.tx, sample)
  // A hamlet that holds nobody is the area of other units; nobody can be reached through it.
  const rows = treeRows(units).filter(({ unit }) => unit.kind === 'org' || isPeopled(reach, unit))
  const index = rows.findIndex(({ unit }) => unit.id === shown)
  const isTyped = turn.channel.capabilities.buttons !== 'everywhere'
  const perPage = unitsPerPage(isTyped)
  return audienceMessage(
    {
      notice,
      isTyped,
      page: typeof shown === 'number' ? shown : Math.floor(Math.max(0, index) / perPage),
      units: rows.map((row) => ({ ...row, tick: tickOf(units, notice, row.unit.id) })),
      reachOf: reach,
      total: {
        byPlatform: total.byPlatform,
        people: total.people,
        unreached: [...names.values()],
        unreachedCount: total.unreached.length,
        unitsWithoutGroup: namesAmong(rows, total.unitsWithoutGroup),
        emptyUnits: namesAmong(rows, total.emptyUnits),
        unitsOfLostGroups: namesAmong(rows, total.unitsOfLostGroups),
      },
    },
    turn.texts,
    turn.press,
  )
}

/** In the order of the tree. */
function namesAmong(rows: readonly TreeRow[], ids: readonly UnitId[]): string[] {
  const wanted = new Set(ids)
  return rows.flatMap(({ unit }) => (wanted.has(unit.id) ? [unit.name] : []))
}

function isPeopled(reach: ReadonlyMap<UnitId, Reach>, { id }: Unit): boolean {
  const { groups, people } = reach.get(id) ?? { groups: 0, people: 0 }
  return groups + people > 0
}

function tickOf(units: readonly Unit[], { audience }: Notice, id: UnitId): Tick {
  if (audience.includes(id)) return 'chosen'
  if (ancestorsOf(units, id).some((above) => audience.includes(above))) return 'within'
  if (audience.some((one) => ancestorsOf(units, one).includes(id))) return 'partly'
  return 'none'
}
