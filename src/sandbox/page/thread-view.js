import { el, iconButton } from './dom.js'
import { dayOf } from './format.js'
import { messageView } from './message-view.js'
import { t } from './texts.js'

const NEAR_BOTTOM_PX = 80
/** Older messages are not drawn: nobody scrolls that far in a demonstration. */
const SHOWN_MESSAGES = 200
/** What comes so soon after a press or a message of one's own is its answer. */
const ANSWER_MS = 5_000

/**
 * The messages of one chat. `show` changes only what differs: an edited message is replaced in its
 * place, keeps the focus on its button and lights up for a moment.
 */
export function createThread(context, onScrolled) {
  const log = el('div', { class: 'log', role: 'log', 'aria-live': 'off', tabindex: '0' })
  const latest = iconButton('down', t.latest, () => toBottom(true), 'latest')
  const node = el('div', { class: 'thread' }, log, latest)
  const shown = new Map()
  let fresh = true
  let stuck = true
  let last
  let answerUntil = 0

  function atBottom() {
    return log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_BOTTOM_PX
  }

  function toBottom(smooth = false) {
    log.scrollTo({ top: log.scrollHeight, behavior: smooth ? 'smooth' : 'instant' })
  }

  log.addEventListener('scroll', () => {
    stuck = atBottom()
    node.classList.toggle('scrolled-up', !stuck)
    if (stuck) onScrolled()
  })
  // A keyboard, a reply strip or a turned telephone must not push the last message out of sight.
  new ResizeObserver(() => {
    if (stuck) toBottom()
  }).observe(log)

  return {
    node,
    log,
    atBottom,
    /** Whoever has just written or pressed sees what comes of it, also where they had scrolled up; a list that they tick stays. */
    awaitAnswer() {
      answerUntil = Date.now() + ANSWER_MS
    },
    show(messages) {
      place(log, messages.slice(-SHOWN_MESSAGES), shown, context, !fresh)
      const isNew = messages.at(-1)?.key !== last
      last = messages.at(-1)?.key
      if (isNew && Date.now() < answerUntil) stuck = true
      if (stuck) toBottom()
      node.classList.toggle('scrolled-up', !stuck)
      if (messages.length > 0) fresh = false
    },
  }
}

function place(log, messages, shown, context, animated) {
  let before = null
  let day = ''
  const nodes = []
  for (const message of messages) {
    const thisDay = dayOf(message.at)
    if (thisDay !== day) nodes.push(dayMark(shown, thisDay))
    day = thisDay
    nodes.push(nodeFor(message, shown, context, animated))
  }
  if (nodes.length === 0) nodes.push(el('p', { class: 'empty-log', text: t.noMessagesYet }))
  const wanted = new Set(nodes)
  for (const child of Array.from(log.childNodes)) if (!wanted.has(child)) child.remove()
  for (const node of nodes) {
    const next = before === null ? log.firstChild : before.nextSibling
    if (next !== node) log.insertBefore(node, next)
    before = node
  }
}

function dayMark(shown, day) {
  const key = `day ${day}`
  if (!shown.has(key)) shown.set(key, { node: el('p', { class: 'day', text: day }) })
  return shown.get(key).node
}

function nodeFor(message, shown, context, animated) {
  const known = shown.get(message.key)
  if (known?.message === message) return known.node
  if (known !== undefined && sameContent(known.message, message)) return known.node
  const node = messageView(message, context)
  if (known !== undefined) replaceInPlace(known.node, node)
  if (animated) node.classList.add(known === undefined ? 'arrived' : 'changed')
  shown.set(message.key, { message, node })
  return node
}

function sameContent(a, b) {
  return JSON.stringify(a) === JSON.stringify(b)
}

function replaceInPlace(old, node) {
  const folds = [...old.querySelectorAll('.folded')].map((fold) => fold.classList.contains('open'))
  const place = old.contains(document.activeElement)
    ? document.activeElement.getAttribute('data-place')
    : null
  old.replaceWith(node)
  for (const [index, fold] of [...node.querySelectorAll('.folded')].entries()) {
    if (folds[index]) fold.querySelector('.fold-toggle')?.click()
  }
  if (place !== null) node.querySelector(`[data-place="${place}"]`)?.focus()
}
