import type { DiskRoom } from '../domain/disk-room.ts'
import { DateTime } from 'luxon'
import {
  isExpiry,
  type ChannelFact,
  type Expiry,
  type Lateness,
  type Quota,
} from '../domain/channel-fact.ts'
import { daysUntil } from '../domain/lapse.ts'
import type { Platform } from '../domain/platform.ts'
import type { Reason } from '../domain/reason.ts'
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
  readonly platform: Platform
  /** Only private messages outside of it count against a quota; null: all do, or it is not known now. */
  readonly window: FreeWindow | null
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

interface FreeWindow {
  readonly freeMs: number
}

/** From here on an end is a fault and not only news. */
const BAD_DAYS = 3
/** Groups whose end is so near are named. */
const NEAR_DAYS = 14
const NAMED_GROUPS = 3

const HOUR_MS = 3_600_000

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
      const name = clip(end.name || texts.group.untitled, 60)
      const days = daysUntil(end.on, today)
      const isLocked = end.what === 'group-itself'
      const text = isLocked
        ? dissolvesText(`“${name}”`, end.on, days, texts)
        : endText(texts.standing.group({ name }), end, today, texts)
      return { topic: 'groups', text, isBad: isLocked || days <= BAD_DAYS }
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
  { sentThisMonth, platform: id, window }: StandingView,
  texts: Texts,
): StandingLine[] {
  const { standing } = texts
  const [platform, bot] = [texts.platform[id], texts.writtenTo[id]]
  const what = window
    ? standing.counted({ hours: window.freeMs / HOUR_MS, bot })
    : standing.countedAlways
  const monthly = quotas.filter(({ from }) => from === 'month')
  const stock = quotas.filter(({ from }) => from !== 'month')
  const remaining = stock.reduce((sum, quota) => sum + (quota.remaining ?? 0), 0)
  const total = stock.reduce((sum, quota) => sum + (quota.total ?? 0), 0)
  return [
    ...(stock.length > 0
      ? [
          {
            topic: 'quota',
            text: standing.quota({ what, remaining, total, bot }),
            isBad: total > 0 && remaining === 0,
          } satisfies StandingLine,
        ]
      : []),
    ...monthly.map((quota): StandingLine => {
      const text = standing.month({ sent: sentThisMonth, total: quota.total ?? 0, platform })
      const isUsedUp = quota.remaining === 0
      return {
        topic: 'quota',
        text: isUsedUp ? `${text} ${standing.monthUsedUp({ platform })}` : text,
        isBad: isUsedUp,
      }
    }),
  ]
}

function otherLines(
  fact: ChannelFact,
  ends: readonly Expiry[],
  { today, zone, lastHeard, platform }: StandingView,
  texts: Texts,
): StandingLine[] {
  const { standing } = texts
  switch (fact.kind) {
    case 'token': {
      const consent = ends.find(({ what }) => what === 'consent')
      const age =
        fact.renewedAt === null
          ? standing.tokenUnknown
          : standing.token({ at: formatMoment(new Date(fact.renewedAt), zone, texts.common.onDay) })
      const end = consent && endText(standing.consent, consent, today, texts)
      const isBad = consent !== undefined && daysUntil(consent.on, today) <= NEAR_DAYS
      const parts = [age, ...(end ? [end] : []), ...(end && !isBad ? [standing.consentMoves] : [])]
      return [{ topic: 'token', text: parts.join(' '), isBad }]
    }
    case 'hears': {
      const how = standing.hears[fact.by]
      const last = lastHeard
        ? standing.lastHeard({ at: formatMoment(lastHeard, zone, texts.common.onDay), how })
        : standing.neverHeard({ how })
      const isBad = fact.ok === false
      return [{ topic: 'hears', text: isBad ? `${standing.notHearing} ${last}` : last, isBad }]
    }
    case 'lateness':
      return [{ topic: 'lateness', text: latenessText(fact, texts), isBad: false }]
    case 'no-groups':
      return [
        {
          topic: 'groups',
          text: standing.noGroups({ platform: texts.platform[platform] }),
          isBad: false,
        },
      ]
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

/** A group that is locked already: what ends is the time in which it can still be saved. */
function dissolvesText(names: string, day: string, days: number, texts: Texts): string {
  return texts.standing.dissolves({ names, on: dayWithWeekday(day, texts), days })
}

/** `thứ Năm, ngày 31/12/2026` */
function dayWithWeekday(day: string, { standing }: Texts): string {
  const { weekday } = DateTime.fromISO(day, { zone: 'utc' })
  const names = standing.weekdays as Readonly<Record<number, string>>
  return standing.day({ weekday: names[weekday] ?? '', day: formatDay(day) })
}

/** A warning to the owners: what ends, when, what comes of it and what to do. */
export function lapseMessage(
  lapse: {
    /** The bot or OA. */
    readonly account: string
    readonly platform: Platform
    readonly fact: Expiry
    /** The groups' names, where it is groups that end. */
    readonly names: readonly string[]
    readonly days: number
  },
  texts: Texts,
): Message {
  const { account, platform, fact, days } = lapse
  const [bot, manager] = [texts.writtenTo[platform], texts.managedIn[platform]]
  const { standing } = texts
  const names = lapse.names.map((name) => `“${name || texts.group.untitled}”`).join(', ')
  const groups = clip(names, 400)
  const ending = (what: string): string =>
    standing.lapses({ account, what, on: dayWithWeekday(fact.on, texts), days })
  const text = {
    package: () => ending(standing.package({ name: fact.name })),
    group: () => ending(standing.groups({ names: groups, count: lapse.names.length })),
    'group-itself': () => `${account}: ${dissolvesText(groups, fact.on, days, texts)}`,
    consent: () => ending(standing.consent),
  }[fact.what]()
  return plainMessage(
    [
      `⚠️ ${text}`,
      standing.lapseMeans[fact.what]({ bot, manager }),
      ...(fact.renews ? [standing.renewsWithMoney({ bot })] : []),
    ].join('\n'),
  )
}

/** To the owners: that nothing more is paid for, what goes on all the same, how long the rest waits and what to do. */
export function quotaGoneMessage(
  {
    account,
    platform,
    window,
  }: {
    /** The bot or OA. */
    readonly account: string
    readonly platform: Platform
    /** Inside of it a private message is free; null: every message counts. */
    readonly window: FreeWindow | null
  },
  texts: Texts,
): Message {
  const { quotaGone } = texts.standing
  const [bot, manager] = [texts.writtenTo[platform], texts.managedIn[platform]]
  const means =
    window === null
      ? quotaGone.allWaits
      : quotaGone.freeGoesOn({ hours: window.freeMs / HOUR_MS, bot })
  const remedy = window === null ? quotaGone.waitOrUpgrade : quotaGone.buy({ bot, manager })
  return plainMessage(
    [`⚠️ ${quotaGone.title({ account })}`, means, remedy, quotaGone.after].join('\n'),
  )
}

/** To the owners: that a platform has taken nothing for a while, and that what waits goes out by itself. */
export function noAnswerMessage(
  {
    account,
    at,
    zone,
    why,
  }: {
    /** The bot or OA. */
    readonly account: string
    /** When it was found: the message itself may be late. */
    readonly at: Date
    /** IANA name. */
    readonly zone: string
    readonly why: Reason
  },
  texts: Texts,
): Message {
  const { noAnswer } = texts.standing
  const title = noAnswer.title({ account, at: formatMoment(at, zone), why: texts.reason[why] })
  return plainMessage([`⚠️ ${title}`, noAnswer.waits, noAnswer.remedy].join('\n'))
}

/** To the owners: that a webhook does not bring what people write, and what is to be done. */
export function notBroughtMessage(
  {
    account,
    at,
    zone,
  }: {
    readonly account: string
    /** When it was written. */
    readonly at: Date
    /** IANA name. */
    readonly zone: string
  },
  texts: Texts,
): Message {
  const { notBrought } = texts.standing
  const title = notBrought.title({ account, at: formatMoment(at, zone, texts.common.onDay) })
  return plainMessage([`⚠️ ${title}`, notBrought.goesOn, notBrought.remedy].join('\n'))
}

/** To the owners: that the disk is nearly full, and what is to be done. */
export function diskLowMessage({ free, size }: DiskRoom, texts: Texts): Message {
  const { diskLow } = texts.standing
  const megabytes = Math.floor(free / 1024 ** 2)
  const percent = Math.floor((100 * free) / size)
  return plainMessage(
    [`⚠️ ${diskLow.title({ megabytes, percent })}`, diskLow.means, diskLow.remedy].join('\n'),
  )
}

/** To the owners: that a bot or OA has leave for a few hours only, and what is to be done. */
export function grantEndsMessage(
  {
    account,
    until,
    cause,
    zone,
  }: {
    readonly account: string
    readonly until: Date
    readonly cause: keyof Texts['standing']['grantEnds']['remedies']
    /** IANA name. */
    readonly zone: string
  },
  texts: Texts,
): Message {
  const { grantEnds } = texts.standing
  const at = formatMoment(until, zone, texts.common.onDay)
  return plainMessage(
    [
      `⚠️ ${grantEnds.title({ account })}`,
      grantEnds.goesOn({ at }),
      grantEnds.remedies[cause],
    ].join('\n'),
  )
}
