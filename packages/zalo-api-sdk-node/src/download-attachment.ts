import { readBounded } from './http/read-bounded.ts'
import type { CallOptions, Fetch } from './http/http-call.ts'
import { limitTime } from './http/time-limit.ts'

/** What became of a download; `reason` is for a log and holds no address. */
export type AttachmentDownload =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'failed'; readonly reason: string }

/** How much of an attachment is taken, and how. */
export interface DownloadOptions extends CallOptions {
  /** More than this is not read. */
  readonly maxBytes: number
  readonly fetch?: Fetch | undefined
  /** Default: 30 seconds. */
  readonly timeoutMs?: number
  /** An origin that is allowed beside Zalo's own, such as an emulator's. */
  readonly extraOrigin?: string
}

const ZALO_HOSTS =
  /(?:^|\.)(?:zdn\.vn|zadn\.vn|zalo\.me|zaloapp\.com|zaloplatforms\.com|zapps\.me)$/
const MAX_REDIRECTS = 3

/**
 * Fetches an attachment, which must be done at once because its address soon dies. The address comes from
 * outside: only Zalo's hosts are asked, also after a redirect, so that nobody makes the server read its own
 * network.
 */
export async function downloadAttachment(
  url: string,
  options: DownloadOptions,
): Promise<AttachmentDownload> {
  const limit = limitTime(options.signal, options.timeoutMs ?? 30_000)
  try {
    const response = await follow(url, options, limit.signal)
    if (response === null) return failed('the address is not one of Zalo')
    if (!response.ok) {
      // A body that nobody reads keeps its connection.
      await response.body?.cancel()
      return failed(`HTTP ${response.status}`)
    }
    if (Number(response.headers.get('content-length') ?? 0) > options.maxBytes) {
      await response.body?.cancel()
      return { kind: 'too-large' }
    }
    const bytes = await readBounded(response, options.maxBytes)
    return bytes === null ? { kind: 'too-large' } : { kind: 'bytes', bytes }
  } catch {
    return failed(limit.signal.aborted ? 'no answer in time' : 'the connection failed')
  } finally {
    limit.end()
  }
}

async function follow(
  url: string,
  options: DownloadOptions,
  signal: AbortSignal,
): Promise<Response | null> {
  let address = url
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    if (!isAllowed(address, options.extraOrigin)) return null
    const response = await (options.fetch ?? globalThis.fetch)(address, {
      redirect: 'manual',
      signal,
    })
    const location = response.headers.get('location')
    if (response.status < 300 || response.status >= 400 || location === null) return response
    await response.body?.cancel()
    address = new URL(location, address).href
  }
  return null
}

function isAllowed(address: string, extraOrigin: string | undefined): boolean {
  if (!URL.canParse(address)) return false
  const url = new URL(address)
  if (extraOrigin !== undefined && url.origin === new URL(extraOrigin).origin) return true
  return url.protocol === 'https:' && url.port === '' && ZALO_HOSTS.test(url.hostname)
}

function failed(reason: string): AttachmentDownload {
  return { kind: 'failed', reason }
}
