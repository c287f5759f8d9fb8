import { lookOf, nameOf, platformLabel, serviceText, titleOf } from './chat-names.js'
import { el } from './dom.js'
import { colourOf, initialsOfPerson, initialsOfTitle, timeOf } from './format.js'
import { snippetOf } from './message-view.js'
import { t } from './texts.js'

/** The first screen of a phone: every chat with its last words and how many are unread. */
export function chatList({ store, personId, onOpen }) {
  const chats = store.chatsOf(personId)
  if (chats.length === 0) return el('p', { class: 'empty-list', text: t.noChats })
  const rows = chats
    .map((chat) => ({ chat, last: store.messagesOf(chat.chatId).at(-1) }))
    .sort((a, b) => (b.last?.at ?? 0) - (a.last?.at ?? 0))
  return el(
    'ul',
    { class: 'chat-list' },
    rows.map((row) => el('li', {}, chatRow(row, { store, personId, onOpen }))),
  )
}

function chatRow({ chat, last }, { store, personId, onOpen }) {
  const title = titleOf(chat, store)
  const unread = store.unreadOf(personId, chat.chatId)
  return el(
    'button',
    {
      type: 'button',
      class: 'chat-row',
      'data-chat': chat.chatId,
      onclick: () => onOpen(chat.chatId),
    },
    avatar(title, chat),
    el(
      'span',
      { class: 'chat-words' },
      el('span', { class: 'chat-title', text: title }),
      el('span', { class: 'chat-last', text: lastWords(last, { chat, store, personId }) }),
      el('span', { class: 'chat-platform', text: platformLabel(chat) }),
    ),
    el(
      'span',
      { class: 'chat-side' },
      el('time', { text: last === undefined ? '' : timeOf(last.at) }),
      unreadBadge(unread),
    ),
  )
}

export function avatar(title, chat) {
  const kind = chat.kind === 'private' ? lookOf(chat.platform) : colourOf(title)
  return circle(kind, initialsOfTitle(title))
}

export function personAvatar(name) {
  return circle(colourOf(name), initialsOfPerson(name))
}

function circle(kind, text) {
  return el('span', { class: `avatar ${kind}`, 'aria-hidden': 'true', text })
}

export function unreadBadge(count) {
  if (count === 0) return null
  return el('span', { class: 'badge', 'aria-label': t.unread(count), text: String(count) })
}

function lastWords(last, { chat, store, personId }) {
  if (chat.started === false) return t.notStarted
  if (last === undefined) return ''
  if (last.service) return serviceText(last, nameOf(last.from, chat, store))
  if (last.deleted) return t.deleted
  const mine = last.from?.personId === personId
  const who = mine ? t.you : chat.kind === 'private' ? '' : nameOf(last.from, chat, store)
  return who === '' ? snippetOf(last) : `${who}: ${snippetOf(last)}`
}
