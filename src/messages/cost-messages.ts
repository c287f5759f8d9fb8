import type { Platform } from '../domain/platform.ts'
import type { SendingCost } from '../domain/sending-cost.ts'
import type { Texts } from '../i18n/vi.ts'

/** What a sending uses on one bot or OA. */
export interface PlatformCost extends SendingCost {
  readonly platform: Platform
  /** When a private message is paid for or refused, and what it costs then in đồng; null: nothing is ever paid for. */
  readonly window: {
    readonly freeMs: number
    readonly openMs: number
    readonly price: number
  } | null
  /** Every message counts against a number a month. */
  readonly isMonthly: boolean
}

/** One line for each platform that takes part, and more where what is left does not do or groups get nothing. */
export function costLines(costs: readonly PlatformCost[], texts: Texts): string[] {
  return costs.flatMap((cost) => {
    const { group, free, paid, closed, lost } = cost
    const name = texts.platform[cost.platform]
    return [
      ...(group + free + paid + closed > 0 ? useLines(cost, name, texts) : []),
      ...(lost > 0 ? [`⚠️ ${name}: ${texts.cost.lost({ count: lost })}`] : []),
    ]
  })
}

function useLines(cost: PlatformCost, name: string, texts: Texts): string[] {
  const { missing, need, left } = cost
  const line = `${name}: ${describe(cost, texts)}`
  if (need === null || left === null) return [line]
  if (missing > 0) return [line, `⚠️ ${shortage(cost, need, left, texts)}`]
  return [`${line} ${texts.cost.left({ left })}`]
}

const HOUR_MS = 3_600_000

function describe(platform: PlatformCost, texts: Texts): string {
  const { group, free, paid, closed, window, isMonthly } = platform
  const { cost } = texts
  const bot = texts.writtenTo[platform.platform]
  if (isMonthly) return cost.monthly({ count: group + free + paid })
  if (window === null) return cost.free({ count: group + free })
  const hours = window.freeMs / HOUR_MS
  const days = window.openMs / HOUR_MS / 24
  const parts = [
    ...(group > 0 ? [cost.inGroups({ count: group })] : []),
    ...(free > 0 ? [cost.freeInPrivate({ count: free, hours, bot })] : []),
    ...(paid > 0 ? countedInPrivate(platform, texts) : []),
    ...(closed > 0 ? [cost.closed({ count: closed, days, bot })] : []),
  ]
  return `${parts.join('; ')}.`
}

/** Money is spoken of only where nothing that the package has left covers it. */
function countedInPrivate({ paid, left, missing }: PlatformCost, { cost }: Texts): string[] {
  if (left === null) return [cost.perhapsFromPackage({ count: paid })]
  const covered = paid - missing
  return [
    ...(covered > 0 ? [cost.fromPackage({ count: covered })] : []),
    ...(missing > 0 ? [cost.paidInPrivate({ count: missing })] : []),
  ]
}

function shortage(lacking: PlatformCost, need: number, left: number, texts: Texts): string {
  const { missing, window, platform } = lacking
  const { cost } = texts
  const bot = texts.writtenTo[platform]
  const text = cost.missing({
    left,
    need: asKnown(need, lacking, texts),
    missing: asKnown(missing, lacking, texts),
  })
  return `${text} ${window === null ? cost.waits : cost.buy({ price: window.price, bot })}`
}

/** Who is inside a window is an estimate; where there is none, every message counts. */
function asKnown(count: number, { window }: PlatformCost, texts: Texts): string {
  return texts.cost[window === null ? 'exactly' : 'about']({ count })
}
