import type { Message } from '../../messages/message.ts'
import type { RenderedPart } from '../channel.ts'
import { writeTexts } from '../zalo/write-texts.ts'

/** Plain text with numbered choices: the platform has no buttons and takes no files. */
export function renderZaloBot(message: Message): RenderedPart[] {
  // No markup mode is used and no mention syntax is known, so the words need no care.
  const { withChoices } = writeTexts(message, {
    neutralise: (text) => text,
    refusedFiles: (message.files ?? []).map(({ name }) => ({ name, maxBytes: null })),
  })
  return withChoices.map((text) => ({ kind: 'text', preview: text, body: { text } }))
}
