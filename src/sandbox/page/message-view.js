import { controlUrl } from './api.js'
import { serviceText } from './chat-names.js'
import { el, icon } from './dom.js'
import { richText } from './entities.js'
import { colourOf, sizeOf, timeOf } from './format.js'
import { t } from './texts.js'

/**
 * One message as this phone's holder sees it. `context` = `{personId, chat, nameOf, messageAt, onPress,
 * onReply, placeOf, onLink, onCommand}`.
 */
export function messageView(message, context) {
  if (message.service) {
    const text = serviceText(message, context.nameOf(message.from))
    return el('p', { class: 'service', text })
  }
  const mine = message.from?.personId === context.personId
  const node = el('article', { class: `message ${mine ? 'mine' : 'theirs'}` })
  if (message.deleted) {
    node.append(el('div', { class: 'bubble gone', text: t.deleted }))
    return node
  }
  node.append(bubble(message, mine, context))
  const keyboard = keyboardOf(message, context)
  if (keyboard !== null) {
    node.classList.add('with-keys')
    node.append(keyboard)
  }
  return node
}

function bubble(message, mine, context) {
  const { chat } = context
  const name = context.nameOf(message.from)
  const named = !mine && chat.kind !== 'private'
  const onCommand =
    chat.platform === 'telegram' && message.from?.bot ? context.onCommand : undefined
  return el(
    'div',
    { class: 'bubble' },
    named ? el('p', { class: `sender ${colourOf(name)}` }, name, botTag(message)) : null,
    quoteOf(message, context),
    photoOf(message),
    fileOf(message),
    message.text
      ? el(
          'div',
          { class: 'text' },
          richText(message.text, message.entities, { ...context, onCommand }),
        )
      : null,
    el(
      'p',
      { class: 'meta' },
      mine ? null : replyButton(message, context),
      message.edited ? el('span', { class: 'edited', text: t.edited }) : null,
      el('time', { text: timeOf(message.at) }),
    ),
  )
}

function botTag(message) {
  return message.from?.bot ? el('span', { class: 'bot-tag', text: t.bot }) : null
}

function replyButton(message, context) {
  return el(
    'button',
    {
      type: 'button',
      class: 'reply-button',
      'aria-label': t.replyTo(context.nameOf(message.from)),
      onclick: () => context.onReply(message),
    },
    icon('reply'),
    t.reply,
  )
}

function quoteOf(message, context) {
  if (message.replyTo === undefined) return null
  const original = context.messageAt(message.replyTo)
  const name = original === undefined ? '' : context.nameOf(original.from)
  return el(
    'div',
    { class: 'replied' },
    name ? el('strong', { text: name }) : null,
    el('span', { text: snippetOf(original) }),
  )
}

/** A few words that tell which message is meant. */
export function snippetOf(message) {
  if (message === undefined || message.deleted) return t.repliedDeleted
  const words = message.text || message.file?.name || t.photo
  return words.length > 90 ? `${words.slice(0, 90)}…` : words
}

function photoOf(message) {
  const source = controlUrl(message.photo)
  return source === null
    ? null
    : el('img', { class: 'photo', src: source, alt: t.photo, loading: 'lazy' })
}

function fileOf(message) {
  if (!message.file) return null
  const { name, size, url } = message.file
  const inside = [
    el('span', { class: 'file-mark' }, icon('file')),
    el(
      'span',
      { class: 'file-words' },
      el('strong', { text: name }),
      el('span', { text: sizeOf(size) }),
    ),
  ]
  const address = controlUrl(url)
  if (address === null) return el('div', { class: 'file' }, inside)
  return el(
    'a',
    { class: 'file', href: address, download: name, 'aria-label': t.download(name) },
    inside,
  )
}

function keyboardOf(message, context) {
  const rows = (message.buttons ?? []).filter((row) => row.length > 0)
  if (rows.length === 0) return null
  return el(
    'div',
    { class: 'keyboard' },
    rows.map((buttons, row) =>
      el(
        'div',
        { class: 'keyboard-row' },
        buttons.map((button, column) => keyOf(message, button, { row, column }, context)),
      ),
    ),
  )
}

function keyOf(message, button, place, context) {
  const key = el(
    'button',
    {
      type: 'button',
      class: 'key',
      disabled: button.disabled === true,
      'data-place': `${place.row}.${place.column}`,
    },
    el('span', { text: button.text }),
    button.kind === 'url'
      ? el('span', { class: 'key-link', 'aria-hidden': 'true', text: '↗' })
      : null,
  )
  key.addEventListener('click', () => {
    if (key.getAttribute('aria-busy') === 'true') return
    key.setAttribute('aria-busy', 'true')
    void context.onPress(message, button, place).finally(() => key.removeAttribute('aria-busy'))
  })
  return key
}
