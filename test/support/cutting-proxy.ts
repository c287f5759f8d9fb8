import { connect, createServer, type AddressInfo, type NetConnectOpts, type Socket } from 'node:net'

export interface CuttingProxy {
  readonly port: number
  /** How many connections were asked for. */
  connections(): number
  /** Cuts the connection on which the nth piece from now is sent, before it is passed on. */
  cutAt(nth: number): void
  /** Cuts every connection, and each new one as soon as it is made, until `comeBack`. */
  goAway(): void
  comeBack(): void
  /** Passes nothing on any more of what is said over the connections that are open, as a firewall that has forgotten them. */
  silence(): void
  /** The same for the next connection on which this is said, before it is passed on. */
  silenceAt(text: string): void
  stop(): Promise<void>
}

/** Stands before a store and loses connections as the test says. */
export async function startCuttingProxy(store: NetConnectOpts): Promise<CuttingProxy> {
  const open = new Set<Socket>()
  const silent = new WeakSet<Socket>()
  let isAway = false
  let asked = 0
  let untilCut = 0
  let lastWord: string | undefined
  const server = createServer((client) => {
    asked++
    watch(client)
    if (isAway) return void client.destroy()
    const behind = watch(connect(store))
    client.on('close', () => behind.destroy())
    behind.on('close', () => client.destroy())
    client.on('data', (piece) => {
      if (lastWord !== undefined && piece.includes(lastWord)) {
        lastWord = undefined
        for (const socket of [client, behind]) silent.add(socket)
      }
      if (untilCut > 0 && --untilCut === 0) client.destroy()
      else if (!silent.has(client)) behind.write(piece)
    })
    behind.on('data', (piece) => silent.has(behind) || client.write(piece))
  })
  const watch = (socket: Socket): Socket => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    return socket.setNoDelay(true).on('error', () => undefined)
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cutAll = (): void => open.forEach((socket) => socket.destroy())
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => asked,
    cutAt: (nth) => {
      untilCut = nth
    },
    goAway: () => {
      isAway = true
      cutAll()
    },
    comeBack: () => {
      isAway = false
    },
    silenceAt: (text) => {
      lastWord = text
    },
    silence: () => open.forEach((socket) => silent.add(socket)),
    stop: () => {
      cutAll()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
