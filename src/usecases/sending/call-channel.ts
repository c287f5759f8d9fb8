import type { FileSource, SendContext, SendOutcome } from '../../channels/channel.ts'
import type { Lane } from './lane.ts'
import { currentStep, type Work } from './work.ts'

/** A platform may hold a call back for eight seconds by itself before it answers. */
const CALL_LIMIT_MS = 25_000
/** A document of 50 MB over a commune's uplink. */
const UPLOAD_LIMIT_MS = 180_000
/** This long after its limit an adapter that ignores its signal is not waited for. */
const GRACE_MS = 5_000

/** What came of a call, and with which token its file went; null: with its bytes, or there was none. */
export interface Called {
  readonly outcome: SendOutcome
  readonly fileToken: string | null
}

/** Makes the call of a work's current step. Never rejects: what is not known is `unknown`. */
export async function callChannel(lane: Lane, work: Work): Promise<Called> {
  const { part, editMessageId, file } = currentStep(work)
  const { chat } = work.delivery
  const destination = { chatId: chat.externalId, type: chat.type }
  const reading = { hasFailed: false }
  const source = file && watchReading(lane.files.source(file), reading)
  const limitMs = source?.token === null ? UPLOAD_LIMIT_MS : CALL_LIMIT_MS
  const context: SendContext = {
    signal: AbortSignal.any([AbortSignal.timeout(limitMs), lane.cut.signal]),
    ...(source && { file: source }),
  }
  const call =
    editMessageId === null
      ? () => lane.channel.send(destination, part, context)
      : () => lane.channel.edit(destination, editMessageId, part, context)
  const outcome = await within(limitMs + GRACE_MS, call)
  return {
    outcome: reading.hasFailed
      ? { kind: 'rejected', why: 'file-missing', reason: 'the file could not be read' }
      : outcome,
    fileToken: source?.token ?? null,
  }
}

async function within(ms: number, call: () => Promise<SendOutcome>): Promise<SendOutcome> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<SendOutcome>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'unknown', reason: 'no answer in time' }), ms)
  })
  try {
    return await Promise.race([call(), late])
  } catch (error) {
    const name = error instanceof Error ? error.name : 'error'
    return { kind: 'unknown', reason: `adapter: ${name}` }
  } finally {
    clearTimeout(timer)
  }
}

/** Our own failure to read the bytes comes before the call, so nothing can have arrived. */
function watchReading(source: FileSource, reading: { hasFailed: boolean }): FileSource {
  return {
    ...source,
    read: async () => {
      try {
        return await source.read()
      } catch (error) {
        reading.hasFailed = true
        throw error
      }
    },
  }
}
