import { createHash } from 'node:crypto'
import { type OaMessage, type OaSent, type OfficialAccount, ZaloError } from 'zalo-api-sdk-node'
import type { Destination, RenderedPart, SendContext, SendOutcome } from '../channel.ts'
import { oaOutcome } from './zalo-oa-outcome.ts'
import type { OaPartBody } from './zalo-oa-render.ts'
import { createUploads } from './zalo-oa-uploads.ts'

export type SendPart = (
  to: Destination,
  part: RenderedPart,
  context: SendContext,
) => Promise<SendOutcome>

const MAX_REMEMBERED = 1_000

/** Executes parts of one account. */
export function createOaSender(account: OfficialAccount, now: () => number): SendPart {
  const uploads = createUploads(account, now)
  const failedOnce = new Set<string>()

  async function sendFile(
    to: Destination,
    part: RenderedPart,
    kind: 'file' | 'image',
    context: SendContext,
  ): Promise<SendOutcome> {
    const fileId = part.fileId ?? part.preview
    const attempt = async (again: boolean): Promise<SendOutcome> => {
      const fileToken = await uploads.tokenOf(fileId, kind, context, again)
      const message: OaMessage =
        kind === 'file' ? { kind, token: fileToken } : { kind, image: { attachmentId: fileToken } }
      return { ...sent(await sendMessage(account, to, message, context)), fileToken }
    }
    try {
      return await attempt(false)
    } catch (error) {
      // -100: the upload has lapsed. A message that was refused has not been sent.
      if (!isCode(error, -100)) throw error
      return await attempt(true)
    }
  }

  return async (to, part, context) => {
    const body = part.body as unknown as OaPartBody
    const mark = createHash('sha256').update(`${to.chatId}\0${part.preview}`).digest('base64')
    try {
      const outcome =
        body.kind === 'text'
          ? sent(await sendText(account, to, body, context))
          : await sendFile(to, part, body.kind, context)
      failedOnce.delete(mark)
      return outcome
    } catch (error) {
      const repeated = failedOnce.delete(mark)
      if (isCode(error, -200) && !repeated && failedOnce.size < MAX_REMEMBERED) failedOnce.add(mark)
      return oaOutcome(error, now(), repeated)
    }
  }
}

/** An account that takes buttons in neither of their shapes gets the choices as numbers. */
async function sendText(
  account: OfficialAccount,
  to: Destination,
  { text, buttons, withoutButtons }: Extract<OaPartBody, { kind: 'text' }>,
  context: SendContext,
): Promise<OaSent> {
  if (buttons === undefined) return await sendMessage(account, to, { kind: 'text', text }, context)
  try {
    return await sendMessage(account, to, { kind: 'text', text, buttons }, context)
  } catch (error) {
    if (!isCode(error, -201)) throw error
    const plain: OaMessage = { kind: 'text', text: withoutButtons ?? text }
    return await sendMessage(account, to, plain, context)
  }
}

function sendMessage(
  account: OfficialAccount,
  to: Destination,
  message: OaMessage,
  { signal }: SendContext,
): Promise<OaSent> {
  return to.type === 'group'
    ? account.sendGroupMessage(to.chatId, message, { signal })
    : account.sendMessage(to.chatId, message, { signal })
}

function sent({ messageId }: OaSent): Extract<SendOutcome, { kind: 'sent' }> {
  return { kind: 'sent', messageIds: messageId === '' ? [] : [messageId] }
}

function isCode(error: unknown, code: number): boolean {
  return error instanceof ZaloError && error.code === code
}
