import { recallRead, rememberRead } from './memory.js'
import { zaloOnly } from './zalo-only.js'

/** What the page knows, and who wants to hear of changes. One store serves all phones. */
export function createStore() {
  const people = new Map()
  const chats = new Map()
  const bots = new Map()
  const messages = new Map()
  const read = recallRead()
  /** Groups that people left while the page was open: they stay on the phone, to join again. */
  const left = new Map()
  const listeners = new Set()

  function tell(change) {
    for (const listener of listeners) listener(change)
  }

  function threadOf(chatId) {
    if (!messages.has(chatId)) messages.set(chatId, new Map())
    return messages.get(chatId)
  }

  return {
    setState(state) {
      noteLeavers(left, chats, state.chats ?? [])
      people.clear()
      chats.clear()
      for (const bot of state.platforms ?? []) bots.set(bot.platform, bot)
      for (const person of state.people ?? []) people.set(person.id, person)
      for (const chat of state.chats ?? []) chats.set(chat.chatId, chat)
      tell({ kind: 'state' })
    },

    putMessages(chatId, list) {
      const thread = threadOf(chatId)
      for (const message of list) thread.set(message.key, message)
      forgetReadOfAnotherRun(read, chatId, lastSeq(thread))
      tell({ kind: 'messages', chatId })
    },

    dropMessage(chatId, key) {
      const message = threadOf(chatId).get(key)
      if (message !== undefined) threadOf(chatId).set(key, { ...message, deleted: true })
      tell({ kind: 'messages', chatId })
    },

    /** `typing` is passed on and not kept. */
    tellTyping(chatId) {
      tell({ kind: 'typing', chatId })
    },

    subscribe(listener) {
      listeners.add(listener)
    },

    people: () => [...people.values()].filter(hasPhoneHere),
    person: (personId) => people.get(personId),
    chat: (chatId) => chats.get(chatId),
    bot: (platform) => bots.get(platform),
    message: (chatId, key) => messages.get(chatId)?.get(key),
    messagesOf: (chatId) => [...threadOf(chatId).values()].sort((a, b) => a.seq - b.seq),

    /** Groups and private chats of a person; a bot not yet written to is there with `started: false`. */
    chatsOf(personId) {
      const person = people.get(personId)
      if (person === undefined) return []
      const own = privateChatsOf(person, chats)
      const groups = [...chats.values()].filter(
        (chat) => chat.kind !== 'private' && isOrWasMember(chat, personId, left),
      )
      return [...own, ...groups].filter(({ platform }) => isShown(platform))
    },

    unreadOf(personId, chatId) {
      const seen = read.get(`${personId} ${chatId}`) ?? 0
      let count = 0
      for (const message of threadOf(chatId).values()) {
        if (message.seq > seen && message.from?.personId !== personId && !message.deleted) count++
      }
      return count
    },

    markRead(personId, chatId) {
      const key = `${personId} ${chatId}`
      const seq = lastSeq(threadOf(chatId))
      if ((read.get(key) ?? 0) >= seq) return
      read.set(key, seq)
      rememberRead(read)
      tell({ kind: 'read', chatId })
    },
  }
}

function isShown(platform) {
  return !zaloOnly || platform !== 'telegram'
}

function hasPhoneHere({ accounts }) {
  return Object.keys(accounts ?? {}).some(isShown)
}

function isOrWasMember(chat, personId, left) {
  return chat.members.includes(personId) || left.get(chat.chatId)?.has(personId) === true
}

function noteLeavers(left, before, now) {
  for (const { chatId, members } of now) {
    const gone = (before.get(chatId)?.members ?? []).filter((id) => !members.includes(id))
    if (gone.length > 0) left.set(chatId, new Set([...(left.get(chatId) ?? []), ...gone]))
  }
}

function privateChatsOf(person, chats) {
  return Object.entries(person.accounts ?? {}).map(([platform, externalId]) => {
    const chatId = `${platform}:${externalId}`
    const chat = chats.get(chatId)
    if (chat !== undefined) return { started: true, ...chat }
    const kind = 'private'
    return { chatId, platform, externalId, kind, members: [person.id], started: false }
  })
}

function lastSeq(thread) {
  let last = 0
  for (const message of thread.values()) last = Math.max(last, message.seq)
  return last
}

/** A demo that was begun anew counts from one again; what was read in the old one says nothing. */
function forgetReadOfAnotherRun(read, chatId, last) {
  for (const [key, seq] of read) if (key.endsWith(` ${chatId}`) && seq > last) read.delete(key)
}
