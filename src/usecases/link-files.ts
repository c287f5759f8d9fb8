import type { DeliveryPurpose } from '../domain/delivery.ts'
import { signFileLink } from '../domain/file-link.ts'
import type { Keyring } from '../domain/keyring.ts'
import { dayOf, endOfDay, formatDay } from '../domain/time/format.ts'
import type { Message } from '../messages/message.ts'

interface LinkRules {
  readonly keys: Keyring
  /** Origin under which phones reach the service, without a slash at its end; undefined: they do not, and there are no links. */
  readonly publicUrl: string | undefined
  readonly timeZone: string
}

/** Whole days for which a link is good, besides the day on which it is made. */
const DAYS = 30
/** What one officer has asked for, such as a report with names. */
const DAYS_OF_ANSWER = 1
const DAY_MS = 86_400_000

/** The path under which the service gives files out, without the token. */
export const FILE_PATH = '/tep'

/** The same message with a link for each of its files, for platforms that do not take them. */
export function linkFiles(
  message: Message,
  { keys, publicUrl, timeZone }: LinkRules,
  { purpose, now }: { readonly purpose: DeliveryPurpose; readonly now: Date },
): Message {
  if (publicUrl === undefined || !message.files || message.files.length === 0) return message
  const days = purpose === 'answer' ? DAYS_OF_ANSWER : DAYS
  const day = dayOf(new Date(now.getTime() + days * DAY_MS), timeZone)
  const until = endOfDay(day, timeZone)
  const root = `${publicUrl}${FILE_PATH}`
  return {
    ...message,
    files: message.files.map((file) => ({
      ...file,
      link: {
        url: `${root}/${signFileLink(keys, { fileId: file.fileId, until })}`,
        until: formatDay(day),
      },
    })),
  }
}

/**
 * The same for messages that are sent again and again: one object for one message on one day, so that it is rendered
 * once.
 */
export function createFileLinker(
  rules: LinkRules,
  clock: { now(): Date },
): (message: Message, purpose: DeliveryPurpose) => Message {
  const known = new WeakMap<Message, { readonly day: string; readonly linked: Message }>()
  return (message, purpose) => {
    if (!message.files || message.files.length === 0) return message
    const now = clock.now()
    const day = dayOf(now, rules.timeZone)
    const before = known.get(message)
    if (before?.day === day) return before.linked
    const linked = linkFiles(message, rules, { purpose, now })
    known.set(message, { day, linked })
    return linked
  }
}
