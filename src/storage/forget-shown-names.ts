import { sql } from 'kysely'
import type { ChatId, DeliveryId } from '../domain/id.ts'
import type { Keyring } from '../domain/keyring.ts'
import { decodeAction } from '../messages/action.ts'
import type { Block, Button, Message } from '../messages/message.ts'
import { findMenu, replaceLabels } from './conversations.ts'
import { UNKNOWN_NAME } from './people.ts'
import { openMessage, sealMessage } from './sealed-message.ts'
import { SHOWS_OFFICIAL_WORDS } from './sending/end-cards.ts'
import { isAwaiting, isOpenInChat, isUnbegun } from './sending/delivery-conditions.ts'
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
 */
export async function forgetShownNames(tx: Store, names: readonly string[]): Promise<void> {
  const known = names.map((name) => name.trim()).filter((name) => name.length > 1)
  const gone = known.filter((name) => name !== UNKNOWN_NAME).map(asWholeWords)
  if (gone.length === 0) return
  const cleaned = (text: string) =>
    gone.reduce((rest, name) => rest.replaceAll(name, UNKNOWN_NAME), text)
  await cleanMenus(tx, cleaned)
  await cleanWaiting(tx, cleaned)
}

/** A short one may be part of somebody else's: “Lan” is not meant by “Nguyễn Thị Lan”, nor by “Lan Anh”. */
function asWholeWords(name: string): RegExp {
  const words = name.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`)
  const isShort = name.split(/\s+/u).length < SURELY_WHOLE
  const [before, after] = isShort
    ? [String.raw`(?<!\p{Lu}\p{L}* )`, String.raw`(?! \p{Lu})`]
    : ['', '']
  return new RegExp(String.raw`(?<![\p{L}\p{N}])${before}${words}${after}(?![\p{L}\p{N}])`, 'gu')
}

async function cleanMenus(tx: Store, cleaned: (text: string) => string): Promise<void> {
  const { rows } = await sql<{ chat_id: ChatId }>`
    select m.chat_id from menu m where m.chat_id in ${namingChats} order by m.chat_id
    for update skip locked`.execute(tx.db)
  for (const { chat_id: chatId } of rows) {
    const entries = await findMenu(tx, chatId)
    const labels = entries.map((entry) => cleanLabel(tx.keys, entry, cleaned))
    if (labels.some((label, place) => label !== entries[place]?.label))
      await replaceLabels(tx, chatId, entries, labels)
  }
}

/** One of which a call was made is not changed: a part of it may be out. */
async function cleanWaiting(tx: Store, cleaned: (text: string) => string): Promise<void> {
  const { rows } = await sql<{ id: DeliveryId; message_enc: Uint8Array }>`
    select d.id, d.message_enc from delivery d
    where d.chat_id in ${namingChats} and d.purpose in ('answer', 'card') and d.message_enc is not null
      and coalesce(d.subject_kind, '') <> all(${SHOWS_OFFICIAL_WORDS as string[]})
      and ((${isOpenInChat(sql`d`)} and d.state = 'planned') or ${isAwaiting}) and ${isUnbegun}
    order by d.id for update skip locked`.execute(tx.db)
  for (const { id, message_enc: sealed } of rows) {
    const message = openMessage(tx.keys, sealed)
    const changed = cleanMessage(tx.keys, message, cleaned)
    if (JSON.stringify(changed) === JSON.stringify(message)) continue
    await sql`update delivery set message_enc = ${sealMessage(tx.keys, changed)}, edition = edition + 1
      where id = ${id}`.execute(tx.db)
  }
}

/** Whoever calls themselves “Duyệt” must not, by being erased, take that word from what officers can type. */
function cleanLabel(
  keys: Keyring,
  { label, action }: Button,
  cleaned: (text: string) => string,
): string {
  const verb = action === undefined ? undefined : decodeAction(keys, action)?.verb
  return verb !== undefined && NAMES_PEOPLE.test(verb) ? cleaned(label) : label
}

function cleanMessage(keys: Keyring, message: Message, cleaned: (text: string) => string): Message {
  return {
    ...message,
    blocks: message.blocks.map((block) => cleanBlock(block, cleaned)),
    ...(message.buttons && {
      buttons: message.buttons.map((row) =>
        row.map((button) => ({ ...button, label: cleanLabel(keys, button, cleaned) })),
      ),
    }),
  }
}

function cleanBlock(block: Block, cleaned: (text: string) => string): Block {
  switch (block.kind) {
    case 'quote':
      return block
    case 'field':
      return { ...block, value: cleaned(block.value) }
    case 'list':
      return { ...block, items: block.items.map(cleaned) }
    case 'title':
    case 'text':
    case 'note':
      return { ...block, text: cleaned(block.text) }
  }
}
