import { el } from './dom.js'
import { t } from './texts.js'

const TOAST_MS = 4_500

/** Short answers inside one phone: a note that passes, or an alert that waits for a press. */
export function createToast() {
  const node = el('div', { class: 'toasts', role: 'status', 'aria-live': 'polite' })
  let timer

  function clear() {
    clearTimeout(timer)
    node.replaceChildren()
  }

  return {
    node,
    say(text) {
      clear()
      node.append(el('p', { class: 'toast', text }))
      timer = setTimeout(clear, TOAST_MS)
    },
    alert(text) {
      clear()
      const back = document.activeElement
      const close = el('button', {
        type: 'button',
        class: 'wide-button',
        text: t.understood,
        onclick: () => {
          clear()
          back?.focus?.()
        },
      })
      node.append(
        el(
          'div',
          { class: 'alert', role: 'alertdialog', 'aria-label': text },
          el('p', { text }),
          close,
        ),
      )
      close.focus({ preventScroll: true })
    },
  }
}
