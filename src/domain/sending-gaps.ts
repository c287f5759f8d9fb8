import { isQuiet, nightAt, type Night } from './quiet-hours.ts'
import { beyondClock } from './time/ahead-of-clock.ts'
import { LONG_REST_MS, type Wait } from './wait.ts'

const MINUTE_MS = 60_000
/** A broadcast whose hour is this long past may make no sense any more: an invitation for this morning. */
const LATE_MS = 60 * MINUTE_MS
/** After this long without anybody sending, what is left is not news; a power cut of an afternoon is shorter. */
const INTERRUPTED_MS = 6 * 60 * MINUTE_MS
/**
 * Both at night: who wanted it sent by day has not wanted phones to ring at night. A sending that runs is looked after every
 * ten seconds, so a restart, or a database that is away for some minutes, is no gap.
 */
const AT_NIGHT_MS = 10 * MINUTE_MS

/** The moments before which a broadcast was last heard of, for somebody to be asked before more of it goes out. */
interface GapLimits {
  /** Its hour. */
  readonly releasedBefore: Date
  /** The last time that its sending was looked after. */
  readonly watchedBefore: Date
}

/** Whether somebody has asked so long ago to have it sent at once that they are asked whether it is still to go. */
export function wasWantedLongAgo(
  wantedAt: Date,
  now: Date,
  zone: string,
  { urgent }: { readonly urgent: boolean },
): boolean {
  return wantedAt < gapLimits(now, zone)[urgent ? 'urgent' : 'normal'].releasedBefore
}

/** How long a gap goes by itself now: a short one in the quiet hours, unless the broadcast is urgent. */
export function gapLimits(
  now: Date,
  zone: string,
): { readonly urgent: GapLimits; readonly normal: GapLimits } {
  const ago = (ms: number): Date => new Date(now.getTime() - ms)
  const urgent = { releasedBefore: ago(LATE_MS), watchedBefore: ago(INTERRUPTED_MS) }
  const atNight = { releasedBefore: ago(AT_NIGHT_MS), watchedBefore: ago(AT_NIGHT_MS) }
  return { urgent, normal: isQuiet(now, zone) ? atNight : urgent }
}

/**
 * When to try again what the platform has put off for `waitMs`. Who wanted it sent by day has not wanted it to ring at
 * night: a long wait ends in the morning.
 */
export function endOfWait(
  from: Date,
  waitMs: number,
  { wantedAt, zone }: { readonly wantedAt: Date; readonly zone: string },
): Date {
  const end = new Date(from.getTime() + waitMs)
  const night = waitMs > LONG_REST_MS ? nightAt(end, zone) : null
  return night && wantedAt < night.from ? night.until : end
}

/**
 * The night through which a copy waits that its chat's or its bot's long rest has held into it: others than the one that was
 * told to wait (`endOfWait`) would ring as soon as it is over. Null: it goes.
 */
export function nightAfterRest(
  rest: Wait | null,
  now: Date,
  { wantedAt, zone }: { readonly wantedAt: Date; readonly zone: string },
): Night | null {
  if (rest === null || rest.from > beyondClock(now)) return null
  const isLong = rest.until.getTime() - rest.from.getTime() > LONG_REST_MS
  const night = isLong ? nightAt(now, zone) : null
  return night && rest.until > night.from && wantedAt < night.from ? night : null
}
