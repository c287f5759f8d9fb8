import { chatMenu } from './chat-menu.js'
import { avatar, unreadBadge } from './chat-list.js'
import { mentionOf, nameOf, platformLabel, titleOf } from './chat-names.js'
import { createComposer } from './composer.js'
import { el, icon } from './dom.js'
import { placeOf } from './start-link.js'
import { createThread } from './thread-view.js'
import { t } from './texts.js'

const TYPING_MS = 5_000

/**
 * One open chat. `acts` = `{send, press, followLink, startBot, changeMembership, close, say}` are what the holder of
 * the phone can do; the view itself knows no network.
 */
export function createChatView({ store, personId, chatId, acts }) {
  const chat = findChat(store, personId, chatId)
  const subtitle = el('span', { class: 'chat-subtitle' })
  const backCount = el('span', { class: 'back-count' })
  const menuPlace = el('div', { class: 'menu-place' })
  const foot = el('div', { class: 'foot' })
  const composer = createComposer({
    label: t.write,
    placeholder:
      chat.platform === 'zalo-bot' && chat.kind !== 'private' ? t.writeInBotGroup : t.write,
    mention: mentionOf(chat, store),
    onSend: send,
    onRefused: acts.say,
  })
  const context = {
    personId,
    chat,
    nameOf: (from) => nameOf(from, chat, store),
    messageAt: (key) => store.message(chatId, key),
    onPress: press,
    onReply: composer.setReply,
    placeOf: (address) => placeOf(address, store.bot('telegram')),
    onLink: acts.followLink,
    onCommand: (command) => void send({ text: command, file: null }),
  }
  const thread = createThread(context, () => markReadWhenSeen())
  thread.log.setAttribute('aria-label', titleOf(chat, store))
  const node = el(
    'div',
    { class: 'chat' },
    header(chat, { store, subtitle, backCount, menuPlace, onBack: acts.close }),
    thread.node,
    foot,
  )
  let typingTimer

  function send(message) {
    thread.awaitAnswer()
    return acts.send(chat, message)
  }

  function press(message, button, place) {
    thread.awaitAnswer()
    return acts.press(chat, message, { button, place })
  }

  function showSubtitle(words) {
    subtitle.textContent = words ?? subtitleOf(findChat(store, personId, chatId))
  }

  function showFoot() {
    const now = findChat(store, personId, chatId)
    const wanted = footFor(now, personId, { composer, acts })
    if (foot.firstChild !== wanted) foot.replaceChildren(wanted)
    menuPlace.replaceChildren(
      ...(now.started === false
        ? []
        : [chatMenu(now, personId, (action) => acts.changeMembership(now, action))]),
    )
  }

  function showBackCount() {
    const others = store
      .chatsOf(personId)
      .filter((other) => other.chatId !== chatId)
      .reduce((sum, other) => sum + store.unreadOf(personId, other.chatId), 0)
    const badge = unreadBadge(others)
    backCount.replaceChildren(...(badge === null ? [] : [badge]))
  }

  function markReadWhenSeen() {
    const seen = node.offsetParent !== null && document.visibilityState === 'visible'
    if (seen && thread.atBottom()) store.markRead(personId, chatId)
  }

  return {
    node,
    chatId,
    composer,
    log: thread.log,
    showAll() {
      showSubtitle()
      showFoot()
      showBackCount()
      thread.show(store.messagesOf(chatId))
      markReadWhenSeen()
    },
    showMessages() {
      clearTimeout(typingTimer)
      showSubtitle()
      thread.show(store.messagesOf(chatId))
      markReadWhenSeen()
    },
    showBackCount,
    markReadWhenSeen,
    showTyping() {
      showSubtitle(t.typing)
      clearTimeout(typingTimer)
      typingTimer = setTimeout(() => showSubtitle(), TYPING_MS)
    },
  }
}

function findChat(store, personId, chatId) {
  const own = store.chatsOf(personId).find((chat) => chat.chatId === chatId)
  return own ?? store.chat(chatId)
}

function header(chat, { store, subtitle, backCount, menuPlace, onBack }) {
  const title = titleOf(chat, store)
  return el(
    'header',
    { class: 'chat-head' },
    el(
      'button',
      {
        type: 'button',
        class: 'icon-button back',
        'aria-label': t.back,
        title: t.back,
        onclick: onBack,
      },
      icon('back'),
      backCount,
    ),
    avatar(title, chat),
    el('div', { class: 'chat-head-words' }, el('strong', { text: title }), subtitle),
    menuPlace,
  )
}

function subtitleOf(chat) {
  const label = platformLabel(chat)
  return chat.kind === 'private' ? label : `${label} · ${t.members(chat.members.length)}`
}

/** The place to write, or why one cannot, or the button that begins a conversation. */
function footFor(chat, personId, { composer, acts }) {
  if (chat.started === false) return startPanel(chat, acts)
  if (!chat.members.includes(personId)) {
    return notePanel(t.youLeft, t.actions.join, () => acts.changeMembership(chat, 'join'))
  }
  if (chat.botState === 'blocked') {
    const onclick = () => acts.changeMembership(chat, 'unblock')
    return notePanel(t.blocked, t.actions.unblock, onclick)
  }
  if (chat.botState === 'dissolved') return notePanel(t.dissolved)
  if (chat.botState === 'left') {
    return notePanel(t.botLeft, t.actions['add-bot'], () => acts.changeMembership(chat, 'add-bot'))
  }
  return composer.node
}

function startPanel(chat, acts) {
  return el(
    'div',
    { class: 'panel' },
    el('p', { text: chat.platform === 'zalo-oa' ? t.startOaText : t.startText }),
    el('button', {
      type: 'button',
      class: 'wide-button',
      text: t.start[chat.platform] ?? t.start.telegram,
      onclick: () => acts.startBot(chat),
    }),
  )
}

function notePanel(words, label, onclick) {
  return el(
    'div',
    { class: 'panel' },
    el('p', { text: words }),
    label === undefined
      ? null
      : el('button', { type: 'button', class: 'wide-button', text: label, onclick }),
  )
}
