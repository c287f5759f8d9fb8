import { type OaMessage, type OaSent, type OfficialAccount, ZaloError } from 'zalo-api-sdk-node'
import type { Channel, Destination, SendContext } from '../channel.ts'
import { countFailures } from '../zalo/count-failures.ts'
import { oaOutcome } from './zalo-oa-outcome.ts'
import type { OaPartBody } from './zalo-oa-render.ts'
import { uploadToOa } from './zalo-oa-uploads.ts'

/** Executes parts of one account. */
export function createOaSender(account: OfficialAccount, now: () => number): Channel['send'] {
  const failures = countFailures()
  return async (to, part, context) => {
    const body = part.body as unknown as OaPartBody
    try {
      const { messageId } =
        body.kind === 'text'
          ? await sendText(account, to, body, context)
          : await sendFile(account, to, body.kind, context)
      failures.clear(to, part)
      return { kind: 'sent', messageIds: messageId === '' ? [] : [messageId] }
    } catch (error) {
      const isRepeated = failures.of(to, part) > 0
      failures.clear(to, part)
      if (isCode(error, -200) && !isRepeated) failures.add(to, part)
      return oaOutcome(error, now(), { chatType: to.type, isRepeated })
    }
  }
}

/** Two calls: the upload, where there is no token yet, and the message that shows it. */
async function sendFile(
  account: OfficialAccount,
  to: Destination,
  kind: 'file' | 'image',
  context: SendContext,
): Promise<OaSent> {
  const token = context.file?.token ?? (await uploadToOa(account, kind, context))
  const message: OaMessage =
    kind === 'file' ? { kind, token } : { kind, image: { attachmentId: token } }
  return sendMessage(account, to, message, context)
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

function isCode(error: unknown, code: number): boolean {
  return error instanceof ZaloError && error.code === code
}
