import { createHash } from 'node:crypto'
import type { Channel, RenderedPart } from '../../channels/channel.ts'
import type { ChatType } from '../../domain/platform.ts'
import type { Message } from '../../messages/message.ts'
import type { DueDelivery, EarlierPart } from '../../storage/sending/due-deliveries.ts'
import type { Step } from './work.ts'

/** The calls that a message comes to in a chat of a kind. */
export type StepsOf = (message: Message, type: ChatType) => readonly Step[]

/** Rendering is pure, so that the many copies of one message share what comes of it. */
export function createStepsOf(channel: Channel): StepsOf {
  const known = new WeakMap<Message, Partial<Record<ChatType, readonly Step[]>>>()
  return (message, type) => {
    const byType = known.get(message) ?? {}
    known.set(message, byType)
    return (byType[type] ??= channel.render(message, type).map((part, ordinal) => ({
      ordinal,
      part,
      editMessageId: null,
      file: message.files?.find(({ fileId }) => fileId === part.fileId) ?? null,
      words: null,
    })))
  }
}

/**
 * A copy is made anew from its notice whenever it is taken up. Where the program that began it has cut the text elsewhere, a part
 * that is out is none of the new ones, which then all go: the beginning comes twice, and no line is missing.
 */
export function isThatPart(out: EarlierPart, { ordinal, words }: Step): boolean {
  return out.words === null || words === null ? out.ordinal === ordinal : out.words === words
}

const hashed = new WeakMap<readonly Step[], readonly Step[]>()

/**
 * The steps of a message; of a copy in several parts with the hashes of what `content` says in their place, which is the message
 * without its links: a new day's links say nothing of where the text is cut.
 */
export function stepsByWords(
  stepsOf: StepsOf,
  { content, message }: { readonly content: Message; readonly message: Message },
  delivery: Pick<DueDelivery, 'message' | 'chat' | 'partsOut'>,
): readonly Step[] {
  const { type } = delivery.chat
  const steps = stepsOf(message, type)
  if (delivery.message) return steps
  if (steps.length === 1 && delivery.partsOut.length === 0) return steps
  const known = hashed.get(steps)
  if (known) return known
  const bare = stepsOf(content, type)
  const made = steps.map((step, index) => ({ ...step, words: hashOf(bare[index]?.part) }))
  hashed.set(steps, made)
  return made
}

function hashOf(part: RenderedPart | undefined): number | null {
  if (!part) return null
  return createHash('sha256')
    .update(`${part.fileId ?? ''} ${part.preview}`)
    .digest()
    .readInt32BE()
}
