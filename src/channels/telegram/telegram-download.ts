import { z } from 'zod'
import type { Download, InboundFile } from '../channel.ts'
import type { HttpExchange } from '../http-exchange.ts'
import type { TelegramClient } from './telegram-client.ts'
import { TelegramCallError } from './telegram-error.ts'

const fileSchema = z.object({
  file_path: z.string().min(1),
  file_size: z.number().nonnegative().optional(),
})

interface DownloadLimits {
  readonly maxBytes: number
  readonly signal: AbortSignal
}

/** Fetches a file that somebody sent; stops at `maxBytes`, by what was declared and by what comes. */
export async function downloadFile(
  client: TelegramClient,
  file: InboundFile,
  { maxBytes, signal }: DownloadLimits,
): Promise<Download> {
  if (file.size !== null && file.size > maxBytes) return { kind: 'too-large' }
  const place = await locateFile(client, file.ref, signal)
  if (place.kind !== 'found') return place
  if (place.size > maxBytes) return { kind: 'too-large' }
  return downloadOf(await client.fetchFile(place.path, maxBytes, { signal }))
}

type Place = { readonly kind: 'found'; readonly path: string; readonly size: number } | Download

async function locateFile(
  client: TelegramClient,
  ref: string,
  signal: AbortSignal,
): Promise<Place> {
  try {
    const answer = fileSchema.safeParse(
      await client.callApi('getFile', { file_id: ref }, { signal }),
    )
    if (!answer.success) return { kind: 'failed', reason: 'getFile: no path' }
    return { kind: 'found', path: answer.data.file_path, size: answer.data.file_size ?? 0 }
  } catch (error) {
    if (!(error instanceof TelegramCallError)) throw error
    // Bots may fetch up to 20 MB; above it the server says so.
    if (/file is too big/iu.test(error.description)) return { kind: 'too-large' }
    return { kind: 'failed', reason: error.message }
  }
}

function downloadOf(exchange: HttpExchange): Download {
  if (exchange.kind === 'too-large') return { kind: 'too-large' }
  if (exchange.kind === 'failed') return { kind: 'failed', reason: exchange.reason }
  if (exchange.status !== 200) return { kind: 'failed', reason: `HTTP ${exchange.status}` }
  return { kind: 'bytes', bytes: exchange.body }
}
