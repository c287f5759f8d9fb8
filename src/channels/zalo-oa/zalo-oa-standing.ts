import { type OaGroup, type OaQuotaType, type OfficialAccount, ZaloError } from 'zalo-api-sdk-node'
import type { ChannelFact, Expiry, Quota } from '../../domain/channel-fact.ts'
import type { ChannelLog } from '../channel-log.ts'
import { readOaDay } from './zalo-oa-day.ts'
import { latenessOf } from './zalo-oa-lateness.ts'
import { listedGroups } from './zalo-oa-lists.ts'

export interface OaStandingOptions {
  readonly log: ChannelLog
  /** The history is read because Zalo cannot call us. */
  readonly polls: boolean
  /** Whether the webhook is known to bring nothing. */
  readonly deaf: () => Promise<boolean>
  /** Calls a minute before Zalo has said. */
  readonly callsPerMinute: number
  /** When the pair of tokens was last renewed; null: nobody knows. */
  readonly renewedAt: () => Promise<Date | null>
  readonly signal: AbortSignal
}

const TIMEOUT_MS = 60_000
/** Groups that are asked for one by one: the disabled, and those whose right no list names. */
const MAX_DETAILS = 20
const DAY_MS = 86_400_000
/** A refresh token is good for three months; the shortest three have 89 days. */
const CONSENT_DAYS = 89

const SOURCES: readonly (readonly [OaQuotaType, Quota['from']])[] = [
  ['sub_quota', 'package'],
  ['purchase_quota', 'bought'],
  ['reward_quota', 'given'],
]
const SIZES = ['gmf100', 'gmf50', 'gmf10', 'gmf1000'] as const

/**
 * Asks for the package, the message quotas and the groups' own ends: some ten calls, and at most twenty more. A
 * part that the package or the app's rights do not have is left out; anything else that fails makes the whole unknown.
 */
export async function readOaStanding(
  account: OfficialAccount,
  options: OaStandingOptions,
): Promise<ChannelFact[] | null> {
  const late = new AbortController()
  // A timer, because nothing holds the signal of a timeout in one of several: collected, it never fires.
  const timer = setTimeout(() => late.abort(), TIMEOUT_MS)
  const call = { signal: AbortSignal.any([options.signal, late.signal]) }
  try {
    const profile = await account.getOa(call)
    const quotas = await withoutRefused(() => readQuotas(account, call))
    const readEnd = endReader(options.log)
    const groups = await withoutRefused(() => readGroups(account, readEnd, call))
    const end = readEnd('package', profile.packageValidThrough)
    const packageEnd = end && expiry('package', end, { name: profile.packageName ?? '' })
    const rate = account.rateLimit()?.limit ?? options.callsPerMinute
    return [
      ...(packageEnd ? [packageEnd] : []),
      ...groups,
      ...quotas,
      ...(await readTokenFacts(options)),
      {
        kind: 'hears',
        by: options.polls ? 'history' : 'webhook',
        ok: (await options.deaf()) ? false : null,
      },
      ...(options.polls ? [latenessOf(rate)] : []),
    ]
  } catch (error) {
    if (!(error instanceof ZaloError)) throw error
    options.log.warn({ reason: error.message }, 'zalo oa standing not read')
    return null
  } finally {
    clearTimeout(timer)
  }
}

/** Nothing where the package or the app has no right to it. */
async function withoutRefused<T>(read: () => Promise<T[]>): Promise<T[]> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof ZaloError) || error.ofGrant) throw error
    if (error.class === 'human' || error.class === 'payload') return []
    throw error
  }
}

type ReadEnd = (of: Expiry['what'], text: string | null) => string | null

/** Reads the day of an end; one that is told and cannot be read would else pass without a warning. */
function endReader(log: ChannelLog): ReadEnd {
  return (of, text) => {
    const day = readOaDay(text)
    const given = text?.trim() ?? ''
    if (day === null && given !== '')
      log.warn({ of, text: given.slice(0, 40) }, 'zalo oa date of an end not understood')
    return day
  }
}

interface Call {
  readonly signal: AbortSignal
}

/** What is left for messages to people who have not written for two days. */
async function readQuotas(account: OfficialAccount, call: Call): Promise<Quota[]> {
  const seen = new Set<string>()
  const quotas: Quota[] = []
  for (const [type, from] of SOURCES) {
    const assets = await withoutRefused(() =>
      account.getMessageQuota({ product: 'cs', type }, call),
    )
    for (const { assetId, remaining, total } of assets) {
      if (seen.has(assetId)) continue
      seen.add(assetId)
      quotas.push({ kind: 'quota', from, remaining, total })
    }
  }
  return quotas
}

async function readGroups(
  account: OfficialAccount,
  readEnd: ReadEnd,
  call: Call,
): Promise<Expiry[]> {
  const groups: OaGroup[] = []
  for await (const group of listedGroups(account, call)) groups.push(group)
  const byGroup = await readGroupEnds(account, { groups, readEnd }, call)
  const facts: Expiry[] = []
  let details = 0
  for (const group of groups) {
    const known = byGroup.get(group.groupId)
    const isDisabled = group.status === 'disabled'
    if (known && !isDisabled) facts.push({ ...known, name: group.name })
    else if (details++ < MAX_DETAILS)
      facts.push(...(await readOne(account, { group, isDisabled, readEnd }, call)))
  }
  return facts
}

/** The ends of the groups' rights, by the lists of rights: as few calls as there are kinds of right, not groups. */
async function readGroupEnds(
  account: OfficialAccount,
  { groups, readEnd }: { readonly groups: readonly OaGroup[]; readonly readEnd: ReadEnd },
  call: Call,
): Promise<Map<string, Expiry>> {
  const ends = new Map<string, Expiry>()
  for (const [type] of SOURCES)
    for (const product of SIZES) {
      if (groups.every(({ groupId }) => ends.has(groupId))) return ends
      const assets = await withoutRefused(() => account.getGroupQuota({ product, type }, call))
      for (const { usedBy, validThrough, autoRenew } of assets) {
        const on = readEnd('group', validThrough)
        if (usedBy && on)
          ends.set(usedBy, expiry('group', on, { id: usedBy, renews: autoRenew === true }))
      }
    }
  return ends
}

/** One group by itself: its end, or, when that is past, the day on which Zalo dissolves it. */
async function readOne(
  account: OfficialAccount,
  asked: { readonly group: OaGroup; readonly isDisabled: boolean; readonly readEnd: ReadEnd },
  call: Call,
): Promise<Expiry[]> {
  const { isDisabled, readEnd } = asked
  const { groupId, name } = asked.group
  const [detail] = await withoutRefused(async () => [await account.getGroup(groupId, call)])
  if (!detail) return []
  const what = isDisabled ? 'group-itself' : 'group'
  const on = readEnd(what, isDisabled ? detail.autoDeleteDate : detail.assetValidThrough)
  const renews = !isDisabled && detail.assetAutoRenew === true
  if (!on) return []
  return [expiry(what, on, { id: groupId, name, renews })]
}

async function readTokenFacts({ renewedAt }: OaStandingOptions): Promise<ChannelFact[]> {
  const at = (await renewedAt())?.getTime() ?? null
  const end = at && readOaDay(String(at + CONSENT_DAYS * DAY_MS))
  return [{ kind: 'token', renewedAt: at }, ...(end ? [expiry('consent', end, {})] : [])]
}

function expiry(
  what: Expiry['what'],
  on: string,
  { id = '', name = '', renews = false }: Partial<Pick<Expiry, 'id' | 'name' | 'renews'>>,
): Expiry {
  return { kind: 'expires', what, id, name, on, renews }
}
