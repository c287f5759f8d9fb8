import { isIPv4 } from 'node:net'
import type { FastifyRequest } from 'fastify'

/** What proxies and tunnels say about whom they speak for. */
const FORWARDING = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'cf-connecting-ip',
  'true-client-ip',
]

/**
 * Whether the request was made on this machine. Behind a reverse proxy every connection comes from here, so
 * one that was passed on for somebody else, or that was meant for a public name, is not.
 */
export function isLoopbackCaller(
  request: Pick<FastifyRequest, 'headers'> & {
    readonly socket: { readonly remoteAddress?: string | undefined }
  },
): boolean {
  return (
    isLoopbackAddress(request.socket.remoteAddress ?? '') &&
    FORWARDING.every((name) => request.headers[name] === undefined) &&
    isLoopbackHost(request.headers.host ?? '')
  )
}

function isLoopbackAddress(address: string): boolean {
  const plain = address.replace(/^::ffff:/i, '')
  return plain === '::1' || (isIPv4(plain) && plain.startsWith('127.'))
}

function isLoopbackHost(host: string): boolean {
  const name = host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1')
  return name.toLowerCase() === 'localhost' || isLoopbackAddress(name)
}
