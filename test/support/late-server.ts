import { once } from 'node:events'
import { connect } from 'node:net'
import { Worker } from 'node:worker_threads'

/**
 * A server with room for two connections that nobody takes up: whoever comes next is heard when a second has passed and the
 * first packet is sent again, as over a slow line. Blocks its own thread for that long.
 */
const LATE = `
const { createServer } = require('node:http')
const { parentPort } = require('node:worker_threads')
const server = createServer((_request, response) => {
  response.setHeader('content-type', 'application/json')
  response.end('{"ok":true,"result":{"id":"1"}}')
})
server.listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => {
  parentPort.once('message', () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 700))
  parentPort.postMessage(server.address().port)
})
`

/** Starts it, full: it takes connections up again in 0.7 s. */
export async function startLateServer(): Promise<{ port: number; stop: () => Promise<void> }> {
  const worker = new Worker(LATE, { eval: true })
  const [port] = (await once(worker, 'message')) as [number]
  worker.postMessage('sleep')
  const held = [1, 2].map(() => connect(port, '127.0.0.1'))
  await Promise.all(held.map((socket) => once(socket, 'connect')))
  return {
    port,
    stop: async () => {
      for (const socket of held) socket.destroy()
      await worker.terminate()
    },
  }
}
