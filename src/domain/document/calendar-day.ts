/** A day as it was written, not yet checked; `year` undefined when it was left out. */
export interface WrittenDay {
  day: number
  month: number
  year: number | undefined
}

/** Years to look ahead for 29 February. */
const YEARS_AHEAD = 8

/** A day in words or figures, on lower-case text, with groups d, sign, m, y behind a prefix of the name. */
export function dayPattern(prefix: string): string {
  const figures = String.raw`(?<${prefix}d>\d{1,2})\s?(?<${prefix}sign>[/.-])\s?(?<${prefix}m>\d{1,2})(?:\s?[/.-]\s?(?<${prefix}y>\d{4,6}|(?<=\/\s?)[23]\d))?(?![\d/%]|[.,-]\d)`
  const words = String.raw`(?<${prefix}d2>\d{1,2})\s+tháng\s+(?<${prefix}m2>\d{1,2})(?:\s*(?:năm\s+|[/.-])(?<${prefix}y2>\d{4,6}))?(?!\d)`
  return `(?:${words}|${figures})`
}

/** What the named groups of a pattern have found. */
export type Groups = Readonly<Record<string, string | undefined>>

/** Reads the groups of dayPattern. */
export function writtenDay(groups: Groups, prefix: string): WrittenDay | undefined {
  const day = groups[`${prefix}d`] ?? groups[`${prefix}d2`]
  const month = groups[`${prefix}m`] ?? groups[`${prefix}m2`]
  const year = groups[`${prefix}y`] ?? groups[`${prefix}y2`]
  if (day === undefined || month === undefined) return undefined
  return {
    day: Number(day),
    month: Number(month),
    // "05/12/26"
    year: year === undefined ? undefined : Number(year.length === 2 ? `20${year}` : year),
  }
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0')
}

/** ISO form of a day that exists, undefined for 31/9, 29/2 of a common year or the year 22023. */
export function isoDay(year: number, month: number, day: number): string | undefined {
  if (year < 1900 || year > 2199) return undefined
  const date = new Date(Date.UTC(year, month - 1, day))
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`
}

/** The last day of a month (1-12). */
export function endOfMonth(year: number, month: number): string | undefined {
  if (month < 1 || month > 12) return undefined
  return isoDay(year, month, new Date(Date.UTC(year, month, 0)).getUTCDate())
}

/** The first year from that of `from` on in which `make` gives a day on or after `from`. */
export function nextOnOrAfter(
  from: string,
  make: (year: number) => string | undefined,
): string | undefined {
  const first = Number(from.slice(0, 4))
  for (let year = first; year <= first + YEARS_AHEAD; year += 1) {
    const day = make(year)
    if (day !== undefined && day >= from) return day
  }
  return undefined
}

/** The same day in the year that lies nearest to `near`. */
export function nearestTo(near: string, month: number, day: number): string | undefined {
  const year = Number(near.slice(0, 4))
  const target = Date.parse(near)
  const days = [year - 1, year, year + 1].flatMap(
    (candidate) => isoDay(candidate, month, day) ?? [],
  )
  days.sort((a, b) => Math.abs(Date.parse(a) - target) - Math.abs(Date.parse(b) - target))
  return days[0]
}
