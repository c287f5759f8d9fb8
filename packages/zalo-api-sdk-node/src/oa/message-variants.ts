import { ZaloError } from '../zalo-error.ts'
import type { OaButtonShape, OaMessage } from './oa-message.ts'

/** "A named field is invalid": nothing was sent, and another form of the message may pass. */
const FIELD_INVALID = -201

/**
 * The forms in which a message is tried, best first. Sources disagree on the shape of buttons, and a quote is
 * refused once the quoted message is too old; the words must arrive in any case.
 */
export function messageVariants(message: OaMessage, shape: OaButtonShape): OaMessage[] {
  if (message.kind !== 'text') return [message]
  const { quoteMessageId, ...plain } = message
  const unquoted: OaMessage[] = quoteMessageId === undefined ? [] : [plain]
  if (!message.buttons?.length || message.buttonShape !== undefined) return [message, ...unquoted]
  const other = shape === 'v3' ? 'legacy' : 'v3'
  return [
    { ...message, buttonShape: shape },
    { ...message, buttonShape: other },
    ...unquoted.flatMap((form) => [
      { ...form, buttonShape: shape },
      { ...form, buttonShape: other },
    ]),
  ] as OaMessage[]
}

/**
 * Sends the first form that is not refused for a field of it. When all are, the first refusal is thrown: it is
 * about the documented form.
 */
export async function sendFirstTaken<T>(
  variants: readonly OaMessage[],
  send: (message: OaMessage) => Promise<T>,
): Promise<{ readonly sent: T; readonly as: OaMessage }> {
  let first: ZaloError | undefined
  for (const message of variants) {
    try {
      return { sent: await send(message), as: message }
    } catch (error) {
      if (!(error instanceof ZaloError) || error.code !== FIELD_INVALID) throw error
      first ??= error
    }
  }
  throw first ?? new TypeError('there is no form to send')
}
