import { once } from 'node:events'
import { connect } from 'node:net'
import { Worker } from 'node:worker_threads'

/**
 * A server with room for two connections that takes none up until it is woken: whoever comes before is heard when a second
 * has passed and the first packet is sent again, as over a slow line. Blocks its own thread from the start, so that it cannot
 * take up one of those that fill it.
 */
const LATE = `
const { createServer } = require('node:http')
const { parentPort, workerData } = require('node:worker_threads')
const server = createServer((_request, response) => {
  response.setHeader('content-type', 'application/json')
  response.end('{"ok":true,"result":{"id":"1"}}')
})
server.listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => {
  parentPort.postMessage(server.address().port)
  Atomics.wait(workerData, 0, 0)
})
`

interface LateServer {
  readonly port: number
  /** It takes connections up from now on. */
  readonly wake: () => void
  readonly stop: () => Promise<void>
}

/** Starts it, full and asleep. */
export async function startLateServer(): Promise<LateServer> {
  const sleep = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(LATE, { eval: true, workerData: sleep })
  const [port] = (await once(worker, 'message')) as [number]
  const held = [1, 2].map(() => connect(port, '127.0.0.1'))
  await Promise.all(held.map((socket) => once(socket, 'connect')))
  return {
    port,
    wake: () => {
      Atomics.store(sleep, 0, 1)
      Atomics.notify(sleep, 0)
    },
    stop: async () => {
      for (const socket of held) socket.destroy()
      await worker.terminate()
    },
  }
}
