import { sql } from 'kysely'
import type { ChatId, DeliveryId, PersonId } from '../domain/id.ts'
import type { Keyring } from '../domain/keyring.ts'
import { decodeAction, type Action } from '../messages/action.ts'
import type { Block, Button, Message } from '../messages/message.ts'
import { findMenu, replaceLabels } from './conversations.ts'
import type { ForgottenNames } from './erasure.ts'
import { nameKey, UNKNOWN_NAME } from './people.ts'
import { openMessage, sealMessage } from './sealed-message.ts'
import { SHOWS_OFFICIAL_WORDS } from './sending/end-cards.ts'
import { isAwaiting, isOpenInChat, isUnbegun, ofKnown } from './sending/delivery-conditions.ts'
import type { Store } from './store.ts'

/** Buttons that give a role to the person on them, or take it away. */
const NAMES_PEOPLE = /^(?:og-[a-z]+|o-rem|o-end)$/u

/** A name of so many words is somebody's whole name. */
const SURELY_WHOLE = 3

/** Chats in which members are named: those of officers, and groups. */
const namingChats = sql`(
  select c.id from post p join account a on a.person_id = p.person_id join chat c on c.account_id = a.id
    where p.valid_to is null and p.role <> 'member' and c.type = 'private'
  union select id from chat where type = 'group')`

/**
 * Takes names that have just been erased out of what others were shown or are still to be shown: the buttons that can be
 * typed in their chats, which keep their numbers, and messages that wait. What is about a notice or a question keeps its words,
 * which are official. What somebody else has in hand is left to them, so that nobody waits for one another.
 *
 * A button says whose name it bears. Elsewhere a name is left that somebody else bears too; and a short one, which may be a
 * word (“Xin”), outside of lists.
 */
export async function forgetShownNames(
  tx: Store,
  { names, people }: ForgottenNames,
): Promise<void> {
  const gone = [...new Set(names.map((name) => name.trim()))].filter(
    (name) => name.length > 1 && name !== UNKNOWN_NAME,
  )
  if (gone.length === 0) return
  const left = await withoutBorne(tx, gone)
  const theirs = await postsOf(tx, people)
  const cleanings: Cleanings = {
    isTheirs: ({ id, arg }) => [id, arg].some((one) => one !== undefined && theirs.has(one)),
    label: cleaning(gone),
    item: cleaning(left),
    text: cleaning(left.filter(isSurelyWhole)),
  }
  await cleanMenus(tx, cleanings)
  await cleanWaiting(tx, cleanings)
}

type Cleaning = (text: string) => string

interface Cleanings {
  /** Whether a button is about somebody whose name has gone. */
  readonly isTheirs: (action: Action) => boolean
  readonly label: Cleaning
  readonly item: Cleaning
  readonly text: Cleaning
}

function cleaning(names: readonly string[]): Cleaning {
  const patterns = names.map(asWholeWords)
  return (text) => patterns.reduce((rest, name) => rest.replaceAll(name, UNKNOWN_NAME), text)
}

/** The names that nobody has any more whom somebody may have been shown. */
async function withoutBorne(tx: Store, names: readonly string[]): Promise<string[]> {
  const keys = names.map((name) => nameKey(tx, name))
  const { rows } = await sql<{ name_enc: Uint8Array }>`
    select name_enc from person where name_key = any(${keys}::bytea[]) and erased_at is null`.execute(
    tx.db,
  )
  const borne = new Set(
    rows.map(({ name_enc: sealed }) => tx.keys.decrypt(sealed, 'person.name').trim()),
  )
  return names.filter((name) => !borne.has(name))
}

/** What a button about one of these people holds: them, or a post of theirs. */
async function postsOf(tx: Store, people: readonly PersonId[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    select id from post where person_id = any(${people}::uuid[])`.execute(tx.db)
  return new Set([...people, ...rows.map(({ id }) => id)])
}

function isSurelyWhole(name: string): boolean {
  return name.split(/\s+/u).length >= SURELY_WHOLE
}

/** A short one may be part of somebody else's: “Lan” is not meant by “Nguyễn Thị Lan”, nor by “Lan Anh”. */
function asWholeWords(name: string): RegExp {
  const words = name.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`)
  const [before, after] = isSurelyWhole(name)
    ? ['', '']
    : [String.raw`(?<!\p{Lu}\p{L}* )`, String.raw`(?! \p{Lu})`]
  return new RegExp(String.raw`(?<![\p{L}\p{N}])${before}${words}${after}(?![\p{L}\p{N}])`, 'gu')
}

async function cleanMenus(tx: Store, cleanings: Cleanings): Promise<void> {
  const { rows } = await sql<{ chat_id: ChatId }>`
    select m.chat_id from menu m where m.chat_id in ${namingChats} order by m.chat_id
    for update skip locked`.execute(tx.db)
  for (const { chat_id: chatId } of rows) {
    const entries = await findMenu(tx, chatId)
    const labels = entries.map((entry) => cleanLabel(tx.keys, entry, cleanings))
    if (labels.some((label, place) => label !== entries[place]?.label))
      await replaceLabels(tx, chatId, entries, labels)
  }
}

/** One of which a call was made is not changed: a part of it may be out. Each of the two has an index of its own. */
async function cleanWaiting(tx: Store, cleanings: Cleanings): Promise<void> {
  const isWaiting = ofKnown(sql`d.state in ('planned', 'waiting-for-contact') and ${isUnbegun}`)
  const { rows } = await sql<{ id: DeliveryId; message_enc: Uint8Array }>`
    select d.id, d.message_enc from delivery d
    where d.id = any(array(
        select d.id from delivery d
          where d.chat_id in ${namingChats} and ${isOpenInChat(sql`d`)} and d.state = 'planned'
        union all select d.id from delivery d
          where d.chat_id in ${namingChats} and ${isAwaiting}))
      and d.purpose in ('answer', 'card') and d.message_enc is not null
      and coalesce(d.subject_kind, '') <> all(${SHOWS_OFFICIAL_WORDS}) and ${isWaiting}
    order by d.id for update skip locked`.execute(tx.db)
  for (const { id, message_enc: sealed } of rows) {
    const message = openMessage(tx.keys, sealed)
    const changed = cleanMessage(tx.keys, message, cleanings)
    if (JSON.stringify(changed) === JSON.stringify(message)) continue
    await sql`update delivery set message_enc = ${sealMessage(tx.keys, changed)}, edition = edition + 1
      where id = ${id}`.execute(tx.db)
  }
}

/** Whoever calls themselves “Duyệt” must not, by being erased, take that word from what officers can type. */
function cleanLabel(keys: Keyring, { label, action }: Button, cleanings: Cleanings): string {
  const read = action === undefined ? null : decodeAction(keys, action)
  const isMeant = read !== null && NAMES_PEOPLE.test(read.verb) && cleanings.isTheirs(read)
  return isMeant ? cleanings.label(label) : label
}

function cleanMessage(keys: Keyring, message: Message, cleanings: Cleanings): Message {
  return {
    ...message,
    blocks: message.blocks.map((block) => cleanBlock(block, cleanings)),
    ...(message.buttons && {
      buttons: message.buttons.map((row) =>
        row.map((button) => ({ ...button, label: cleanLabel(keys, button, cleanings) })),
      ),
    }),
  }
}

function cleanBlock(block: Block, { item, text }: Cleanings): Block {
  switch (block.kind) {
    case 'quote':
      return block
    case 'field':
      return { ...block, value: text(block.value) }
    case 'list':
      return block.commands ? block : { ...block, items: block.items.map(item) }
    case 'title':
    case 'text':
    case 'note':
      return { ...block, text: text(block.text) }
  }
}
