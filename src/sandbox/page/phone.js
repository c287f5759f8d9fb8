import { createActs } from './acts.js'
import { chatList } from './chat-list.js'
import { lookOf } from './chat-names.js'
import { createChatView } from './chat-view.js'
import { el } from './dom.js'
import { createPicker } from './picker.js'
import { createToast } from './toast.js'
import { t } from './texts.js'

/** One phone: who holds it, the list of chats or one open chat. */
export function createPhone({ store, onHolder }) {
  let holder = ''
  let view = null
  let isFront = false
  const screen = el('div', { class: 'screen' })
  const toast = createToast()
  const picker = createPicker({ store, onChoose: (personId) => setHolder(personId) })
  const node = el(
    'section',
    { class: 'phone' },
    picker.node,
    el('div', { class: 'device' }, screen, toast.node),
  )
  const acts = createActs({ store, personId: () => holder, toast, openChat, close: showList })

  function setHolder(personId, wanted) {
    holder = personId
    picker.show(personId)
    node.setAttribute('aria-label', t.phoneLabel(store.person(personId)?.name ?? ''))
    const chat = chooseChat(store.chatsOf(personId), wanted)
    if (chat === undefined) showList()
    else openChat(chat.chatId)
    void loadAll()
    onHolder()
  }

  async function loadAll() {
    await Promise.all(store.chatsOf(holder).map((chat) => acts.load(chat.chatId)))
  }

  function showList() {
    view = null
    const [first] = store.chatsOf(holder)
    const focused = screen.contains(document.activeElement)
      ? document.activeElement.getAttribute('data-chat')
      : null
    const heading = el('header', { class: 'list-head' }, el('h2', { text: t.messages }))
    setLook(first?.platform)
    screen.replaceChildren(heading, chatList({ store, personId: holder, onOpen: openChat }))
    const rows = [...screen.querySelectorAll('[data-chat]')]
    if (focused !== null) rows.find((row) => row.dataset.chat === focused)?.focus()
  }

  function openChat(chatId) {
    if (view?.chatId === chatId && screen.contains(view.node)) return
    const chat = store.chatsOf(holder).find((one) => one.chatId === chatId)
    if (chat === undefined) return
    view = createChatView({ store, personId: holder, chatId, acts })
    setLook(chat.platform)
    screen.replaceChildren(view.node)
    view.showAll()
    showFront()
  }

  /** Only the phone in front is read out as messages come, whichever chat is open there. */
  function showFront() {
    view?.log.setAttribute('aria-live', isFront ? 'polite' : 'off')
  }

  function setLook(platform) {
    screen.dataset.look = lookOf(platform)
  }

  store.subscribe((change) => {
    if (change.kind === 'state') return refreshState()
    if (view === null) return change.kind === 'typing' ? undefined : showList()
    if (change.chatId !== view.chatId) return view.showBackCount()
    if (change.kind === 'typing') return view.showTyping()
    if (change.kind === 'messages') view.showMessages()
  })

  function refreshState() {
    if (store.person(holder) === undefined) return
    picker.show(holder)
    if (view === null) return showList()
    const still = store.chatsOf(holder).some((chat) => chat.chatId === view.chatId)
    if (still) view.showAll()
    else showList()
  }

  return {
    node,
    setHolder,
    loadAll,
    holder: () => holder,
    openChatId: () => view?.chatId ?? null,
    unread: () =>
      store.chatsOf(holder).reduce((sum, chat) => sum + store.unreadOf(holder, chat.chatId), 0),
    /** Puts this phone in front, or takes it from there. */
    setFront(front) {
      isFront = front
      node.classList.toggle('front', front)
      showFront()
      if (front) view?.markReadWhenSeen()
    },
    openKind(kind) {
      const chat = chooseChat(store.chatsOf(holder), kind)
      if (chat !== undefined) openChat(chat.chatId)
    },
    fill: (text) => view?.composer.fill(text),
    stageSample: () => view?.composer.stageSample(),
  }
}

function chooseChat(chats, wanted) {
  const byKind = chats.find((chat) => (wanted === 'group') === (chat.kind !== 'private'))
  return wanted === undefined ? undefined : (byKind ?? chats[0])
}
