import { z } from 'zod'
import type { Destination, RenderedPart, SendContext, SendOutcome } from '../channel.ts'
import type { TelegramClient } from './telegram-client.ts'
import { isOfChat, TelegramCallError } from './telegram-error.ts'
import { isUnknownChat, outcomeOfError } from './telegram-outcome.ts'

/** Bot API: 50 MB by upload, https://core.telegram.org/bots/api#sending-files */
const MAX_UPLOAD_BYTES = 50 * 1024 * 1024

/** Until a message is tried again of whose chat the server has said nothing certain. */
const SECOND_LOOK_MS = 5_000

/** Until an upload is made again that we cut off ourselves. */
const INTERRUPTED_MS = 1_000

const sentSchema = z.object({
  message_id: z.number().int(),
  document: z.object({ file_id: z.string() }).optional().catch(undefined),
})

/** Executes one rendered part. A file goes by its token where there is one, else by its bytes. */
export async function sendRendered(
  client: TelegramClient,
  to: Destination,
  part: RenderedPart,
  context: SendContext,
): Promise<SendOutcome> {
  const outcome = await sendPart(client, to, part, context)
  if (!('message_thread_id' in part.body) || !isOfTopic(outcome)) return outcome
  // The topic was deleted or closed meanwhile: refused is not sent, and the group is still there.
  return sendPart(client, to, { ...part, body: withoutTopic(part.body) }, context)
}

/** What is gone of a message that replies to none can only be its topic. */
function isOfTopic(outcome: SendOutcome): boolean {
  if (outcome.kind === 'unreachable') return outcome.why === 'topic-closed'
  return outcome.kind === 'rejected' && outcome.why === 'message-gone'
}

function withoutTopic(body: object): RenderedPart['body'] {
  const { message_thread_id: _topic, ...rest } = body as RenderedPart['body']
  return rest
}

function sendPart(
  client: TelegramClient,
  to: Destination,
  part: RenderedPart,
  context: SendContext,
): Promise<SendOutcome> {
  if (part.kind === 'file') return sendFile(client, to, part, context)
  const { signal, mayLeave } = context
  return withOrWithoutStyle(part, (body) =>
    settle(client, to, context, () =>
      client.callFor(to.chatId, 'sendMessage', body, { signal, mayLeave }),
    ),
  )
}

/** Changes a text that was sent; doing so twice changes nothing. */
export async function editRendered(
  client: TelegramClient,
  to: Destination,
  messageId: string,
  part: RenderedPart,
  { signal, mayLeave }: SendContext,
): Promise<SendOutcome> {
  if (part.kind === 'file') {
    return { kind: 'rejected', why: 'refused', reason: 'a file is not edited' }
  }
  const message_id = Number(messageId)
  if (!Number.isSafeInteger(message_id)) {
    return { kind: 'rejected', why: 'message-gone', reason: 'not a message id of Telegram' }
  }
  return withOrWithoutStyle(part, async (body) => {
    try {
      const edited = { chat_id: to.chatId, message_id, ...withoutTopic(body) }
      await client.call('editMessageText', edited, { signal, mayLeave })
      return { kind: 'sent', messageIds: [messageId] }
    } catch (error) {
      return await outcomeOfFailure(client, to, error, { signal })
    }
  })
}

/** What goes in place of a body whose formatting was refused. */
const plainBodies = new WeakMap<object, object>()

/**
 * A server that refuses the formatting gets the same words and buttons without entities: refused is not sent. That is a
 * second call in one slot, so the copies that share the body go without a try from then on.
 */
async function withOrWithoutStyle(
  { body }: RenderedPart,
  call: (body: object) => Promise<SendOutcome>,
): Promise<SendOutcome> {
  const known = plainBodies.get(body)
  if (known) return call(known)
  const outcome = await call(body)
  const isRefused = outcome.kind === 'rejected' && outcome.why === 'format-refused'
  if (!isRefused || !('entities' in body)) return outcome
  const { entities: _none, ...plain } = body
  plainBodies.set(body, plain)
  return call(plain)
}

async function sendFile(
  client: TelegramClient,
  to: Destination,
  part: RenderedPart,
  context: SendContext,
): Promise<SendOutcome> {
  const { signal, mayLeave, file } = context
  if (file === undefined) {
    return { kind: 'rejected', why: 'file-missing', reason: 'no file with a file part' }
  }
  const payload = { chat_id: to.chatId, ...part.body }
  if (file.token !== null) {
    const document = file.token
    return settle(client, to, context, () =>
      client.callApi('sendDocument', { ...payload, document }, { signal, mayLeave }),
    )
  }
  const bytes = await readBytes(file)
  if (bytes === null) {
    return {
      kind: 'retry-after',
      afterMs: 5_000,
      scope: 'chat',
      why: 'file-missing',
      reason: 'stored file not readable',
    }
  }
  if (bytes.length > MAX_UPLOAD_BYTES || bytes.length === 0) {
    const why = bytes.length === 0 ? 'file-missing' : 'file-too-large'
    return { kind: 'rejected', why, reason: `${bytes.length} bytes` }
  }
  const { name, mime } = file
  const upload = { field: 'document', name, mime, bytes }
  return settle(client, to, context, () =>
    client.upload('sendDocument', payload, upload, { signal, mayLeave }),
  )
}

async function readBytes(file: NonNullable<SendContext['file']>): Promise<Uint8Array | null> {
  try {
    return await file.read()
  } catch {
    return null
  }
}

async function settle(
  client: TelegramClient,
  to: Destination,
  context: SendContext,
  call: () => Promise<unknown>,
): Promise<SendOutcome> {
  try {
    const { messageIds, fileToken } = readSent(await call())
    const { file } = context
    if (fileToken !== undefined && file?.token === null) await file.keep(fileToken)
    return { kind: 'sent', messageIds }
  } catch (error) {
    return await outcomeOfFailure(client, to, error, context)
  }
}

/** A chat is written off only when the server says twice that it does not know it. */
async function outcomeOfFailure(
  client: TelegramClient,
  to: Destination,
  error: unknown,
  { signal, file }: SendContext,
): Promise<SendOutcome> {
  if (!(error instanceof TelegramCallError)) throw error
  if (error.failure === 'cut-short' && signal.aborted)
    return {
      kind: 'retry-after',
      afterMs: INTERRUPTED_MS,
      scope: 'chat',
      why: 'interrupted',
      reason: error.description,
    }
  const call = { chatType: to.type, carriesFile: file !== undefined }
  const outcome = outcomeOfError(error, call)
  if (!isUnknownChat(error)) return outcome
  const second = await lookForChat(client, to, signal)
  if (second === null) return { kind: 'rejected', why: 'unknown', reason: error.description }
  if (isOfChat(second)) return outcome
  // A server that restarts, refuses the bot itself or cannot be reached says nothing of the chat.
  const waits = outcomeOfError(second, call)
  if (waits.kind === 'retry-after') return waits
  return {
    kind: 'retry-after',
    afterMs: SECOND_LOOK_MS,
    scope: 'chat',
    why: 'platform-trouble',
    reason: error.description,
  }
}

/** Null: the chat is there. */
async function lookForChat(
  client: TelegramClient,
  { chatId }: Destination,
  signal: AbortSignal,
): Promise<TelegramCallError | null> {
  try {
    await client.callApi('getChat', { chat_id: chatId }, { signal })
    return null
  } catch (error) {
    if (!(error instanceof TelegramCallError)) throw error
    return error
  }
}

/** An accepted call whose answer cannot be read was accepted all the same. */
function readSent(result: unknown): { messageIds: string[]; fileToken?: string } {
  const sent = sentSchema.safeParse(result)
  if (!sent.success) return { messageIds: [] }
  const { message_id, document } = sent.data
  return {
    messageIds: [String(message_id)],
    ...(document === undefined ? {} : { fileToken: document.file_id }),
  }
}
