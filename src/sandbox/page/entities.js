import { el } from './dom.js'
import { t } from './texts.js'

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
 * Text with Telegram's entities (offsets in UTF-16 units, properly nested) as DOM nodes. `acts` = `{onCommand, placeOf, onLink}`:
 * `onCommand` makes commands such as /theodoi pressable, as Telegram does; `onLink` follows a link that stays in the demo.
 */
export function richText(text, entities, acts) {
  const sorted = (entities ?? [])
    .filter((entity) => Number.isInteger(entity?.offset) && entity.length > 0)
    .sort((a, b) => a.offset - b.offset || b.length - a.length)
  return spans(text, { start: 0, end: text.length }, sorted, acts)
}

function spans(text, { start, end }, entities, acts) {
  const nodes = []
  let at = start
  let index = 0
  while (index < entities.length) {
    const entity = entities[index]
    index++
    const from = Math.max(entity.offset, at)
    const to = Math.min(entity.offset + entity.length, end)
    if (from >= to) continue
    nodes.push(...plain(text.slice(at, from), acts.onCommand))
    const inner = []
    while (index < entities.length && entities[index].offset < to) inner.push(entities[index++])
    nodes.push(
      wrap(entity, text.slice(from, to), acts, () =>
        spans(text, { start: from, end: to }, inner, acts),
      ),
    )
    // A quote ends its line by itself.
    at = BLOCKS.has(entity.type) && text[to] === '\n' ? to + 1 : to
  }
  nodes.push(...plain(text.slice(at, end), acts.onCommand))
  return nodes
}

function wrap(entity, text, acts, children) {
  if (entity.type === 'expandable_blockquote') return foldedQuote(children())
  if (entity.type === 'text_link') return link(entity.url, acts, children())
  if (entity.type === 'url') return link(text, acts, children())
  if (entity.type === 'spoiler') return el('span', { class: 'spoiler' }, children())
  return el(WRAPPERS[entity.type] ?? 'span', {}, children())
}

/** Where it does not lead out of the demo it is no address of the browser's: that would open the real platform. */
function link(address, { placeOf, onLink }, children) {
  const there = placeOf(address)
  if (there?.kind === 'web') {
    return el('a', { href: there.href, target: '_blank', rel: 'noopener noreferrer' }, children)
  }
  if (there?.kind !== 'start') return el('span', {}, children)
  const onclick = () => onLink(address)
  return el('button', { type: 'button', class: 'link', onclick }, children)
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
