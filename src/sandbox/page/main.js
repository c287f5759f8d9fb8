import { getState, getMessages } from './api.js'
import { createBanner } from './banner.js'
import { CAST, castFor, ZALO_CAST } from './cast.js'
import { el } from './dom.js'
import { createGuide } from './guide.js'
import { openLive } from './live.js'
import { recallHolders, rememberHolders } from './memory.js'
import { createPhone } from './phone.js'
import { createStore } from './store.js'
import { createSwitcher } from './switcher.js'
import { language, switchLanguage, t } from './texts.js'
import { otherWay, zaloOnly } from './zalo-only.js'

const byId = (id) => document.getElementById(id)
const store = createStore()
const banner = createBanner(byId('banner'))
const phones = []
let parts = []
let front = 0
let switcher = null
/** When the demo that is shown was begun. */
let begunAt

function showPageTexts() {
  document.documentElement.lang = language
  for (const node of document.querySelectorAll('[data-text]')) {
    node.textContent = t[node.dataset.text]
  }
  const button = byId('language')
  button.textContent = t.otherLanguage
  button.addEventListener('click', switchLanguage)
  const way = byId('other-way')
  way.textContent = zaloOnly ? t.allApps : t.zaloOnly
  way.href = otherWay
  byId('phones').replaceChildren(el('p', { class: 'notice', text: t.connecting }))
}

function setFront(index) {
  front = index
  for (const [at, phone] of phones.entries()) phone.setFront(at === index)
  switcher?.show(front)
}

/** A step of the guide: the right person in front, the right chat open, the right words laid ready. */
async function follow(action) {
  const index = parts.findIndex((role) => role.part === action.part)
  const phone = phones[index]
  if (phone === undefined) return
  if (phone.holder() !== parts[index].castId) phone.setHolder(parts[index].castId, action.open)
  setFront(index)
  phone.openKind(action.open)
  phone.node.scrollIntoView({ block: 'nearest', inline: 'center', behavior: 'smooth' })
  phone.node.classList.add('called')
  setTimeout(() => phone.node.classList.remove('called'), 2_000)
  if (action.fill !== undefined) phone.fill(action.fill)
  if (action.sample) await phone.stageSample()
}

function buildPhones() {
  const wanted = zaloOnly ? ZALO_CAST : CAST
  const cast = castFor(store.people(), [], wanted)
  const holders = castFor(store.people(), recallHolders(), wanted)
  parts = cast.map((role) => ({ ...role, castId: role.personId }))
  const place = byId('phones')
  place.replaceChildren()
  for (const [index, role] of holders.entries()) {
    const phone = createPhone({ store, onHolder: () => afterHolder() })
    phones.push(phone)
    place.append(phone.node)
    phone.setHolder(role.personId, role.open)
    phone.node.addEventListener('focusin', () => {
      if (front !== index) setFront(index)
    })
  }
  switcher = createSwitcher({ node: byId('switcher'), store, phones, onChoose: setFront })
  setFront(0)
  store.subscribe(() => switcher.show(front))
}

function afterHolder() {
  if (phones.length < parts.length) return
  rememberHolders(phones.map((phone) => phone.holder()))
  switcher?.show(front)
}

/** Reads everything again: at the start, and after every break of the connection. */
async function synchronise() {
  let state
  try {
    state = await getState()
  } catch {
    return banner.lost()
  }
  // A demo begun anew counts its messages from one again: what is still here of the last one would stand among them.
  if (begunAt !== undefined && begunAt !== state.begunAt) return location.reload()
  begunAt = state.begunAt
  store.setState(state)
  banner.back()
  if (phones.length === 0) return buildPhones()
  await Promise.all(phones.map((phone) => phone.loadAll()))
}

async function receive({ type, chatId, message }) {
  if (type === 'typing') return store.tellTyping(chatId)
  if (type === 'membership' || store.chat(chatId) === undefined) {
    const state = await getState().catch(() => null)
    if (state !== null) store.setState(state)
  }
  if (message !== undefined && type !== 'delete') store.putMessages(chatId, [message])
  else if (message !== undefined) store.dropMessage(chatId, message.key)
  else if (type !== 'membership') await reload(chatId)
}

/** An event that did not bring its message: reads the chat as somebody who sees it. */
async function reload(chatId) {
  const reader = store.chat(chatId)?.members[0]
  if (reader === undefined) return
  const list = await getMessages(chatId, reader).catch(() => null)
  if (list !== null) store.putMessages(chatId, list)
}

showPageTexts()
createGuide({
  dialog: byId('guide'),
  opener: byId('open-guide'),
  store,
  onAction: (action) => void follow(action),
})
openLive({
  onOpen: () => void synchronise(),
  onLost: () => banner.lost(),
  onEvent: (event) => void receive(event),
})
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') setFront(front)
})
