import { z } from 'zod'
import type { Destination, RenderedPart, SendContext, SendOutcome } from '../channel.ts'
import type { TelegramClient } from './telegram-client.ts'
import { TelegramCallError } from './telegram-error.ts'
import { outcomeOfError } from './telegram-outcome.ts'

/** Bot API: 50 MB by upload, https://core.telegram.org/bots/api#sending-files */
export const MAX_UPLOAD_BYTES = 50 * 1024 * 1024

const sentSchema = z.object({
  message_id: z.number().int(),
  document: z.object({ file_id: z.string() }).optional().catch(undefined),
})

/** Executes one rendered part. A file goes by its token where there is one, else by its bytes. */
export async function sendPart(
  client: TelegramClient,
  to: Destination,
  part: RenderedPart,
  context: SendContext,
): Promise<SendOutcome> {
  if (part.kind === 'file') return sendFile(client, to, part, context)
  const payload = { chat_id: to.chatId, ...part.body }
  return settle(to, false, () => client.call('sendMessage', payload, { signal: context.signal }))
}

/** Changes a text that was sent. Repeating an edit changes nothing, so it has no unknown end. */
export async function editPart(
  client: TelegramClient,
  to: Destination,
  messageId: string,
  part: RenderedPart,
  { signal }: SendContext,
): Promise<SendOutcome> {
  if (part.kind === 'file') {
    return { kind: 'rejected', code: 'not-editable', reason: 'a file is not edited' }
  }
  const message_id = Number(messageId)
  if (!Number.isSafeInteger(message_id)) {
    return { kind: 'rejected', code: 'message-gone', reason: 'not a message id of Telegram' }
  }
  const payload = { chat_id: to.chatId, message_id, ...part.body }
  const outcome = await settle(to, true, () => client.call('editMessageText', payload, { signal }))
  const unchanged = outcome.kind === 'rejected' && outcome.code === 'not-modified'
  return unchanged ? { kind: 'sent', messageIds: [messageId] } : outcome
}

async function sendFile(
  client: TelegramClient,
  to: Destination,
  part: RenderedPart,
  { signal, file }: SendContext,
): Promise<SendOutcome> {
  if (file === undefined) {
    return { kind: 'rejected', code: 'file-missing', reason: 'no file with a file part' }
  }
  const payload = { chat_id: to.chatId, ...part.body }
  if (file.token !== null) {
    const document = file.token
    const known = await settle(to, false, () =>
      client.call('sendDocument', { ...payload, document }, { signal }),
    )
    // A token that is no longer good was refused, so nothing was sent: the bytes go instead.
    if (known.kind !== 'rejected' || known.code !== 'file-invalid') return known
  }
  const bytes = await readBytes(file)
  if (bytes === null) {
    return {
      kind: 'retry-after',
      afterMs: 5_000,
      scope: 'chat',
      reason: 'stored file not readable',
    }
  }
  if (bytes.length > MAX_UPLOAD_BYTES || bytes.length === 0) {
    const code = bytes.length === 0 ? 'file-empty' : 'file-too-large'
    return { kind: 'rejected', code, reason: `${bytes.length} bytes` }
  }
  const { name, mime } = file
  const upload = { field: 'document', name, mime, bytes }
  return settle(to, false, () => client.upload('sendDocument', payload, upload, { signal }))
}

async function readBytes(file: NonNullable<SendContext['file']>): Promise<Uint8Array | null> {
  try {
    return await file.read()
  } catch {
    return null
  }
}

async function settle(
  { type }: Destination,
  repeatable: boolean,
  call: () => Promise<unknown>,
): Promise<SendOutcome> {
  try {
    return outcomeOfResult(await call())
  } catch (error) {
    if (!(error instanceof TelegramCallError)) throw error
    return outcomeOfError(error, { chatType: type, repeatable })
  }
}

/** An accepted call whose answer cannot be read was accepted all the same. */
function outcomeOfResult(result: unknown): SendOutcome {
  const sent = sentSchema.safeParse(result)
  if (!sent.success) return { kind: 'sent', messageIds: [] }
  const { message_id, document } = sent.data
  return {
    kind: 'sent',
    messageIds: [String(message_id)],
    ...(document === undefined ? {} : { fileToken: document.file_id }),
  }
}
