import { t } from './texts.js'

const BACK_MS = 2_500
/** A reconnect shorter than this is nobody's business. */
const PATIENCE_MS = 1_500

/** The strip that says whether the page still hears the emulators. */
export function createBanner(node) {
  let timer
  let lost = false

  function show(text, kind) {
    node.textContent = text
    node.className = `banner ${kind}`
    node.hidden = false
  }

  return {
    lost() {
      if (lost) return
      lost = true
      clearTimeout(timer)
      timer = setTimeout(() => show(t.connectionLost, 'bad'), PATIENCE_MS)
    },
    back() {
      clearTimeout(timer)
      const wasShown = lost && !node.hidden
      lost = false
      if (!wasShown) {
        node.hidden = true
        return
      }
      show(t.connectionBack, 'good')
      timer = setTimeout(() => (node.hidden = true), BACK_MS)
    },
  }
}
