import { type OaMessage, type OaSent, type OfficialAccount, ZaloError } from 'zalo-api-sdk-node'
import type { Destination, RenderedPart, SendContext, SendOutcome } from '../channel.ts'
import { countFailures } from '../zalo/count-failures.ts'
import { oaOutcome } from './zalo-oa-outcome.ts'
import type { OaPartBody } from './zalo-oa-render.ts'
import { uploadToOa } from './zalo-oa-uploads.ts'

export type SendPart = (
  to: Destination,
  part: RenderedPart,
  context: SendContext,
) => Promise<SendOutcome>

/** Executes parts of one account. */
export function createOaSender(account: OfficialAccount, now: () => number): SendPart {
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
      return oaOutcome(error, now(), isRepeated)
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

/** Two shapes of buttons are in use; an account that refuses both gets the choices as numbers. */
async function sendText(
  account: OfficialAccount,
  to: Destination,
  body: Extract<OaPartBody, { kind: 'text' }>,
  context: SendContext,
): Promise<OaSent> {
  const { text, buttons, withoutButtons } = body
  const variants: OaMessage[] =
    buttons === undefined
      ? [{ kind: 'text', text }]
      : [
          { kind: 'text', text, buttons },
          { kind: 'text', text, buttons, buttonShape: 'legacy' },
          { kind: 'text', text: withoutButtons ?? text },
        ]
  for (const message of variants.slice(0, -1)) {
    try {
      return await sendMessage(account, to, message, context)
    } catch (error) {
      if (!isCode(error, -201)) throw error
    }
  }
  return await sendMessage(account, to, variants.at(-1) ?? { kind: 'text', text }, context)
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
