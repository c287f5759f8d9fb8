import { noticeCode } from '../domain/notice.ts'
import type { Platform } from '../domain/platform.ts'
import { readReason } from '../domain/reason.ts'
import type { Texts } from '../i18n/vi.ts'
import { accountName } from './account-name.ts'
import type { Block, Message } from './message.ts'
import type { StandingLine } from './standing-messages.ts'

const SHOWN_CODES = 10

export interface StateView {
  readonly channels: readonly {
    readonly platform: Platform
    readonly name: string
    /** Whether the platform has said who the bot is since the service started. */
    readonly isOpen: boolean
    readonly stoppedReason: string | null
    /** An operator has said that it is not used any more. */
    readonly isRetired: boolean
    readonly waiting: number
    readonly sent: number
    readonly failed: number
    readonly unknown: number
    readonly lastCall: { readonly at: string; readonly isGood: boolean } | null
    /** What the platform has said, when; null: not yet. */
    readonly standing: { readonly lines: readonly StandingLine[]; readonly at: string } | null
  }[]
  readonly groups: number
  readonly unboundGroups: number
  readonly deadGroups: number
  /** Minutes for which the oldest update has waited; null: none waits. */
  readonly oldestMinutes: number | null
  readonly failedUpdates: number
  /** Numbers of the notices whose sending waits for somebody's word. */
  readonly heldNotices: readonly number[]
}

/** The state of every bot and of what waits, in a few lines. */
export function stateMessage(view: StateView, texts: Texts): Message {
  const { state } = texts
  const told = toldTogether(view)
  return {
    blocks: [
      { kind: 'title', text: state.title },
      ...(view.channels.length === 0
        ? [{ kind: 'text' as const, text: state.noChannel }]
        : view.channels.flatMap((channel) => channelBlocks(channel, told, texts))),
      {
        kind: 'list',
        items: [
          state.groups({ count: view.groups }),
          ...(view.unboundGroups > 0 ? [state.unbound({ count: view.unboundGroups })] : []),
          ...(view.deadGroups > 0 ? [state.dead({ count: view.deadGroups })] : []),
          ...(view.heldNotices.length > 0 ? [`⚠️ ${state.held(heldWords(view.heldNotices))}`] : []),
          view.oldestMinutes === null
            ? state.inboxEmpty
            : state.inboxWaiting({ minutes: view.oldestMinutes }),
          ...(view.failedUpdates > 0 ? [state.inboxFailed({ count: view.failedUpdates })] : []),
          ...(told === null ? [] : [texts.standing.asked({ at: told })]),
        ],
        commands: true,
      },
    ],
  }
}

/** How many sendings wait for somebody's word, and the codes of the first. */
export function heldWords(numbers: readonly number[]): { count: number; codes: string } {
  const codes = numbers.slice(0, SHOWN_CODES).map((number) => noticeCode(number))
  const count = numbers.length
  return { count, codes: [...codes, ...(count > codes.length ? ['…'] : [])].join(', ') }
}

/** When all platforms have said how things stand, if that was at one time: then it is told once. */
function toldTogether({ channels }: StateView): string | null {
  const open = channels.filter(({ isOpen }) => isOpen)
  const times = new Set(open.map(({ standing }) => standing?.at ?? null))
  const [at] = times
  return open.length > 1 && times.size === 1 ? (at ?? null) : null
}

/** What went well, and what did not only where there was something. */
function lastHour(
  { sent, failed, unknown }: { sent: number; failed: number; unknown: number },
  { state }: Texts,
): string {
  const parts = [
    ...(sent > 0 ? [state.hourSent({ count: sent })] : []),
    ...(failed > 0 ? [state.hourFailed({ count: failed })] : []),
    ...(unknown > 0 ? [state.hourUnknown({ count: unknown })] : []),
  ]
  return state.lastHour({ parts: parts.length > 0 ? parts.join(', ') : state.hourIdle })
}

function channelBlocks(
  channel: StateView['channels'][number],
  told: string | null,
  texts: Texts,
): Block[] {
  const { state } = texts
  const { stoppedReason, isOpen, lastCall, waiting, sent, failed, unknown } = channel
  // A bot that is not open is asked nothing any more: what its platform said last would be read as being so now.
  const said = isOpen ? channel.standing : null
  const standing = stoppedReason
    ? `⛔ ${state.stopped({ why: texts.reason[readReason(stoppedReason)] })}`
    : isOpen
      ? `✅ ${state.works}`
      : channel.isRetired
        ? state.retired
        : `⚠️ ${state.notOpen}`
  const call =
    lastCall &&
    (lastCall.isGood ? state.lastGood({ at: lastCall.at }) : state.lastBad({ at: lastCall.at }))
  return [
    {
      kind: 'field',
      name: accountName(channel, texts),
      value: standing,
    },
    {
      kind: 'list',
      items: [
        state.waiting({ count: waiting }),
        lastHour({ sent, failed, unknown }, texts),
        ...(call ? [call] : []),
        ...(said?.lines ?? []).map(({ text, isBad }) => (isBad ? `⚠️ ${text}` : text)),
        ...(said && said.lines.length > 0 && told === null
          ? [texts.standing.asked({ at: said.at })]
          : []),
      ],
    },
  ]
}
