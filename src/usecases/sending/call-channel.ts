import type { FileSource, SendContext, SendOutcome } from '../../channels/channel.ts'
import { endFileTrouble } from './end-file-trouble.ts'
import { FileGone } from './file-desk.ts'
import { isHeld, type Lane } from './lane.ts'
import { monotonicNow } from './monotonic-now.ts'
import { noteEnd } from './note-end.ts'
import { currentStep, pacedCall, type Work } from './work.ts'

/**
 * Every adapter limits its calls itself (15-25 s, and as long for a token; an upload 60-180 s) and may need a second one
 * to know what came of the first. One that does not answer even after this is not waited for.
 */
const CALL_LIMIT_MS = 90_000
const UPLOAD_LIMIT_MS = 240_000

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
  const reading: Reading = { failed: null }
  const source = file && watchReading(lane.files.source(file), reading)
  const context: SendContext = {
    signal: lane.cut.signal,
    mayLeave: () => isHeld(lane),
    ...(source && { file: source }),
  }
  const call =
    editMessageId === null
      ? () => lane.channel.send(destination, part, context)
      : () => lane.channel.edit(destination, editMessageId, part, context)
  const isUpload = source?.token === null
  const begun = monotonicNow()
  const answer = await within(isUpload ? UPLOAD_LIMIT_MS : CALL_LIMIT_MS, call)
  const at = monotonicNow()
  const outcome = reading.failed ?? answer
  noteEnd(lane.pacer, { call: pacedCall(work), outcome, isUpload, ms: at - begun, at })
  return {
    outcome: source ? await endFileTrouble(lane, work, outcome, isUpload) : outcome,
    fileToken: source?.token ?? null,
  }
}

/** One promise, as each call makes it: `Promise.race` makes several. */
function within(ms: number, call: () => Promise<SendOutcome>): Promise<SendOutcome> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => end({ kind: 'unknown', reason: 'no answer in time' }), ms)
    const end = (outcome: SendOutcome): void => {
      clearTimeout(timer)
      resolve(outcome)
    }
    const fail = (error: unknown): void =>
      end({ kind: 'unknown', reason: `adapter: ${error instanceof Error ? error.name : 'error'}` })
    try {
      call().then(end, fail)
    } catch (error) {
      fail(error)
    }
  })
}

interface Reading {
  failed: SendOutcome | null
}

const READ_AGAIN_MS = 5_000

/** Our own failure to read the bytes comes before the call, so nothing can have arrived. */
function watchReading(source: FileSource, reading: Reading): FileSource {
  return {
    ...source,
    read: async () => {
      try {
        return await source.read()
      } catch (error) {
        reading.failed = error instanceof FileGone ? FILE_GONE : READ_AGAIN
        throw error
      }
    },
  }
}

const FILE_GONE: SendOutcome = {
  kind: 'rejected',
  why: 'file-missing',
  reason: 'the file could not be read',
}
const READ_AGAIN: SendOutcome = {
  kind: 'retry-after',
  afterMs: READ_AGAIN_MS,
  scope: 'chat',
  why: 'file-missing',
  reason: 'the file could not be read',
}
