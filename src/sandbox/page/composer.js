import { readAttachment, readSample } from './attachments.js'
import { attachMenu } from './attach-menu.js'
import { el, icon, iconButton } from './dom.js'
import { sizeOf } from './format.js'
import { snippetOf } from './message-view.js'
import { t } from './texts.js'

const FINE_POINTER = matchMedia('(pointer: fine)')

/**
 * Where a person writes. `onSend({text, file, replyTo})` resolves to true once the message is out; only
 * then is what was written cleared. `mention` is put in by the @ button of a group; null: no such button.
 */
export function createComposer({ label, placeholder, mention, onSend, onRefused }) {
  let file = null
  let replyTo = null
  let busy = false

  const field = el('textarea', {
    class: 'field',
    rows: '1',
    placeholder,
    'aria-label': label,
    maxlength: '20000',
    enterkeyhint: 'enter',
  })
  const send = iconButton('send', t.send, () => void submit(), 'send')
  const staged = el('div', { class: 'staged', hidden: true })
  const menu = attachMenu({
    onFile: (chosen) => void stage(readAttachment(chosen)),
    onSample: () => void stage(readSample()),
  })
  const at = mention === null ? null : mentionButton(() => insert(`${mention} `))
  const node = el(
    'div',
    { class: 'composer' },
    staged,
    el('div', { class: 'composer-row' }, menu, at, field, send),
  )

  async function stage(reading) {
    const read = await reading
    if (read.refused !== undefined) return onRefused(read.refused)
    file = read
    showStaged()
    send.focus({ preventScroll: true })
  }

  function showStaged() {
    staged.replaceChildren()
    if (replyTo !== null) staged.append(replyStrip(replyTo, () => setReply(null)))
    if (file !== null) staged.append(fileStrip(file, removeFile))
    staged.hidden = staged.childElementCount === 0
    node.classList.toggle('ready', canSend())
  }

  function removeFile() {
    file = null
    showStaged()
  }

  function setReply(message) {
    replyTo = message
    showStaged()
    if (message !== null) field.focus({ preventScroll: true })
  }

  function canSend() {
    return file !== null || field.value.trim() !== ''
  }

  function grow() {
    field.style.height = 'auto'
    field.style.height = `${Math.min(field.scrollHeight + 2, 132)}px`
    node.classList.toggle('ready', canSend())
  }

  function insert(text) {
    field.value = field.value.startsWith(text) ? field.value : text + field.value
    grow()
    field.focus({ preventScroll: true })
  }

  async function submit() {
    if (busy || !canSend()) return
    busy = true
    node.classList.add('sending')
    const sent = await onSend({ text: field.value.trim(), file, replyTo: replyTo?.key })
    busy = false
    node.classList.remove('sending')
    if (!sent) return
    field.value = ''
    file = null
    replyTo = null
    showStaged()
    grow()
  }

  field.addEventListener('input', grow)
  field.addEventListener('keydown', (event) => {
    const plainEnter = event.key === 'Enter' && !event.shiftKey && !event.isComposing
    if (!plainEnter || !FINE_POINTER.matches) return
    event.preventDefault()
    void submit()
  })

  return {
    node,
    setReply,
    fill(text) {
      field.value = text
      grow()
      field.focus({ preventScroll: true })
    },
    stageSample: () => stage(readSample()),
  }
}

function mentionButton(onclick) {
  return el('button', {
    type: 'button',
    class: 'icon-button mention',
    'aria-label': t.mention,
    title: t.mention,
    text: '@',
    onclick,
  })
}

function replyStrip(message, onCancel) {
  return el(
    'div',
    { class: 'strip' },
    icon('reply'),
    el('span', { class: 'strip-words', text: snippetOf(message) }),
    iconButton('close', t.cancelReply, onCancel),
  )
}

function fileStrip(file, onRemove) {
  return el(
    'div',
    { class: 'strip file-strip' },
    icon('file'),
    el(
      'span',
      { class: 'strip-words' },
      el('strong', { text: file.name }),
      ` ${sizeOf(file.size)}`,
    ),
    iconButton('close', t.removeFile, onRemove),
  )
}
