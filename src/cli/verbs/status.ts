import type { HoldReason } from '../../domain/delivery.ts'
import { noticeCode, type Notice } from '../../domain/notice.ts'
import type { Platform } from '../../domain/platform.ts'
import { readReason, type Reason } from '../../domain/reason.ts'
import { formatMoment } from '../../domain/time/format.ts'
import { vi } from '../../i18n/vi.ts'
import { paceText, type BroadcastProgress } from '../../messages/sending-messages.ts'
import { latestBroadcast } from '../../storage/sending/broadcasts.ts'
import { sentNotices } from '../../storage/sending/sent-notices.ts'
import { failedDeliveries } from '../../storage/sending/failed-copies.ts'
import { pendingNotices } from '../../storage/notices.ts'
import { countStanding, stoppedLanes } from '../../storage/standing.ts'
import type { Store } from '../../storage/store.ts'
import { progressNow } from '../../usecases/broadcast-progress.ts'
import { BROADCAST_WORDS } from '../broadcast-words.ts'
import { requireNotice } from '../find-broadcast.ts'
import { withStore, type OpenedStore } from '../open-store.ts'
import type { ExitCode } from '../refusal.ts'
import type { ServiceState } from '../put-jobs.ts'
import { whyLaneStands, whyNothingGoes } from '../standstill.ts'
import { tellResult, type JsonOption } from '../tell-result.ts'
import type { Terminal } from '../terminal.ts'

const LISTED = 10

/** `nhipcau status [T12]`: how the installation or one notice stands. */
export async function status(
  terminal: Terminal,
  code: number | undefined,
  options: JsonOption,
): Promise<ExitCode> {
  return withStore<ExitCode>(terminal, async ({ store, config, database }) => {
    const standstill = await readStandstill(store, database)
    if (code === undefined) {
      const whole = await standingOfAll(store, standstill)
      tellResult(terminal, options, whole, wholeText(whole, standstill))
    } else {
      const notice = await requireNotice(store, code)
      const one = await standingOfNotice(store, notice, standstill)
      const about = { notice, why: standstill.why, timeZone: config.timeZone }
      tellResult(terminal, options, one, noticeText(one, about))
    }
    return 0
  })
}

/** A bot or OA that stands still; `detail` holds the platform's own words. */
interface ToldLane {
  readonly platform: Platform
  readonly reason: Reason
  readonly detail: string
}

/** Who sends nothing, and why. */
interface Standstill {
  /** As `send --json` has it. */
  readonly service: Exclude<ServiceState, 'queue-silent'>
  /** Why nobody sends; null: somebody does. */
  readonly why: string | null
  readonly lanes: readonly ToldLane[]
}

async function readStandstill(
  store: Store,
  database: OpenedStore['database'],
): Promise<Standstill> {
  const [why, lanes] = await Promise.all([whyNothingGoes(database), stoppedLanes(store)])
  return {
    service: why === null ? 'running' : 'stopped',
    why,
    lanes: lanes.map(({ platform, reason: detail }) => ({
      platform,
      reason: readReason(detail),
      detail,
    })),
  }
}

function standstillLines({ why, lanes }: Pick<Standstill, 'why' | 'lanes'>): string[] {
  return [...(why === null ? [] : [why]), ...lanes.map(whyLaneStands)]
}

const COUNTED = [
  'planned',
  'sending',
  'sent',
  'unreachable',
  'rejected',
  'unknown',
  'cancelled',
] as const

interface NoticeStanding {
  readonly code: string
  /** Of the newest broadcast; of the notice itself while there is none. */
  readonly state: string
  readonly service: Standstill['service']
  /** When it goes, while it waits for its hour. */
  readonly at?: Date
  /** Why the service has paused it, until somebody decides. */
  readonly heldFor?: HoldReason
  /** The bots and OAs that stand still until a person acts, of those by which copies are to go. */
  readonly stoppedLanes?: readonly ToldLane[]
  /** While something moves. */
  readonly pace?: NonNullable<BroadcastProgress['pace']>
  readonly counts: Readonly<Record<(typeof COUNTED)[number], number>>
  readonly acknowledged: number
  readonly missing: number
  /** The copies that did not arrive, if there are any; `detail` holds the platform's own words. */
  readonly failures?: readonly {
    readonly chat: string
    readonly reason: Reason
    readonly detail: string
  }[]
}

async function standingOfNotice(
  store: Store,
  notice: Notice,
  { service, lanes }: Standstill,
): Promise<NoticeStanding> {
  const broadcast = await latestBroadcast(store, notice.id)
  const progress = broadcast && (await progressNow(store, broadcast.id, new Date()))
  const counts = progress?.counts
  const waiting = progress?.byPlatform.filter((one) => one.counts.planned > 0) ?? []
  const stopped = lanes.filter((lane) => waiting.some((one) => one.platform === lane.platform))
  const failures = broadcast ? await failedDeliveries(store, broadcast.id, null) : []
  return {
    code: noticeCode(notice.code),
    state: broadcast?.state ?? notice.state,
    service,
    ...(broadcast?.state === 'scheduled' && { at: broadcast.releaseAt }),
    ...(progress?.heldFor && { heldFor: progress.heldFor }),
    ...(stopped.length > 0 && { stoppedLanes: stopped }),
    ...(service === 'running' &&
      progress?.state === 'sending' &&
      progress.pace && { pace: progress.pace }),
    counts: {
      planned: counts?.planned ?? 0,
      sending: counts?.sending ?? 0,
      sent: counts?.sent ?? 0,
      // A copy that waits until the person writes to the OA has not reached anybody either.
      unreachable: (counts?.unreachable ?? 0) + (counts?.['waiting-for-contact'] ?? 0),
      rejected: counts?.rejected ?? 0,
      unknown: counts?.unknown ?? 0,
      cancelled: counts?.cancelled ?? 0,
    },
    acknowledged: progress?.acknowledged ?? 0,
    missing: progress ? progress.expected - progress.acknowledged : 0,
    ...(failures.length > 0 && {
      failures: failures.map(({ chat, why, detail }) => ({ chat, reason: why, detail })),
    }),
  }
}

const COUNT_WORDS: Readonly<Record<(typeof COUNTED)[number], string>> = {
  planned: 'chờ gửi',
  sending: 'đang gửi',
  sent: 'đã gửi',
  unreachable: 'không tới được',
  rejected: 'bị từ chối',
  unknown: 'chưa rõ đã tới chưa',
  cancelled: 'đã huỷ',
}

function noticeText(
  standing: NoticeStanding,
  about: {
    readonly notice: Notice
    readonly why: Standstill['why']
    readonly timeZone: string
  },
): string {
  const { notice, why, timeZone } = about
  const { at, heldFor, stoppedLanes: lanes = [], pace, failures = [] } = standing
  const counts = COUNTED.filter((state) => standing.counts[state] > 0).map(
    (state) => `  ${COUNT_WORDS[state]}: ${standing.counts[state]}`,
  )
  const lines = [
    `${standing.code} – ${notice.title}`,
    `Trạng thái: ${stateNow(standing)}${at ? `, gửi lúc ${formatMoment(at, timeZone)}` : ''}`,
    ...standstillLines({ why, lanes }),
    ...(heldFor ? [vi.send.pausedBecause[heldFor]] : []),
    ...(standing.state === 'paused' ? [toDecide(standing.code)] : []),
    ...(pace ? [paceText(pace, vi)] : []),
    ...counts,
    `Đã xác nhận: ${standing.acknowledged}; chưa xác nhận: ${standing.missing}`,
    ...failures.slice(0, LISTED).map(({ chat, reason }) => `  ${chat}: ${vi.reason[reason]}`),
    ...(failures.length > LISTED
      ? [`  ${vi.send.morePlaces({ count: failures.length - LISTED })} (xem hết bằng --json)`]
      : []),
  ]
  return lines.join('\n')
}

function toDecide(code: string): string {
  return `Đang chờ quyết định: nhipcau resume ${code} (gửi tiếp) hoặc nhipcau stop ${code} (dừng).`
}

/** What has begun is not “being sent” while nobody sends. */
function stateNow({ state, service }: Pick<NoticeStanding, 'state' | 'service'>): string {
  return service === 'stopped' && ['expanding', 'sending'].includes(state)
    ? 'gửi dở'
    : stateWord(state)
}

function stateWord(state: string): string {
  const words: Readonly<Record<string, string>> = { ...vi.noticeState, ...BROADCAST_WORDS }
  return words[state] ?? state
}

interface WholeStanding {
  readonly service: Standstill['service']
  readonly stoppedLanes?: readonly ToldLane[]
  readonly units: number
  readonly people: number
  readonly groups: { readonly bound: number; readonly unbound: number }
  readonly pendingCount: number
  /** The newest of them. */
  readonly pending: readonly { readonly code: string; readonly title: string }[]
  readonly sent: readonly {
    readonly code: string
    readonly title: string
    readonly state: string
  }[]
}

async function standingOfAll(store: Store, { service, lanes }: Standstill): Promise<WholeStanding> {
  const [counts, pending, sent] = await Promise.all([
    countStanding(store),
    pendingNotices(store),
    sentNotices(store, { limit: LISTED }, 'everything'),
  ])
  return {
    service,
    ...(lanes.length > 0 && { stoppedLanes: lanes }),
    units: counts.units,
    people: counts.people,
    groups: { bound: counts.boundGroups, unbound: counts.unboundGroups },
    pendingCount: counts.pendingNotices,
    pending: pending.slice(0, LISTED).map(({ code, title }) => ({ code: noticeCode(code), title })),
    sent: sent.map(({ code, title, state }) => ({ code: noticeCode(code), title, state })),
  }
}

function wholeText(whole: WholeStanding, standstill: Standstill): string {
  const more = whole.pendingCount - whole.pending.length
  const lines = [
    ...standstillLines(standstill),
    `Đơn vị: ${whole.units}; người: ${whole.people}; nhóm đã gắn: ${whole.groups.bound}, chưa gắn: ${whole.groups.unbound}`,
    `Chờ duyệt: ${whole.pendingCount}`,
    ...whole.pending.map(({ code, title }) => `  ${code} – ${title}`),
    ...(more > 0 ? [`  … và ${more} tin nữa`] : []),
    'Tin đã gửi gần đây:',
    ...whole.sent.map(
      ({ code, title, state }) =>
        `  ${code} – ${title} (${stateNow({ state, service: whole.service })})`,
    ),
    ...(whole.sent.length === 0 ? ['  (chưa có)'] : []),
  ]
  return lines.join('\n')
}
