import { type OaMessage, type OaSent, type OfficialAccount, ZaloError } from 'zalo-api-sdk-node'
import type { Channel, Destination, SendContext } from '../channel.ts'
import { countFailures, countWhileOthersGo } from '../count-failures.ts'
import { isKeptOut } from '../zalo/kept-out.ts'
import { oaOutcome } from './zalo-oa-outcome.ts'
import type { OaPartBody } from './zalo-oa-render.ts'
import { uploadToOa } from './zalo-oa-uploads.ts'

/** How long an account that took the words alone is offered no buttons: each refusal costs a call of few a minute. */
const PLAIN_FOR_MS = 3_600_000

/** Executes parts of one account. */
export function createOaSender(account: OfficialAccount, now: () => number): Channel['send'] {
  const failures = countFailures()
  const pages = countWhileOthersGo()
  const sendText = textSender(account, now)
  return async (to, part, context) => {
    const body = part.body as unknown as OaPartBody
    try {
      const { messageId } =
        body.kind === 'text'
          ? await sendText(to, body, context)
          : await sendFile(account, to, body.kind, context)
      failures.clear(to, part)
      pages.clear(to, part)
      pages.noteSent()
      return { kind: 'sent', messageIds: messageId === '' ? [] : [messageId] }
    } catch (error) {
      const isRepeated = failures.of(to, part) > 0
      failures.clear(to, part)
      if (isCode(error, -200) && !isRepeated) failures.add(to, part)
      const keptOut = pages.of(to, part)
      const outcome = oaOutcome(error, now(), { chatType: to.type, isRepeated, keptOut })
      if (isKeptOut(error) && outcome.kind === 'retry-after') pages.add(to, part)
      else pages.clear(to, part)
      return outcome
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

/** An account that takes buttons in neither of their shapes gets the choices as numbers, then for an hour without a try. */
function textSender(
  account: OfficialAccount,
  now: () => number,
): (
  to: Destination,
  body: Extract<OaPartBody, { kind: 'text' }>,
  context: SendContext,
) => Promise<OaSent> {
  let plainSince = -Infinity
  // Either way, lest a clock that is set right make hours of it.
  const isPlain = (): boolean => Math.abs(now() - plainSince) < PLAIN_FOR_MS
  return async (to, { text, buttons, withoutButtons }, context) => {
    if (buttons === undefined)
      return await sendMessage(account, to, { kind: 'text', text }, context)
    const plain: OaMessage = { kind: 'text', text: withoutButtons ?? text }
    if (isPlain()) return await sendMessage(account, to, plain, context)
    try {
      return await sendMessage(account, to, { kind: 'text', text, buttons }, context)
    } catch (error) {
      if (!isCode(error, -201)) throw error
      const sent = await sendMessage(account, to, plain, context)
      // Only now is it known that the buttons were refused, and not the words.
      plainSince = now()
      return sent
    }
  }
}

function sendMessage(
  account: OfficialAccount,
  to: Destination,
  message: OaMessage,
  { signal, mayLeave }: SendContext,
): Promise<OaSent> {
  return to.type === 'group'
    ? account.sendGroupMessage(to.chatId, message, { signal, mayLeave })
    : account.sendMessage(to.chatId, message, { signal, mayLeave })
}

function isCode(error: unknown, code: number): boolean {
  return error instanceof ZaloError && error.code === code
}
