import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** Which bytes wait: those of the client, so that nothing of it is done, or the answers, so that it does not hear. */
export type Stalled = 'requests' | 'answers'

/** A way to a server of this machine that can be halted without either end knowing. */
export interface StallingProxy {
  readonly port: number
  /** Holds what is on its way from now on. */
  stall(which: Stalled): void
  /** Lets everything through again; what was held goes on. */
  flow(): void
  /** Drops what is held and ends every connection, as happens to those of a process that died. */
  cut(): Promise<void>
  close(): Promise<void>
}

interface Pair {
  readonly client: Socket
  readonly server: Socket
}

/** `target` is asked for each connection: a server that was started again may have another port. */
export async function startStallingProxy(target: () => number): Promise<StallingProxy> {
  const pairs = new Set<Pair>()
  let stalled: Stalled | null = null
  const listener = createServer((client) => {
    const server = connect(target(), '127.0.0.1')
    const pair = { client, server }
    pairs.add(pair)
    const end = (): void => {
      pairs.delete(pair)
      client.destroy()
      server.destroy()
    }
    for (const socket of [client, server]) {
      socket.setNoDelay(true)
      socket.once('error', end)
      socket.once('close', end)
    }
    client.on('data', (bytes) => void server.write(bytes))
    server.on('data', (bytes) => void client.write(bytes))
    if (stalled) hold(pair, stalled)
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const cut = async (): Promise<void> => {
    for (const { client, server } of pairs) {
      client.destroy()
      server.destroy()
    }
    pairs.clear()
  }
  return {
    port: (listener.address() as AddressInfo).port,
    stall: (which) => {
      stalled = which
      for (const pair of pairs) hold(pair, which)
    },
    flow: () => {
      stalled = null
      for (const { client, server } of pairs) {
        client.resume()
        server.resume()
      }
    },
    cut,
    close: async () => {
      const closed = new Promise((resolve) => listener.close(resolve))
      await cut()
      await closed
    },
  }
}

function hold({ client, server }: Pair, which: Stalled): void {
  if (which === 'requests') client.pause()
  else server.pause()
}
