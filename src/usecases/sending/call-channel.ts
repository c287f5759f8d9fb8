import type { FileSource, SendContext, SendOutcome } from '../../channels/channel.ts'
import type { Lane } from './lane.ts'
import { currentStep, type Work } from './work.ts'

/** A platform may hold a call back for eight seconds by itself before it answers. */
const CALL_LIMIT_MS = 25_000
/** After this an adapter that ignores its signal is not waited for. */
const HARD_LIMIT_MS = 30_000

/** Makes the call of a work's current step. Never rejects: what is not known is `unknown`. */
export async function callChannel(lane: Lane, work: Work): Promise<SendOutcome> {
  const { part, editMessageId, file } = currentStep(work)
  const { chat } = work.delivery
  const destination = { chatId: chat.externalId, type: chat.type }
  const reading = { hasFailed: false }
  const context: SendContext = {
    signal: AbortSignal.any([AbortSignal.timeout(CALL_LIMIT_MS), lane.cut.signal]),
    ...(file && { file: watchReading(lane.files.source(file), reading) }),
  }
  const call =
    editMessageId === null
      ? () => lane.channel.send(destination, part, context)
      : () => lane.channel.edit(destination, editMessageId, part, context)
  const outcome = await withinHardLimit(call)
  if (file && outcome.kind === 'sent' && outcome.fileToken !== undefined)
    await lane.files.keep(file.fileId, outcome.fileToken).catch((error: unknown) => {
      lane.deps.log.warn({ err: error }, 'the token of an upload could not be kept')
    })
  return reading.hasFailed
    ? { kind: 'rejected', code: 'file-missing', reason: 'the file could not be read' }
    : outcome
}

async function withinHardLimit(call: () => Promise<SendOutcome>): Promise<SendOutcome> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<SendOutcome>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'unknown', reason: 'no-answer' }), HARD_LIMIT_MS)
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
