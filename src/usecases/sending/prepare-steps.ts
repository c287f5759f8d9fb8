import type { Channel } from '../../channels/channel.ts'
import type { Message } from '../../messages/message.ts'
import type { DueDelivery } from '../../storage/sending/due-deliveries.ts'
import type { SendingDeps } from './sending-deps.ts'
import { leftOf, stepsByWords, type StepsOf } from './steps-of.ts'
import type { Step } from './work.ts'

export type PreparedSteps =
  | { readonly kind: 'steps'; readonly steps: readonly Step[] }
  /** Nothing is to be sent: a progress edit where nothing can be edited, or all parts are out. */
  | { readonly kind: 'nothing'; readonly reason: 'no-edit' | 'complete' }

/** Makes the calls that are left of a delivery, in order. */
export async function prepareSteps(
  deps: Pick<SendingDeps, 'messageFor' | 'linkFiles'>,
  channel: Channel,
  stepsOf: StepsOf,
  delivery: DueDelivery,
): Promise<PreparedSteps> {
  const content = await messageOf(deps, delivery)
  const message = deps.linkFiles(content, delivery.purpose)
  const steps = stepsByWords(stepsOf, { content, message }, delivery)
  const wanted = delivery.editOf === null ? steps : asEdits(channel, delivery, steps)
  if (!wanted) return { kind: 'nothing', reason: 'no-edit' }
  const left = leftOf(wanted, delivery.partsOut)
  if (left.length === 0) return { kind: 'nothing', reason: 'complete' }
  return { kind: 'steps', steps: left }
}

function messageOf(
  deps: Pick<SendingDeps, 'messageFor'>,
  delivery: DueDelivery,
): Message | Promise<Message> {
  if (delivery.message) return delivery.message
  if (!delivery.broadcastId) throw new Error('a delivery without content')
  return deps.messageFor(delivery.broadcastId)
}

/**
 * Turns the parts of a new content into changes of the parts that are out: the first text into the first
 * text, and so on, and the last into the last, which holds the buttons; a part too many goes as a new message.
 * Files stay as they are. What was changed longest ago goes first, or newer content would keep the last from its turn.
 * Undefined: the change cannot be made in place and is not worth a message of its own.
 */
function asEdits(
  channel: Channel,
  delivery: DueDelivery,
  steps: readonly Step[],
): readonly Step[] | undefined {
  const words = steps.filter(({ part }) => part.kind === 'text')
  // An earlier edit of a part names its message once more.
  const texts = new Set(
    delivery.originalParts
      .filter(({ kind }) => kind === 'text')
      .flatMap(({ messageIds }) => messageIds.slice(0, 1)),
  )
  const isWorthItsOwn = delivery.purpose !== 'progress'
  const canEdit = channel.capabilities.edit && texts.size > 0
  if (!canEdit) return isWorthItsOwn ? words : undefined
  if (!isWorthItsOwn && words.length > texts.size) return undefined
  const out = [...texts]
  const last = words.length - 1
  const edits = words.map((step, index) => ({
    ...step,
    editMessageId: (index === last && index < out.length ? out.at(-1) : out[index]) ?? null,
  }))
  const parts = delivery.originalParts
  const turnOf = ({ ordinal, editMessageId }: Step): number =>
    editMessageId ? parts.findLastIndex((part) => part.ordinal === ordinal) : parts.length
  return edits.toSorted((one, other) => turnOf(one) - turnOf(other))
}
