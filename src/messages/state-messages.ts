import type { Platform } from '../domain/platform.ts'
import { readReason } from '../domain/reason.ts'
import type { Texts } from '../i18n/vi.ts'
import type { Block, Message } from './message.ts'
import type { StandingLine } from './standing-messages.ts'

export interface StateView {
  readonly channels: readonly {
    readonly platform: Platform
    readonly name: string
    /** Whether the platform has said who the bot is since the service started. */
    readonly isOpen: boolean
    readonly stoppedReason: string | null
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
}

/** The state of every bot and of what waits, in a few lines. */
export function stateMessage(view: StateView, texts: Texts): Message {
  const { state } = texts
  return {
    blocks: [
      { kind: 'title', text: state.title },
      ...(view.channels.length === 0
        ? [{ kind: 'text' as const, text: state.noChannel }]
        : view.channels.flatMap((channel) => channelBlocks(channel, texts))),
      {
        kind: 'list',
        items: [
          state.groups({ count: view.groups }),
          ...(view.unboundGroups > 0 ? [state.unbound({ count: view.unboundGroups })] : []),
          ...(view.deadGroups > 0 ? [state.dead({ count: view.deadGroups })] : []),
          view.oldestMinutes === null
            ? state.inboxEmpty
            : state.inboxWaiting({ minutes: view.oldestMinutes }),
          ...(view.failedUpdates > 0 ? [state.inboxFailed({ count: view.failedUpdates })] : []),
        ],
      },
    ],
  }
}

function channelBlocks(channel: StateView['channels'][number], texts: Texts): Block[] {
  const { state } = texts
  const { stoppedReason, isOpen, lastCall, waiting, sent, failed, unknown } = channel
  const said = channel.standing
  const standing = stoppedReason
    ? `⛔ ${state.stopped({ why: texts.reason[readReason(stoppedReason)] })}`
    : isOpen
      ? `✅ ${state.works}`
      : `⚠️ ${state.notOpen}`
  const call =
    lastCall &&
    (lastCall.isGood ? state.lastGood({ at: lastCall.at }) : state.lastBad({ at: lastCall.at }))
  return [
    {
      kind: 'field',
      name: `${texts.platform[channel.platform]} ${channel.name}`.trim(),
      value: standing,
    },
    {
      kind: 'list',
      items: [
        state.waiting({ count: waiting }),
        state.lastHour({ sent, failed, unknown }),
        ...(call ? [call] : []),
        ...(said?.lines ?? []).map(({ text, isBad }) => (isBad ? `⚠️ ${text}` : text)),
        ...(said && said.lines.length > 0 ? [texts.standing.asked({ at: said.at })] : []),
      ],
    },
  ]
}
