import { el } from './dom.js'
import { t } from './texts.js'
import { webAddress } from './web-address.js'

const WRAPPERS = {
  bold: 'strong',
  italic: 'em',
  underline: 'u',
  strikethrough: 's',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
}
const BLOCKS = new Set(['blockquote', 'expandable_blockquote', 'pre'])
const COMMAND = /(^|\s)(\/[a-z][a-z0-9_]{0,31})(?![\w/])/g

/**
 * Text with Telegram's entities (offsets in UTF-16 units, properly nested) as DOM nodes. `onCommand`
 * makes commands such as /theodoi pressable, as Telegram does.
 */
export function richText(text, entities, onCommand) {
  const sorted = (entities ?? [])
    .filter((entity) => Number.isInteger(entity?.offset) && entity.length > 0)
    .sort((a, b) => a.offset - b.offset || b.length - a.length)
  return spans(text, { start: 0, end: text.length }, sorted, onCommand)
}

function spans(text, { start, end }, entities, onCommand) {
  const nodes = []
  let at = start
  let index = 0
  while (index < entities.length) {
    const entity = entities[index]
    index++
    const from = Math.max(entity.offset, at)
    const to = Math.min(entity.offset + entity.length, end)
    if (from >= to) continue
    nodes.push(...plain(text.slice(at, from), onCommand))
    const inner = []
    while (index < entities.length && entities[index].offset < to) inner.push(entities[index++])
    nodes.push(
      wrap(entity, text.slice(from, to), () =>
        spans(text, { start: from, end: to }, inner, onCommand),
      ),
    )
    // A quote ends its line by itself.
    at = BLOCKS.has(entity.type) && text[to] === '\n' ? to + 1 : to
  }
  nodes.push(...plain(text.slice(at, end), onCommand))
  return nodes
}

function wrap(entity, text, children) {
  if (entity.type === 'expandable_blockquote') return foldedQuote(children())
  if (entity.type === 'text_link') return link(entity.url, children())
  if (entity.type === 'url') return link(text, children())
  if (entity.type === 'spoiler') return el('span', { class: 'spoiler' }, children())
  return el(WRAPPERS[entity.type] ?? 'span', {}, children())
}

function link(address, children) {
  const url = webAddress(address)
  if (url === null) return el('span', {}, children)
  return el('a', { href: url.href, target: '_blank', rel: 'noopener noreferrer' }, children)
}

function foldedQuote(children) {
  const body = el('div', { class: 'fold-body' }, children)
  const toggle = el('button', { type: 'button', class: 'fold-toggle', 'aria-expanded': 'false' })
  toggle.textContent = t.more
  const quote = el('blockquote', { class: 'folded' }, body, toggle)
  toggle.addEventListener('click', () => {
    const open = quote.classList.toggle('open')
    toggle.setAttribute('aria-expanded', String(open))
    toggle.textContent = open ? t.less : t.more
  })
  return quote
}

function plain(text, onCommand) {
  if (text === '') return []
  if (onCommand === undefined) return [text]
  const nodes = []
  let at = 0
  for (const match of text.matchAll(COMMAND)) {
    const start = match.index + match[1].length
    nodes.push(text.slice(at, start), commandButton(match[2], onCommand))
    at = start + match[2].length
  }
  nodes.push(text.slice(at))
  return nodes.filter((node) => node !== '')
}

function commandButton(command, onCommand) {
  const onclick = () => onCommand(command)
  return el('button', { type: 'button', class: 'command', text: command, onclick })
}
