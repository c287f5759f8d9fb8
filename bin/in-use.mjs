import { connect } from 'node:net'
import { listen, nameOf } from './take-turns.mjs'

/** More services than run from one checkout. */
const PLACES = 16

/**
 * Says for as long as this process lives that it runs with what is built and installed here: it still reads parts of
 * that when they are first needed. The system takes the sign away when its owner dies, however it dies.
 */
export async function showUse() {
  for (let place = 0; place < PLACES; place++) if (await listen(nameOf(`use-${place}`))) return
}

/** Whether a service runs with what is built and installed here. */
export async function isInUse() {
  const places = Array.from({ length: PLACES }, (_, place) => answers(nameOf(`use-${place}`)))
  return (await Promise.all(places)).includes(true)
}

function answers(name) {
  return new Promise((resolve) => {
    const socket = connect(name)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
