import type { Block, Message } from '../../messages/message.ts'
import type { ChatType, RenderedPart } from '../channel.ts'
import { writeTexts } from '../write-texts.ts'
import { PLAIN_ZALO } from '../zalo/plain-zalo.ts'

/** Plain text with numbered choices: the platform has no buttons and takes no files. */
export function renderZaloBot(message: Message, chat: ChatType): RenderedPart[] {
  // No markup mode is used and no mention syntax is known, so the words need no care.
  const shown = chat === 'group' ? { ...message, blocks: message.blocks.map(asAddressed) } : message
  const { withChoices } = writeTexts(shown, {
    ...PLAIN_ZALO,
    chat,
    neutralise: (text) => text,
    refusedFiles: (message.files ?? []).map(({ name, link }) => ({
      name,
      maxBytes: null,
      ...(link && { link }),
    })),
  })
  return withChoices.map((text) => ({ kind: 'text', preview: text, body: { text } }))
}

/** Of a group the platform passes on only what replies to the bot or names it. */
function asAddressed(block: Block): Block {
  if (block.kind !== 'text' && block.kind !== 'note') return block
  return { ...block, text: block.whereAddressed ?? block.text }
}
