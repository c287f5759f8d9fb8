import { noticeCode, type Notice } from '../domain/notice.ts'
import type { UnitId } from '../domain/id.ts'
import type { Platform } from '../domain/platform.ts'
import type { Unit } from '../domain/unit.ts'
import type { Texts } from '../i18n/vi.ts'
import type { Press } from './action.ts'
import { paragraph, type Block, type Button, type Message } from './message.ts'
import { nameUnits } from './name-units.ts'
import { moreButton, onPage } from './pages.ts'
import { unitLabels } from './unit-labels.ts'

/** Rows of units on one screen of a phone. */
const UNITS_PER_PAGE = 12
/** Typed choices stand close, and a page more would be a message more. */
const TYPED_UNITS_PER_PAGE = 30
/** Of a unit's name on its button. */
const LABEL_MAX = 40
/** In each line on who gets nothing; behind them stands how many more there are. */
const NAMED_UNITS = 6

export function unitsPerPage(isTyped: boolean): number {
  return isTyped ? TYPED_UNITS_PER_PAGE : UNITS_PER_PAGE
}

export interface AudienceView {
  readonly notice: Notice
  /** The units are chosen by their numbers, of which several may be typed at once. */
  readonly isTyped: boolean
  readonly units: readonly { readonly unit: Unit; readonly depth: number; readonly tick: Tick }[]
  readonly reachOf: ReadonlyMap<UnitId, { readonly groups: number; readonly people: number }>
  readonly page: number
  readonly total: {
    readonly byPlatform: readonly { platform: Platform; groups: number; privateChats: number }[]
    readonly people: number
    readonly unreached: readonly string[]
    readonly unreachedCount: number
    readonly unitsWithoutGroup: readonly string[]
    readonly emptyUnits: readonly string[]
    readonly unitsOfLostGroups: readonly string[]
  }
}

/** Chosen itself, chosen through a unit above, partly chosen below, or not. */
export type Tick = 'chosen' | 'within' | 'partly' | 'none'

const MARK: Record<Tick, string> = { chosen: '☑', within: '☑', partly: '◪', none: '☐' }

/** The unit tree with ticks, and always: how many groups and people, on what, and who gets nothing. */
export function audienceMessage(view: AudienceView, texts: Texts, press: Press): Message {
  const { notice, total } = view
  const { shown, ...pages } = onPage(view.units, view.page, unitsPerPage(view.isTyped))
  const labels = unitLabels(
    view.units.map(({ unit }) => unit),
    LABEL_MAX,
  )
  return {
    blocks: [
      { kind: 'title', text: texts.audience.title({ code: noticeCode(notice.code) }) },
      ...totalBlocks(view, texts),
      { kind: 'note', text: view.isTyped ? texts.audience.typedHint : texts.audience.hint },
    ],
    buttons: [
      ...shown.map((row) => [unitButton(view, row, labels.get(row.unit.id) ?? '', texts, press)]),
      ...moreButton(pages, { verb: 'n-aud', id: notice.id }, texts, press),
      [{ label: texts.button.done, action: press({ verb: 'n-card', id: notice.id }) }],
    ],
  }

  function totalBlocks({ notice: { audience } }: AudienceView, words: Texts): Block[] {
    if (audience.length === 0) return [{ kind: 'text', text: words.audience.none }]
    return [
      { kind: 'list', items: platformLines(view, words) },
      ...paragraph('text', total.unreachedCount > 0 && unreachedLine(total, words)),
      ...unitsLine(total.unitsOfLostGroups, words.audience.lostGroup, words),
      ...unitsLine(total.unitsWithoutGroup, words.audience.withoutGroup, words),
      ...unitsLine(total.emptyUnits, words.audience.empty, words),
    ]
  }
}

function unitsLine(
  names: readonly string[],
  line: Texts['audience']['withoutGroup'],
  texts: Texts,
): Block[] {
  return paragraph(
    'text',
    names.length > 0 && line({ units: nameUnits(names, NAMED_UNITS, texts) }),
  )
}

/** How many get nothing: the names of some, and how many more there are. */
function unreachedLine(
  { unreached, unreachedCount: count }: AudienceView['total'],
  { audience, report }: Texts,
): string {
  const left = count - unreached.length
  const sample = unreached.join(', ') + (left > 0 ? ` ${report.andMore({ count: left })}` : '')
  return `⚠️ ${audience.unreached({ count, sample })}`
}

function platformLines({ total }: AudienceView, texts: Texts): string[] {
  return [
    ...total.byPlatform.map(({ platform, groups, privateChats }) =>
      texts.audience.platformLine({
        platform: texts.platform[platform],
        groups,
        privateChats,
      }),
    ),
    texts.audience.count({
      groups: total.byPlatform.reduce((sum, { groups }) => sum + groups, 0),
      people: total.people,
    }),
  ]
}

function unitButton(
  view: AudienceView,
  { unit, depth, tick }: AudienceView['units'][number],
  name: string,
  texts: Texts,
  press: Press,
): Button {
  const reach = view.reachOf.get(unit.id) ?? { groups: 0, people: 0 }
  return {
    name: unit.name,
    label: `${MARK[tick]} ${'– '.repeat(depth)}${name} (${texts.audience.unitCount(reach)})`,
    action: press({ verb: 'a-tog', id: view.notice.id, arg: unit.id }),
  }
}
