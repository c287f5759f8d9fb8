import { noticeCode, type Notice } from '../domain/notice.ts'
import type { CopiesToStop } from '../domain/copies-to-stop.ts'
import type { BroadcastState, DeliveryCounts, HoldReason } from '../domain/delivery.ts'
import { isFileUnfit } from '../domain/file-patience.ts'
import type { BroadcastId } from '../domain/id.ts'
import type { Platform } from '../domain/platform.ts'
import type { Reason } from '../domain/reason.ts'
import { RETRYABLE_COUNTED } from '../domain/retryable.ts'
import type { Texts } from '../i18n/vi.ts'
import type { Press } from './action.ts'
import { clip } from '../domain/text/clip.ts'
import { paragraph, type Block, type Button, type Message } from './message.ts'

const BAR_CELLS = 10

/** What a button adds under a question: what comes of it is said in place of that. */
export const ASKED = 'asked'

/** What a button adds that says, or stands under a question that says, that it is night. */
export const ANYWAY = 'anyway'

/** Where a broadcast stands, counted from the ledger. */
export interface BroadcastProgress {
  readonly broadcastId: BroadcastId
  readonly notice: Notice
  readonly state: BroadcastState
  readonly counts: DeliveryCounts
  readonly byPlatform: readonly { readonly platform: Platform; readonly counts: DeliveryCounts }[]
  /** The first of what failed, waits or is unclear. */
  readonly failures: readonly {
    readonly chat: string
    readonly why: Reason
    /** It goes out by itself once that is over. */
    readonly waits: boolean
    /** It may have arrived. */
    readonly isUnclear: boolean
  }[]
  /** How many go out by themselves once that is over, of which `failures` names the first. */
  readonly heldUp: number
  /**
   * How many `Thử lại` would send once it has ended, each up to `RETRYABLE_COUNTED`: not who must write first, nor where no bot
   * is left to send.
   */
  readonly retryable: {
    readonly lost: number
    /** Those that may have arrived. */
    readonly unclear: number
  }
  /** Why it waits for somebody's word; null: nobody waits, or a person has paused it. */
  readonly heldFor: HoldReason | null
  /** Nothing of it has been written for anybody. */
  readonly isUndoable: boolean
  /** Some of its copies are written, and nobody knows how many there will be. */
  readonly isBeingWritten: boolean
  /** Copies a minute, and the seconds left at this rate; null while nothing moves. */
  readonly pace: { readonly perMinute: number; readonly etaSeconds: number } | null
  readonly acknowledged: number
  /** Of these: who has also said that they have understood. */
  readonly understood: number
  readonly expected: number
}

/** Once it has ended, who was erased meanwhile, or whose notice was withdrawn, is not to get it any more. */
function totalOf(counts: DeliveryCounts, state: BroadcastState): number {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0)
  return state === 'finished' ? all - counts.cancelled : all
}

/** The message that follows a broadcast while it goes on, and the card at its end. */
export function progressMessage(progress: BroadcastProgress, texts: Texts, press: Press): Message {
  return {
    blocks: [
      ...progressBlocks(progress, texts),
      ...paragraph('text', progress.expected > 0 && texts.report.total(progress)),
    ],
    buttons: progressButtons(progress, texts, press),
  }
}

/** How far it has come, how fast it goes, and what fails or waits. */
export function progressBlocks(progress: BroadcastProgress, texts: Texts): Block[] {
  const { pace, state } = progress
  const platforms = platformLines(progress, texts)
  return [
    ...barBlocks(progress, texts),
    ...(platforms.length > 0 ? [{ kind: 'list', items: platforms } satisfies Block] : []),
    ...paragraph('note', state === 'sending' && pace !== null && paceText(pace, texts)),
    ...failureBlocks(progress, texts),
  ]
}

/** The time left and the rate, as a sentence. */
export function paceText(
  { perMinute, etaSeconds }: NonNullable<BroadcastProgress['pace']>,
  texts: Texts,
): string {
  return texts.send.pace({
    perMinute,
    minutes: Math.floor(etaSeconds / 60),
    seconds: etaSeconds % 60,
  })
}

function platformLines(
  { byPlatform, state, isBeingWritten }: BroadcastProgress,
  texts: Texts,
): string[] {
  if (isBeingWritten) return []
  return byPlatform
    .map(({ platform, counts }) => ({ platform, sent: counts.sent, of: totalOf(counts, state) }))
    .filter(({ of }) => of > 0)
    .map(({ platform, sent, of }) => `${texts.platform[platform]}: ${sent}/${of}`)
}

/** How far it came, for the message that followed it, when the finished card has taken its place. */
export function lastProgress(progress: BroadcastProgress, texts: Texts): Message {
  return { blocks: barBlocks(progress, texts) }
}

function barBlocks(progress: BroadcastProgress, texts: Texts): Block[] {
  const { sent } = progress.counts
  const total = totalOf(progress.counts, progress.state)
  return [
    { kind: 'title', text: headline(progress, texts) },
    { kind: 'text', text: clip(progress.notice.title, 120) },
    ...paragraph('text', progress.heldFor && texts.send.pausedBecause[progress.heldFor]),
    ...paragraph('text', howFar()),
  ]

  function howFar(): string | false {
    if (total === 0) return progress.state === 'finished' && texts.send.noAudienceLeft
    if (progress.isBeingWritten) return texts.send.progressUnwritten({ sent })
    const percent = Math.floor((sent * 100) / total)
    return `${bar(percent)} ${texts.send.progressLine({ sent, total, percent })}`
  }
}

/** Shown for the seconds in which the sending can be undone, and until a later hour. */
export function startingMessage(
  input: {
    readonly notice: Notice
    readonly broadcastId: BroadcastId
    readonly text: string
    readonly canUndo: boolean
    /** How it is followed where this message cannot follow it. */
    readonly hint?: string
  },
  texts: Texts,
  press: Press,
): Message {
  return {
    blocks: [
      { kind: 'title', text: `⏳ ${noticeCode(input.notice.code)}` },
      { kind: 'text', text: input.text },
      { kind: 'text', text: clip(input.notice.title, 120) },
      ...paragraph('note', input.hint),
    ],
    ...(input.canUndo && {
      buttons: [
        [{ label: texts.button.undo, action: press({ verb: 'b-undo', id: input.broadcastId }) }],
      ],
    }),
  }
}

/** The question whether a broadcast that was held goes on. */
export function heldMessage(
  input: {
    readonly notice: Notice
    readonly broadcastId: BroadcastId
    /** Who had it sent, where others are asked in their place; null: the sender is asked. */
    readonly sender: string | null
    /** Why it was held, as a sentence. */
    readonly why: string
    /** Nothing of it has been written for anybody: it can be taken back as if it had never been. */
    readonly canUndo: boolean
    /** Who lets it go on chooses that it goes out in the quiet hours, and is told so here. */
    readonly isAtNight: boolean
  },
  texts: Texts,
  press: Press,
): Message {
  const id = input.broadcastId
  const goOn = press({ verb: 'b-res', id, ...(input.isAtNight && { arg: ANYWAY }) })
  return {
    blocks: [
      { kind: 'title', text: `⏸ ${texts.send.heldTitle({ code: noticeCode(input.notice.code) })}` },
      { kind: 'text', text: clip(input.notice.title, 120) },
      { kind: 'text', text: input.why },
      ...paragraph(
        'note',
        input.sender !== null && texts.send.heldForOther({ name: input.sender }),
      ),
      ...paragraph('note', input.isAtNight && texts.send.heldAtNight),
    ],
    buttons: [
      input.canUndo
        ? [
            { label: texts.button.sendAnyway, action: goOn },
            { label: texts.button.cancel, action: press({ verb: 'b-undo', id }) },
          ]
        : [
            { label: texts.button.resume, action: goOn },
            { label: texts.button.stop, action: press({ verb: 'b-stop', id }) },
          ],
    ],
  }
}

/** The question before a broadcast is ended for good; it is paused meanwhile, but where it had ended. */
export function stopQuestion(
  input: {
    readonly notice: Notice
    readonly broadcastId: BroadcastId
    readonly copies: CopiesToStop
    readonly hasEnded: boolean
  },
  texts: Texts,
  press: Press,
): Message {
  const id = input.broadcastId
  const { sent, underWay, unclear, left } = input.copies
  const isBegun = sent + underWay + unclear > 0
  const ask = input.hasEnded ? texts.send.askStopEnded : texts.send.askStop
  return {
    blocks: [
      { kind: 'title', text: `⏹ ${texts.send.stopTitle({ code: noticeCode(input.notice.code) })}` },
      { kind: 'text', text: clip(input.notice.title, 120) },
      {
        kind: 'text',
        text:
          left === null
            ? isBegun
              ? texts.send.askStopEarly({ sent })
              : texts.send.askStopUnbegun
            : ask({ sent, left }),
      },
      ...paragraph('text', underWay > 0 && texts.send.underWay({ count: underWay })),
    ],
    buttons: [
      [
        // Other words than those that asked: who types them twice because the answer is slow has not confirmed anything.
        { label: texts.button.stopForGood, action: press({ verb: 'b-end', id }) },
        { label: texts.button.goOn, action: press({ verb: 'b-res', id, arg: ASKED }) },
      ],
    ],
  }
}

/** What can be done with a broadcast that is on its way. */
export function steeringButtons(
  { id, isPaused }: { readonly id: BroadcastId; readonly isPaused: boolean },
  texts: Texts,
  press: Press,
): Button[][] {
  const move = isPaused
    ? { label: texts.button.resume, action: press({ verb: 'b-res', id }) }
    : { label: texts.button.pause, action: press({ verb: 'b-pause', id }) }
  return [[move, { label: texts.button.stop, action: press({ verb: 'b-stop', id }) }]]
}

function progressButtons(progress: BroadcastProgress, texts: Texts, press: Press): Button[][] {
  const id = progress.broadcastId
  const button = (label: string, verb: string): Button => ({ label, action: press({ verb, id }) })
  switch (progress.state) {
    case 'expanding':
    case 'sending':
      return steeringButtons({ id, isPaused: false }, texts, press)
    case 'paused':
      return progress.isUndoable
        ? [[button(texts.button.resume, 'b-res'), button(texts.button.undo, 'b-undo')]]
        : steeringButtons({ id, isPaused: true }, texts, press)
    case 'finished':
    case 'stopped': {
      const { lost, unclear } = progress.retryable
      // What somebody has stopped is not tried again.
      const failed = progress.state === 'stopped' ? 0 : lost + unclear
      const count = failed < RETRYABLE_COUNTED ? failed : `${RETRYABLE_COUNTED}+`
      return [
        [
          ...(failed > 0 ? [button(`${texts.button.retry} (${count})`, 'b-retry')] : []),
          button(texts.button.remind, 'b-rem'),
        ],
        [button(texts.button.report, 'b-rep'), button(texts.button.export, 'b-exp')],
      ]
    }
    case 'scheduled':
    case 'starting':
      return [[button(texts.button.undo, 'b-undo')]]
    case 'cancelled':
      return []
  }
}

function headline(progress: BroadcastProgress, texts: Texts): string {
  const { state, notice, counts } = progress
  const code = noticeCode(notice.code)
  const missed = totalOf(counts, state) - counts.sent
  switch (state) {
    case 'paused':
      return `⏸ ${texts.send.pausedTitle({ code })}`
    case 'stopped':
      return `⏹ ${texts.send.stoppedTitle({ code })}`
    case 'finished':
      if (missed > 0)
        return `⚠️ ${finishedWithout(texts, missed, counts.unknown)({ code, missed })}`
      // A tick at the top would be read as "they have it".
      return `${counts.sent > 0 ? '✅' : '⚠️'} ${texts.send.finishedTitle({ code })}`
    case 'cancelled':
      return texts.send.undone({ code })
    case 'scheduled':
    case 'starting':
    case 'expanding':
    case 'sending':
      return `📤 ${texts.send.progressTitle({ code })}`
  }
}

/** `unclear`: how many of the missed may have it. */
function finishedWithout({ send }: Texts, missed: number, unclear: number) {
  if (unclear === 0) return send.finishedWithout
  return unclear < missed ? send.finishedPartlyUnclear : send.finishedUnclear
}

/** What has gone wrong by what it means for whoever reads it, and at the end what to do. */
function failureBlocks(progress: BroadcastProgress, texts: Texts): Block[] {
  const { counts, failures, heldUp, retryable } = progress
  const failed = failures.filter(({ waits, isUnclear }) => !waits && !isUnclear)
  const unclear = failures.filter(({ isUnclear }) => isUnclear)
  const waiting = failures.filter(({ waits }) => waits)
  const lost = counts.unreachable + counts.rejected
  const leftByStop = progress.state === 'stopped' ? counts.cancelled : 0
  const hints =
    progress.state === 'finished'
      ? [
          ...(retryable.lost > 0 ? [texts.send.retryHint] : []),
          ...(retryable.unclear > 0 ? [texts.send.retryUnclear] : []),
          ...(failed.some(({ why }) => isFileUnfit(why)) ? [texts.send.otherFile] : []),
        ]
      : []
  return [
    ...reasonList({ title: `⚠️ ${texts.send.failed}`, count: lost }, failed, texts),
    ...reasonList({ title: `❓ ${texts.send.unclear}`, count: counts.unknown }, unclear, texts),
    ...reasonList({ title: `⏳ ${texts.send.waiting}`, count: heldUp }, waiting, texts),
    ...paragraph('text', leftByStop > 0 && texts.send.leftByStop({ count: leftByStop })),
    ...hints.map((text): Block => ({ kind: 'note', text })),
  ]
}

/** How many places, the first of them with their reason, and how many more there are. */
function reasonList(
  { title, count }: { readonly title: string; readonly count: number },
  shown: BroadcastProgress['failures'],
  texts: Texts,
): Block[] {
  if (count === 0 && shown.length === 0) return []
  // The two were not counted in the same moment.
  const all = Math.max(count, shown.length)
  const items = [
    ...shown.map(({ chat, why }) => `${chat || texts.send.nameless}: ${texts.reason[why]}`),
    ...(all > shown.length ? [texts.send.morePlaces({ count: all - shown.length })] : []),
  ]
  const text = `${title} (${texts.send.places({ count: all })})`
  if (shown.length === 0) return [{ kind: 'text', text }]
  return [
    { kind: 'text', text: `${text}:` },
    { kind: 'list', items },
  ]
}

function bar(percent: number): string {
  const full = Math.round((percent / 100) * BAR_CELLS)
  return '▰'.repeat(full) + '▱'.repeat(BAR_CELLS - full)
}
