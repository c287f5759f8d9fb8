import { DateTime } from 'luxon'
import {
  isExpiry,
  type ChannelFact,
  type Expiry,
  type Lateness,
  type Quota,
} from '../domain/channel-fact.ts'
import { daysUntil } from '../domain/lapse.ts'
import { clip } from '../domain/text/clip.ts'
import { formatDay, formatMoment } from '../domain/time/format.ts'
import type { Texts } from '../i18n/vi.ts'
import { plainMessage, type Message } from './message.ts'

/** One thing about a bot or OA, as a line for `/tinhtrang` and as a check of `doctor`. */
export interface StandingLine {
  readonly topic: 'package' | 'groups' | 'quota' | 'token' | 'hears' | 'lateness'
  readonly text: string
  /** Somebody has to act. */
  readonly isBad: boolean
}

export interface StandingView {
  readonly facts: readonly ChannelFact[]
  /** The legal day. */
  readonly today: string
  /** IANA name. */
  readonly zone: string
  /** When it last heard something; null: never. */
  readonly lastHeard: Date | null
  /** Messages of this calendar month by the own ledger. */
  readonly sentThisMonth: number
}

/** From here on an end is a fault and not only news. */
const BAD_DAYS = 3
/** Groups whose end is so near are named. */
const NEAR_DAYS = 14
const NAMED_GROUPS = 3

/** What is known of one bot or OA, most pressing first within each topic; nothing where the platform says nothing. */
export function standingLines(view: StandingView, texts: Texts): StandingLine[] {
  const { facts } = view
  const ends = facts.filter(isExpiry)
  const quotas = facts.filter((fact) => fact.kind === 'quota')
  return [
    ...ends.filter(({ what }) => what === 'package').map((end) => packageLine(end, view, texts)),
    ...groupLines(ends, view, texts),
    ...quotaLines(quotas, view, texts),
    ...facts.flatMap((fact) => otherLines(fact, ends, view, texts)),
  ]
}

function packageLine(end: Expiry, { today }: StandingView, texts: Texts): StandingLine {
  const name = texts.standing.package({ name: end.name })
  const text = endText(name, end, today, texts)
  return { topic: 'package', text, isBad: daysUntil(end.on, today) <= BAD_DAYS }
}

/** Those that end soon by name; else the one that ends first. */
function groupLines(ends: readonly Expiry[], view: StandingView, texts: Texts): StandingLine[] {
  const { today } = view
  const groups = ends
    .filter(({ what }) => what === 'group' || what === 'group-itself')
    .toSorted((a, b) => a.on.localeCompare(b.on))
  const near = groups.filter(({ on }) => daysUntil(on, today) <= NEAR_DAYS)
  const named = near.slice(0, NAMED_GROUPS)
  const shown = named.length > 0 ? named : groups.slice(0, 1)
  return [
    ...shown.map((end): StandingLine => {
      const name = texts.standing[end.what === 'group' ? 'group' : 'groupItself']({
        name: clip(end.name || texts.group.untitled, 60),
      })
      const isBad = end.what === 'group-itself' || daysUntil(end.on, today) <= BAD_DAYS
      const text = endText(name, end, today, texts)
      return { topic: 'groups', text, isBad }
    }),
    ...(near.length > named.length
      ? [
          {
            topic: 'groups',
            text: texts.standing.moreGroups({ count: near.length - named.length }),
            isBad: false,
          } satisfies StandingLine,
        ]
      : []),
  ]
}

function quotaLines(
  quotas: readonly Quota[],
  { sentThisMonth }: StandingView,
  texts: Texts,
): StandingLine[] {
  const monthly = quotas.filter(({ from }) => from === 'month')
  const stock = quotas.filter(({ from }) => from !== 'month')
  const remaining = stock.reduce((sum, quota) => sum + (quota.remaining ?? 0), 0)
  const total = stock.reduce((sum, quota) => sum + (quota.total ?? 0), 0)
  return [
    ...(stock.length > 0
      ? [
          {
            topic: 'quota',
            text: texts.standing.quota({ remaining, total }),
            isBad: total > 0 && remaining === 0,
          } satisfies StandingLine,
        ]
      : []),
    ...monthly.map((quota): StandingLine => {
      const text = texts.standing.month({ sent: sentThisMonth, total: quota.total ?? 0 })
      const isUsedUp = quota.remaining === 0
      return {
        topic: 'quota',
        text: isUsedUp ? `${text} ${texts.standing.monthUsedUp}` : text,
        isBad: isUsedUp,
      }
    }),
  ]
}

function otherLines(
  fact: ChannelFact,
  ends: readonly Expiry[],
  { today, zone, lastHeard }: StandingView,
  texts: Texts,
): StandingLine[] {
  const { standing } = texts
  switch (fact.kind) {
    case 'token': {
      const consent = ends.find(({ what }) => what === 'consent')
      const age =
        fact.renewedAt === null
          ? standing.tokenUnknown
          : standing.token({ at: formatMoment(new Date(fact.renewedAt), zone) })
      const end = consent && endText(standing.consent, consent, today, texts)
      const isBad = consent !== undefined && daysUntil(consent.on, today) <= NEAR_DAYS
      return [{ topic: 'token', text: end ? `${age} ${end}` : age, isBad }]
    }
    case 'hears': {
      const at = lastHeard ? formatMoment(lastHeard, zone) : null
      const last = at === null ? standing.neverHeard : standing.lastHeard({ at })
      const state = fact.ok === false ? standing.notHearing : ''
      const text = [standing.hears[fact.by], state, last].filter((part) => part !== '').join('; ')
      return [{ topic: 'hears', text: `${text}.`, isBad: fact.ok === false }]
    }
    case 'lateness':
      return [{ topic: 'lateness', text: latenessText(fact, texts), isBad: false }]
    case 'no-groups':
      return [{ topic: 'groups', text: standing.noGroups, isBad: false }]
    case 'expires':
    case 'quota':
      return []
  }
}

function latenessText({ every, calls, seconds, busy }: Lateness, texts: Texts): string {
  return texts.standing.lateness({
    every,
    calls,
    seconds,
    busyChats: busy.chats,
    busySeconds: busy.seconds,
  })
}

function endText(name: string, { on, renews }: Expiry, today: string, texts: Texts): string {
  const days = daysUntil(on, today)
  const text = texts.standing.ends({ name, on: dayWithWeekday(on, texts), days })
  return renews && days >= 0 ? `${text} ${texts.standing.renews}` : text
}

/** `Thứ Năm 31/12/2026` */
function dayWithWeekday(day: string, texts: Texts): string {
  const { weekday } = DateTime.fromISO(day, { zone: 'utc' })
  const names = texts.standing.weekdays as Readonly<Record<number, string>>
  return `${names[weekday] ?? ''} ${formatDay(day)}`.trim()
}

/** A warning to the owners: what ends, when, what comes of it and what to do. */
export function lapseMessage(
  lapse: {
    /** The bot or OA. */
    readonly account: string
    readonly fact: Expiry
    /** The groups' names, where it is groups that end. */
    readonly names: readonly string[]
    readonly days: number
  },
  texts: Texts,
): Message {
  const { account, fact, days } = lapse
  const { standing } = texts
  const names = lapse.names.map((name) => `“${name || texts.group.untitled}”`).join(', ')
  const groups = clip(names, 400)
  const what = {
    package: standing.package({ name: fact.name }),
    group: standing.groups({ names: groups, count: lapse.names.length }),
    'group-itself': standing.groupsThemselves({ names: groups }),
    consent: standing.consent,
  }[fact.what]
  const on = dayWithWeekday(fact.on, texts)
  return plainMessage(
    [
      `⚠️ ${standing.lapses({ account, what, on, days })}`,
      standing.lapseMeans[fact.what],
      ...(fact.renews ? [standing.renewsWithMoney] : []),
    ].join('\n'),
  )
}
