import { maskSecrets } from '../mask-secrets.ts'
import { ZaloError } from '../zalo-error.ts'
import { readBounded } from './read-bounded.ts'
import { limitTime, type TimeLimit } from './time-limit.ts'

/** What makes the calls: the runtime's own `fetch`, or one like it (a proxy, a mock, a pool). */
export type Fetch = typeof globalThis.fetch

/** What every call takes. */
export interface CallOptions {
  /** Aborts the call. A write that was on its way then has an unknown outcome. */
  readonly signal?: AbortSignal | undefined
  /**
   * Asked when the request is about to be given to `fetch`, by then with its token, which may have had to be renewed. False:
   * it is not made and fails as `aborted`.
   */
  readonly mayLeave?: (() => boolean) | undefined
}

export interface HttpRequest extends CallOptions {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | FormData
  /** Whether doing it twice is visible to people. Only such a call can have an unknown outcome. */
  readonly write: boolean
  readonly timeoutMs: number
  /** Strings that must not appear in an error. */
  readonly secrets: readonly string[]
}

export interface HttpAnswer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** Bytes; no answer of Zalo comes near it. */
const LONGEST_ANSWER = 4 * 1024 * 1024

// Failures before a byte of the request could have left.
const NEVER_LEFT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  // A certificate that is not believed ends the handshake: "X509 certificate error codes" of Node's TLS.
  'CERT_CHAIN_TOO_LONG',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REJECTED',
  'CERT_REVOKED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
  'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  // Both sides found no way to encrypt.
  'ERR_SSL_NO_PROTOCOLS_AVAILABLE',
  'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
  'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
  'ERR_SSL_UNSUPPORTED_PROTOCOL',
  'ERR_SSL_WRONG_VERSION_NUMBER',
])

// While the name is looked up and the connection is made.
const BEFORE_CONNECTION = new Set(['getaddrinfo', 'connect'])

/** Node's words for a connection that was cut in its handshake; it has only the code of any other cut. */
const CUT_IN_HANDSHAKE = 'before secure TLS connection was established'

/** One HTTP exchange with a time limit and a size limit; every failure is a ZaloError. */
export async function httpCall(fetch: Fetch, request: HttpRequest): Promise<HttpAnswer> {
  if (request.signal?.aborted || request.mayLeave?.() === false)
    throw new ZaloError({ code: 'aborted', class: 'transient', text: 'stopped before the call' })
  const limit = limitTime(request.signal, request.timeoutMs)
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: request.headers,
      redirect: 'manual',
      signal: limit.signal,
      ...(request.body === undefined ? {} : { body: request.body }),
    })
    const bytes = await readBounded(response, LONGEST_ANSWER)
    if (bytes === null) throw tooLong(request)
    return {
      status: response.status,
      headers: response.headers,
      text: new TextDecoder().decode(bytes),
    }
  } catch (error) {
    throw error instanceof ZaloError ? error : failureOf(error, request, limit)
  } finally {
    limit.end()
  }
}

function tooLong(request: HttpRequest): ZaloError {
  return new ZaloError({
    code: 'too-long',
    class: lostClass(request),
    text: `the answer is longer than ${LONGEST_ANSWER} bytes`,
  })
}

function lostClass({ write }: HttpRequest): 'unknown-outcome' | 'transient' {
  return write ? 'unknown-outcome' : 'transient'
}

function failureOf(error: unknown, request: HttpRequest, limit: TimeLimit): ZaloError {
  const lost = lostClass(request)
  if (request.signal?.aborted)
    return new ZaloError({ code: 'aborted', class: lost, text: 'stopped during the call' })
  if (limit.timedOut())
    return new ZaloError({
      code: 'timeout',
      class: lost,
      text: `no answer within ${request.timeoutMs} ms`,
    })
  const roots = rootsOf(error)
  const text = roots.map(({ code }) => code).find((code) => typeof code === 'string')
  const allBefore = roots.every(isBeforeRequest)
  return new ZaloError({
    code: 'network',
    class: allBefore ? 'transient' : lost,
    text: maskSecrets(text ?? messageOf(error), request.secrets),
    neverLeft: allBefore,
  })
}

/** An error of the runtime, by shape and not by class, because it may come from another realm. */
interface RuntimeError {
  readonly cause?: unknown
  /** Of an attempt at several addresses, one for each. */
  readonly errors?: unknown
  readonly code?: unknown
  readonly syscall?: unknown
  readonly message?: unknown
}

/** What went wrong at the bottom. */
function rootsOf(error: unknown): RuntimeError[] {
  const at = (error ?? {}) as RuntimeError
  if (at.cause !== undefined) return rootsOf(at.cause)
  if (Array.isArray(at.errors) && at.errors.length > 0) return at.errors.flatMap(rootsOf)
  return [at]
}

function isBeforeRequest({ code, syscall, message }: RuntimeError): boolean {
  return (
    (typeof code === 'string' && NEVER_LEFT.has(code)) ||
    (typeof syscall === 'string' && BEFORE_CONNECTION.has(syscall)) ||
    (typeof message === 'string' && message.includes(CUT_IN_HANDSHAKE))
  )
}

function messageOf(error: unknown): string {
  const { message } = (error ?? {}) as RuntimeError
  return typeof message === 'string' ? message : 'the connection failed'
}
