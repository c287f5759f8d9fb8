import type { ChatId, DeliveryId } from '../domain/id.ts'
import { foldKey } from '../domain/text/fold-key.ts'
import { withoutCourtesy } from '../domain/text/without-courtesy.ts'
import type { Message } from '../messages/message.ts'
import { hasConversation, lockMenu, saveMenu, type MenuEntry } from '../storage/conversations.ts'
import { latestNoticeIn } from '../storage/notices-in-chat.ts'
import { planMessage, type PlannedMessage } from '../storage/sending/plan-message.ts'
import type { Store } from '../storage/store.ts'

/** How long somebody may read what was shown before a number that they type may mean something newer. */
const READ_MS = 5 * 60_000
/** Messages that came unasked whose choices are kept beside a menu. */
const ASIDE_MAX = 5
/** Of a print, so that no two words that people type are alike in it. */
const PRINT_CHARS = 12

interface Shown {
  readonly chatId: ChatId
  readonly message: Message
  /** Under which the message stands in the ledger. */
  readonly delivery: DeliveryId
  readonly traceless?: boolean
  /** What was typed to get it; absent: nothing was, or by somebody who asks the office. */
  readonly words?: string
}

/** Keeps the buttons of an answer as the choices that can be typed in its chat; none end the ones before. */
export async function rememberMenu(
  tx: Store,
  { chatId, message, delivery, traceless = false, words }: Shown,
  now: Date,
): Promise<void> {
  const before = (await lockMenu(tx, chatId))?.entries ?? []
  const answered = words === undefined ? {} : { after: printOfWords(tx, words) }
  // A list that is shown anew, with one more tick, has the same meanings as when somebody typed several numbers in a row.
  const entries = entriesOf(message, delivery, now).map((entry, place) => {
    const { action, isAside, at, after } = before[place] ?? {}
    if (isAside || action !== entry.action || at === undefined) return { ...entry, ...answered }
    return { ...entry, at, ...(after !== undefined && { after }) }
  })
  // What is shown anew is no longer beside anything.
  const aside = before.filter((entry) => entry.isAside && entry.delivery !== delivery)
  await saveMenu(tx, chatId, [...entries, ...aside], traceless ? null : now)
}

/**
 * Keeps the choices above a question that is answered in words, without their numbers: who types the label of a button that
 * stands there means the button. What `isLeftOut` says is forgotten.
 */
export async function keepWordsOfMenu(
  tx: Store,
  { chatId, traceless = false }: Pick<Shown, 'chatId' | 'traceless'>,
  isLeftOut: (entry: MenuEntry) => boolean,
  now: Date,
): Promise<void> {
  const before = (await lockMenu(tx, chatId))?.entries ?? []
  const entries = before
    .filter((entry) => entry.isAside || !isLeftOut(entry))
    .map((entry) => (entry.isAside ? entry : { ...entry, isAbove: true as const }))
  await saveMenu(tx, chatId, entries, traceless ? null : now)
}

/**
 * Plans a message that nobody in the chat has asked for. In the middle of a conversation, or while something that came a
 * moment ago is to be chosen or acknowledged, what is typed answers that: a number must not approve what has just come in.
 * Its choices are then kept beside, for a reply to it.
 */
export async function offerMessage(
  tx: Store,
  planned: PlannedMessage,
  now: Date,
): Promise<DeliveryId> {
  const { chatId, message } = planned
  if (!message.buttons) return planMessage(tx, planned)
  const menu = await lockMenu(tx, chatId)
  const isFresh = (at: Date): boolean => now.getTime() - at.getTime() < READ_MS
  const isChosenFrom =
    menu !== undefined && menu.entries.some(({ isAside }) => !isAside) && isFresh(menu.shownAt)
  const isOpen = isChosenFrom || (await hasConversation(tx, chatId))
  // A notice has numbers of its own, and no menu.
  const notice = isOpen ? null : await latestNoticeIn(tx, chatId, null)
  if (!isOpen && !(notice && isFresh(notice.at))) {
    const delivery = await planMessage(tx, planned)
    await rememberMenu(tx, { chatId, message, delivery }, now)
    return delivery
  }
  const delivery = await planMessage(tx, { ...planned, message: { ...message, inReply: true } })
  const added = entriesOf(message, delivery, now).map((entry) => ({
    ...entry,
    isAside: true as const,
  }))
  // What was shown before the notice is done with: its “duyệt” must not be taken for that of the card.
  const before = (menu?.entries ?? []).filter(({ isAside }) => isOpen || isAside)
  // Nothing was shown that could be chosen by its number, so the moment stays.
  await saveMenu(tx, chatId, newestAside([...before, ...added]), menu?.shownAt ?? new Date(0))
  return delivery
}

/** By what words are known again that may not be kept; with courtesy (“duyệt ạ”) they are the same. */
export function printOfWords({ keys }: Pick<Store, 'keys'>, words: string): string {
  return keys.sign(`typed ${foldKey(withoutCourtesy(words))}`, PRINT_CHARS)
}

function entriesOf({ buttons }: Message, delivery: DeliveryId, now: Date): MenuEntry[] {
  return (buttons ?? [])
    .flat()
    .flatMap(({ label, name, action }) =>
      action ? [{ label, ...(name && { name }), action, delivery, at: now.getTime() }] : [],
    )
}

function newestAside(entries: readonly MenuEntry[]): readonly MenuEntry[] {
  const aside = entries.flatMap(({ isAside, delivery }) => (isAside ? [delivery] : []))
  const kept = new Set([...new Set(aside)].slice(-ASIDE_MAX))
  return entries.filter(({ isAside, delivery }) => !isAside || kept.has(delivery))
}
