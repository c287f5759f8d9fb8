const EVENTS = ['message', 'edit', 'delete', 'membership', 'typing']
const FIRST_RETRY_MS = 1_000
const LAST_RETRY_MS = 8_000

/**
 * Keeps the stream of live events open. `onOpen` runs at every new connection, so that whatever was
 * missed meanwhile can be read again.
 */
export function openLive({ onEvent, onOpen, onLost }) {
  let retryMs = FIRST_RETRY_MS
  let timer

  function connect() {
    clearTimeout(timer)
    const source = new EventSource('/sandbox/control/events')
    source.addEventListener('open', () => {
      retryMs = FIRST_RETRY_MS
      onOpen()
    })
    source.addEventListener('error', () => {
      source.close()
      onLost()
      timer = setTimeout(connect, retryMs)
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS)
    })
    for (const type of EVENTS) {
      source.addEventListener(type, (event) => {
        const data = parse(event.data)
        if (data !== null) onEvent({ type, ...data })
      })
    }
  }

  connect()
}

function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
