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

/** A part that has arrived: its place, and the hash of what it said, if that is known. */
type PartOut = Pick<EarlierPart, 'ordinal' | 'words'>

/**
 * The steps whose parts are not out yet. A copy is made anew from its notice whenever it is taken up: where the program that began
 * it has cut the text elsewhere, a part that is out is none of the new ones, which then all go. The beginning comes twice, and
 * no line is missing.
 */
export function leftOf(steps: readonly Step[], out: readonly PartOut[]): readonly Step[] {
  if (out.length === 0) return steps
  const free = [...out]
  const isOut = (fits: (part: PartOut) => boolean): boolean => {
    const index = free.findIndex(fits)
    if (index >= 0) free.splice(index, 1)
    return index >= 0
  }
  // In its own place first: two parts may say the same, and each part that is out is one of them.
  return steps
    .filter((step) => !isOut((part) => part.ordinal === step.ordinal && isThatPart(part, step)))
    .filter((step) => !isOut((part) => isThatPart(part, step)))
}

function isThatPart(out: PartOut, { ordinal, words }: Step): boolean {
  return out.words === null ? out.ordinal === ordinal : out.words === words
}

const hashed = new WeakMap<readonly Step[], readonly Step[]>()

/**
 * The steps of a message; of a copy with the hashes of what `content` says of itself in their place: a new day's
 * links, and other words for how to answer, say nothing of where the text is cut.
 */
export function stepsByWords(
  stepsOf: StepsOf,
  { content, message }: { readonly content: Message; readonly message: Message },
  delivery: Pick<DueDelivery, 'message'> & { readonly chat: { readonly type: ChatType } },
): readonly Step[] {
  const { type } = delivery.chat
  const steps = stepsOf(message, type)
  if (delivery.message) return steps
  const known = hashed.get(steps)
  if (known) return known
  const bare = stepsOf(withoutAnswering(content), type)
  const made = steps.map((step, index) => ({ ...step, words: hashOf(bare[index]?.part) }))
  hashed.set(steps, made)
  return made
}

/** Its own words, without choices and without how they are to be typed. */
function withoutAnswering({ blocks, files }: Message): Message {
  const own = blocks.filter((block) => !('whereAddressed' in block))
  return { blocks: own, ...(files && { files }) }
}

function hashOf(part: RenderedPart | undefined): number | null {
  if (!part) return null
  return createHash('sha256')
    .update(`${part.fileId ?? ''} ${part.preview}`)
    .digest()
    .readInt32BE()
}
