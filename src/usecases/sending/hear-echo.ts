import type { Channel } from '../../channels/channel.ts'
import type { Settings } from '../../deps.ts'
import type { BroadcastId } from '../../domain/id.ts'
import type { Chat } from '../../storage/chats.ts'
import {
  continueEchoed,
  endEchoed,
  findDoubtfulParts,
  isKnown,
  noteEcho,
  type DoubtfulPart,
  type Echo,
} from '../../storage/sending/echoes.ts'
import type { Store } from '../../storage/store.ts'
import { noticeOf } from '../broadcast-texts.ts'
import { linkFiles } from '../link-files.ts'
import { createStepsOf, leftOf, stepsByWords } from './steps-of.ts'

/** How the platform shows a message: with its words, or by somebody who has pressed a button of it. */
export type ShownMessage = Echo & ({ readonly text: string } | { readonly action: string })

export type EchoHeard =
  /** Nothing of ours like this was in doubt here. */
  | { readonly kind: 'nothing' }
  /** The call is still out; when it ends without an answer, this is the answer. */
  | { readonly kind: 'noted' }
  /** What was in doubt has arrived. `goesOn`: parts to come are due now. */
  | {
      readonly kind: 'arrived'
      readonly broadcastId: BroadcastId | null
      readonly goesOn: boolean
    }

interface EchoRules {
  readonly now: Date
  readonly settings: Pick<Settings, 'publicUrl' | 'timeZone'>
}

/**
 * The platform shows a message of ours in its chat: Zalo OA tells its words, by webhook and in its history; where there are
 * buttons, whoever presses one has it before their eyes. Where it is not known whether a part with just this text, or with
 * this button under it, arrived, now it is. Each echo is that of one part; whoever comes second, the echo or the end of the
 * call, finds the other:
 *
 * - Its call is still out: the delivery keeps the id, and a call that ends without an answer, or whose process dies, counts
 *   as answered.
 * - Its call has ended without an answer: the attempt is corrected. Then all parts are out (`endEchoed`), or those to come
 *   are due now (`continueEchoed`).
 * - A second try of it is out: the echo is taken for that one's, and the first keeps its doubt.
 *
 * Files are never recognised.
 */
export async function hearEcho(
  tx: Store,
  channel: Channel,
  chat: Pick<Chat, 'id' | 'type'>,
  echo: ShownMessage,
  { now, settings }: EchoRules,
): Promise<EchoHeard> {
  if (await saysNothing(tx, chat, echo)) return { kind: 'nothing' }
  const alike: Shown[] = []
  for (const part of await findDoubtfulParts(tx, chat.id, echo)) {
    const shown = await showPart(tx, channel, chat, part, settings)
    if (shown && isMeantBy(echo, shown)) alike.push(shown)
  }
  const shown = chooseByTime(alike, echo.at)
  if (!shown) return { kind: 'nothing' }
  const { part } = shown
  await noteEcho(tx, part, echo)
  if (part.isAnyPartOut) return { kind: 'noted' }
  const { broadcastId } = part
  if (shown.isWhole) {
    await endEchoed(tx, part.deliveryId, now)
    return { kind: 'arrived', broadcastId, goesOn: false }
  }
  return { kind: 'arrived', broadcastId, goesOn: await continueEchoed(tx, part, now) }
}

/** It has no words, or its message is known, as is that of nearly every press: nothing is locked for it. */
async function saysNothing(
  tx: Store,
  { id }: Pick<Chat, 'id'>,
  echo: ShownMessage,
): Promise<boolean> {
  return 'text' in echo ? comparable(echo.text) === '' : isKnown(tx, id, echo.messageId)
}

function isMeantBy(echo: ShownMessage, { part, texts, actions }: Shown): boolean {
  if ('text' in echo) return texts.includes(comparable(echo.text))
  // What was pressed may be what it said before, and the new words are still to be read.
  return !part.isReplaced && actions.includes(echo.action)
}

/** A part in doubt with the words that it may have been sent as. */
interface Shown {
  readonly part: DoubtfulPart
  readonly texts: readonly string[]
  /** What the buttons under it mean. */
  readonly actions: readonly string[]
  /** With this part the whole message has arrived. */
  readonly isWhole: boolean
}

async function showPart(
  tx: Store,
  channel: Channel,
  { type }: Pick<Chat, 'type'>,
  part: DoubtfulPart,
  { publicUrl, timeZone }: EchoRules['settings'],
): Promise<Shown | null> {
  const { broadcastId, ordinal } = part
  const content = part.message ?? (broadcastId && (await noticeOf(tx, broadcastId)))
  if (!content) return null
  // With the links that it was sent with.
  const linked = linkFiles(
    content,
    { keys: tx.keys, publicUrl, timeZone },
    { purpose: part.purpose, now: part.since },
  )
  const steps = stepsByWords(
    createStepsOf(channel),
    { content, message: linked },
    { message: part.message, chat: { type } },
  )
  const step = steps[ordinal]
  if (step?.part.kind !== 'text') return null
  const one = step.part
  // A change that goes as a message of its own leaves the files out.
  const isWhole = leftOf(steps, [...part.arrived, step]).every(
    ({ part: { kind } }) => part.isEdit && kind === 'file',
  )
  const texts = [one.preview, one.withChoices ?? one.preview].map(comparable)
  // Under the last words, as `asEdits` takes it too.
  const isLast = steps.findLastIndex(({ part: { kind } }) => kind === 'text') === ordinal
  const buttons = isLast ? (content.buttons ?? []).flat() : []
  return { part, texts, actions: buttons.flatMap(({ action }) => action ?? []), isWhole }
}

/**
 * Of several alike the one that was called last before the echo; else, clocks being apart, the first. None of them where
 * there is no time to tell them apart by; then the only one is not meant either that may have been like others which were
 * forgotten, because a platform is silent about the time of old messages.
 */
function chooseByTime(alike: readonly Shown[], at: Date | null): Shown | undefined {
  if (!at) return alike.length === 1 ? alike.find(({ part }) => !part.traceless) : undefined
  const byTime = alike.toSorted((a, b) => a.part.since.getTime() - b.part.since.getTime())
  return byTime.findLast(({ part }) => part.since <= at) ?? byTime[0]
}

/** What platforms add to a text or take from it shows as nothing; the words stay. */
function comparable(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\u200B\u2060\uFEFF]/gu, '')
    .replace(/\s+/gu, ' ')
    .trim()
}
