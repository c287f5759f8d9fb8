/*
 * Counts what the platforms saw, from their own log of calls and plain files alone. Knows nothing of the
 * product: what it may import is what Node has.
 */

/** One line of the platforms' log, as far as it is read here. */
export interface LoggedCall {
  /** Arrival, ms. */
  readonly at: number
  readonly platform: string
  readonly method: string
  readonly chatId: string | null
  /** The platform took it, whether or not the answer arrived. */
  readonly ok: boolean
  /** 0: no answer was given. */
  readonly status: number
  readonly errorCode: number | null
  /** Kind of the misfortune that the run asked for. */
  readonly fault?: string
  readonly payload: unknown
  readonly latencyMs: number
}

/** What should have arrived. */
export interface Expected {
  /** Stands in every text part of the notice and nowhere else. */
  readonly marker: string
  /** `telegram:…`; each gets every part once. */
  readonly chats: readonly string[]
  /**
   * Name of the document that goes with it, null: none. It comes after the texts; a Zalo bot sends no files, there a
   * text of its own names the document and says where it is.
   */
  readonly document: string | null
  /** Text parts that it takes at least; fewer are a notice cut short, whatever the parts say of themselves. */
  readonly leastTexts: number
}

/** A call of which the ledger says that it is not known whether it arrived. */
export interface Mark {
  readonly chatId: string
  /** From 1, as the parts are numbered for people. */
  readonly part: number
}

/** What the ledger says of a chat's copy at the end. */
export interface Standing {
  readonly chatId: string
  readonly state: string
}

/** A process that was killed. */
export interface Kill {
  readonly at: number
  /** For how long before that nothing could be settled, because the run held the database's line. */
  readonly stalledMs: number
}

export interface Evidence {
  readonly calls: readonly LoggedCall[]
  readonly expected: Expected
  readonly marks: readonly Mark[]
  readonly standings: readonly Standing[]
  readonly kills: readonly Kill[]
  /** What the OA's package allows in a minute of the clock. */
  readonly oaCallsPerMinute: number
  /** How long Telegram told a chat to wait in each answer 429 that the run asked for; null: it asked for none. */
  readonly toldToWaitMs: number | null
}

export interface Count {
  readonly expected: number
  /** Chats that have every part. */
  readonly complete: number
  /** Chats that lack something, and the ledger does not say so. */
  readonly lost: readonly string[]
  /** Chats that lack something, and the ledger says so, by its word. */
  readonly shown: Readonly<Record<string, number>>
  /** Copies of a part beyond the first. */
  readonly duplicated: number
  /** Of these: more than the ledger has marks for. */
  readonly duplicatedUnmarked: readonly string[]
  /** Of these: the copy before it was neither on its way at a kill nor left without an answer. */
  readonly duplicatedUnexplained: readonly string[]
  /** Calls on their way at each kill, as the platforms saw them. */
  readonly inFlightAtKills: readonly number[]
  readonly marked: number
  /** Arrivals beyond a limit. */
  readonly overLimits: {
    readonly perSecond: number
    readonly perPrivateChat: number
    readonly perGroup: number
    readonly perOaMinute: number
  }
  /** Calls that the platforms refused as too many, without having been told to. */
  readonly refusedAsTooMany: number
  /** Calls to a chat that came before the wait was over that it had been told. */
  readonly calledTooSoon: number
  readonly busiestSecond: number
  readonly busiestGroupMinute: number
  readonly busiestOaMinute: number
  readonly shortestPrivateGapMs: number | null
  /** Chats in which a part came before the one it follows. */
  readonly outOfOrder: readonly string[]
}

/** Arrivals in any sliding second of one bot: 30 and the spread of a network; the 32nd is one too many. */
const PER_SECOND = 31
/** Sends and edits in any sliding minute of one group. */
const PER_GROUP_MINUTE = 20
/** One message a second to a private chat, less the spread of latency on the way there. */
const PRIVATE_GAP_MS = 900
/** What a process that is killed may have put on the wire, and an answer that it had not yet taken in. */
const WIRE_MS = 100
const SETTLE_MS = 500

/**
 * Taken once a second of a bot, whatever it sends: two processes that are started within that are told so, and the second
 * waits and asks again. No message is held up by it.
 */
const ONCE_A_SECOND = new Set(['setWebhook'])

const SENDS = /^(?:send|copy|forward)/i
const EDITS = /^edit/i

export function countArrivals(evidence: Evidence): Count {
  const { calls, expected, marks, standings, kills, oaCallsPerMinute, toldToWaitMs } = evidence
  const parts = arrivedParts(calls, expected)
  const states = new Map(standings.map(({ chatId, state }) => [chatId, state]))
  const incomplete = expected.chats.filter((chat) => !isComplete(parts.get(chat)))
  const isShown = (chat: string): boolean => SHOWN.has(states.get(chat) ?? '')
  return {
    expected: expected.chats.length,
    complete: expected.chats.length - incomplete.length,
    lost: incomplete.filter((chat) => !isShown(chat)),
    shown: tally(incomplete.filter(isShown).map((chat) => states.get(chat) ?? '')),
    ...countDuplicates(parts, marks, kills),
    inFlightAtKills: kills.map(
      (kill) =>
        calls.filter((call) => call.ok && isNotice(call, expected) && isOut(call, kill)).length,
    ),
    marked: marks.length,
    ...measurePace(calls, oaCallsPerMinute),
    calledTooSoon: toldToWaitMs === null ? 0 : countTooSoon(calls, toldToWaitMs),
    outOfOrder: [...parts].filter(([, ofChat]) => !isInOrder(ofChat)).map(([chat]) => chat),
  }
}

/** Words of the ledger that a person sees as "this did not arrive, or may not have". */
const SHOWN = new Set(['unknown', 'rejected', 'unreachable', 'waiting-for-contact', 'cancelled'])

/** What a chat has of the notice. */
interface Arrived {
  /** Calls that the platform took, by part from 1, oldest first. */
  readonly parts: Map<number, LoggedCall[]>
  /** How many parts there should be, as the parts themselves say. */
  readonly total: number
}

function arrivedParts(calls: readonly LoggedCall[], expected: Expected): Map<string, Arrived> {
  const wanted = new Set(expected.chats)
  const byChat = new Map<string, LoggedCall[]>()
  for (const call of [...calls].sort((a, b) => a.at - b.at)) {
    if (!call.ok || call.chatId === null || !wanted.has(call.chatId)) continue
    if (!isNotice(call, expected)) continue
    const ofChat = byChat.get(call.chatId)
    if (ofChat) ofChat.push(call)
    else byChat.set(call.chatId, [call])
  }
  return new Map([...byChat].map(([chatId, ofChat]) => [chatId, partsIn(ofChat, chatId, expected)]))
}

function partsIn(calls: readonly LoggedCall[], chatId: string, expected: Expected): Arrived {
  const texts = Math.max(
    expected.leastTexts,
    ...calls.filter((call) => !isFile(call)).map((text) => numberOf(text).total),
  )
  const parts = new Map<number, LoggedCall[]>()
  for (const call of calls) {
    const part = isFile(call) ? texts + 1 : numberOf(call).part
    parts.set(part, [...(parts.get(part) ?? []), call])
  }
  return { parts, total: texts + filesFor(chatId, expected) }
}

function filesFor(chatId: string, { document }: Expected): number {
  return document !== null && !chatId.startsWith('zalo-bot:') ? 1 : 0
}

function isNotice(call: LoggedCall, { marker, document }: Expected): boolean {
  if (!SENDS.test(call.method) && !/message/i.test(call.method)) return false
  if (EDITS.test(call.method)) return false
  if (isFile(call)) return document !== null
  const payload = JSON.stringify(call.payload)
  return payload.includes(marker) || (document !== null && payload.includes(document))
}

/** Telegram has a method for it, an OA a kind of attachment. */
function isFile({ method, payload }: LoggedCall): boolean {
  return method === 'sendDocument' || /type\\*":\\*"file\\*"/.test(JSON.stringify(payload))
}

/** `(2/3)` at the beginning of a text; a text without is the only part. */
function numberOf({ payload }: LoggedCall): { part: number; total: number } {
  const label = /text\\*":\\*"\((\d+)\/(\d+)\)/.exec(JSON.stringify(payload))
  return label ? { part: Number(label[1]), total: Number(label[2]) } : { part: 1, total: 1 }
}

function isComplete(arrived: Arrived | undefined): boolean {
  if (!arrived) return false
  return Array.from({ length: arrived.total }, (_, index) => index + 1).every((part) =>
    arrived.parts.has(part),
  )
}

function countDuplicates(
  parts: ReadonlyMap<string, Arrived>,
  marks: readonly Mark[],
  kills: readonly Kill[],
): Pick<Count, 'duplicated' | 'duplicatedUnmarked' | 'duplicatedUnexplained'> {
  const marksOf = tally(marks.map(({ chatId, part }) => `${chatId} ${part}`))
  let duplicated = 0
  const unmarked: string[] = []
  const unexplained: string[] = []
  for (const [chat, ofChat] of parts)
    for (const [part, copies] of ofChat.parts) {
      const again = copies.length - 1
      if (again < 1) continue
      duplicated += again
      const name = `${chat} ${part}`
      if (again > (marksOf[name] ?? 0)) unmarked.push(name)
      const isExplained = copies
        .slice(0, -1)
        .every((copy) => copy.status === 0 || kills.some((kill) => isOut(copy, kill)))
      if (!isExplained) unexplained.push(name)
    }
  return { duplicated, duplicatedUnmarked: unmarked, duplicatedUnexplained: unexplained }
}

/** Whether a call was on its way when a process was killed, or answered so lately that nobody had written it down. */
function isOut({ at, latencyMs }: LoggedCall, kill: Kill): boolean {
  return at <= kill.at + WIRE_MS && at + latencyMs + SETTLE_MS + kill.stalledMs >= kill.at
}

function isInOrder({ parts }: Arrived): boolean {
  const firsts = [...parts].sort(([a], [b]) => a - b).flatMap(([, copies]) => copies.slice(0, 1))
  return firsts.every((call, index) => index === 0 || (firsts[index - 1]?.at ?? 0) <= call.at)
}

type Pace = Pick<
  Count,
  | 'overLimits'
  | 'refusedAsTooMany'
  | 'busiestSecond'
  | 'busiestGroupMinute'
  | 'busiestOaMinute'
  | 'shortestPrivateGapMs'
>

/** The published limits, over everything that arrived: refused or not, notice, answer or edit. */
function measurePace(calls: readonly LoggedCall[], oaCallsPerMinute: number): Pace {
  const arrivals = calls
    .filter(({ platform, method }) => platform === 'telegram' && isPaced(method))
    .sort((a, b) => a.at - b.at)
  const byChat = new Map<string, number[]>()
  for (const { chatId, at } of arrivals) {
    const key = chatId ?? ''
    byChat.set(key, [...(byChat.get(key) ?? []), at])
  }
  const groups = [...byChat].filter(([chat]) => isGroup(chat)).map(([, times]) => times)
  const privates = [...byChat].filter(([chat]) => !isGroup(chat)).map(([, times]) => times)
  const second = slide(
    arrivals.map(({ at }) => at),
    1_000,
    PER_SECOND,
  )
  const minutes = groups.map((times) => slide(times, 60_000, PER_GROUP_MINUTE))
  const gaps = privates.flatMap((times) =>
    times.slice(1).map((at, index) => at - (times[index] ?? 0)),
  )
  const oaMinutes = countOaMinutes(calls)
  return {
    overLimits: {
      perOaMinute: sumOf(oaMinutes.map((count) => Math.max(0, count - oaCallsPerMinute))),
      perSecond: second.over,
      perPrivateChat: gaps.filter((gap) => gap < PRIVATE_GAP_MS).length,
      perGroup: sumOf(minutes.map(({ over }) => over)),
    },
    refusedAsTooMany: calls.filter(
      ({ ok, errorCode, fault, method }) =>
        !ok && isTooMany(errorCode) && fault === undefined && !ONCE_A_SECOND.has(method),
    ).length,
    busiestSecond: second.most,
    busiestGroupMinute: Math.max(0, ...minutes.map(({ most }) => most)),
    busiestOaMinute: Math.max(0, ...oaMinutes),
    shortestPrivateGapMs:
      gaps.length > 0 ? gaps.reduce((least, gap) => Math.min(least, gap)) : null,
  }
}

/** A chat that was told to wait gets nothing of any kind meanwhile, whoever sends. */
function countTooSoon(calls: readonly LoggedCall[], toldToWaitMs: number): number {
  const waits = new Map<string, number>()
  let tooSoon = 0
  for (const call of [...calls].sort((a, b) => a.at - b.at)) {
    const { platform, method, chatId, at } = call
    if (platform !== 'telegram' || chatId === null || !isPaced(method)) continue
    if (at < (waits.get(chatId) ?? 0)) tooSoon++
    if (isAskedFlood(call)) waits.set(chatId, at + toldToWaitMs)
  }
  return tooSoon
}

function isAskedFlood({ ok, errorCode, fault }: LoggedCall): boolean {
  return !ok && errorCode === 429 && fault !== undefined
}

/** Calls of the OA by minutes of the clock, as Zalo counts; the tokens have a server of their own. */
function countOaMinutes(calls: readonly LoggedCall[]): number[] {
  const counted = calls.filter(
    ({ platform, method }) => platform === 'zalo-oa' && method !== 'access_token',
  )
  return Object.values(tally(counted.map(({ at }) => String(Math.floor(at / 60_000)))))
}

/** Telegram's number and Zalo's. */
function isTooMany(errorCode: number | null): boolean {
  return errorCode === 429 || errorCode === -32
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0)
}

function isPaced(method: string): boolean {
  return SENDS.test(method) ? method !== 'sendChatAction' : EDITS.test(method)
}

function isGroup(chatId: string): boolean {
  return chatId.startsWith('telegram:-')
}

/** How many arrivals stand beyond `limit` in a sliding window, and the most in any. */
function slide(
  times: readonly number[],
  spanMs: number,
  limit: number,
): { over: number; most: number } {
  let [from, over, most] = [0, 0, 0]
  times.forEach((at, index) => {
    while ((times[from] ?? 0) <= at - spanMs) from++
    const count = index - from + 1
    most = Math.max(most, count)
    if (count > limit) over++
  })
  return { over, most }
}

function tally(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1
  return counts
}

/** The sentences of what was promised and not kept; none: all was kept. */
export function brokenPromises(count: Count): string[] {
  const { overLimits } = count
  const found: readonly (readonly [number, string])[] = [
    [count.lost.length, 'lost'],
    [count.duplicatedUnmarked.length, 'duplicated without a mark'],
    [count.duplicatedUnexplained.length, 'duplicated though not in flight'],
    [count.outOfOrder.length, 'out of order'],
    [overLimits.perSecond, "over the bot's second"],
    [overLimits.perPrivateChat, "over a private chat's second"],
    [overLimits.perGroup, "over a group's minute"],
    [overLimits.perOaMinute, "over the OA's minute"],
    [count.refusedAsTooMany, 'refused as too many'],
    [count.calledTooSoon, 'before the wait was over'],
  ]
  return found.filter(([times]) => times > 0).map(([times, what]) => `${times} ${what}`)
}
