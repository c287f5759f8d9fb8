import type { ChatType } from '../../src/channels/channel.ts'
import { FACES } from '../../src/compose/faces.ts'
import { type Platform, PLATFORMS } from '../../src/domain/platform.ts'
import type { Message } from '../../src/messages/message.ts'

/** The texts of the calls that each platform's adapter makes of a message, part by part, in private and in a group. */
export function renderedTexts(message: Message): Record<string, string[]> {
  const texts = (platform: Platform, chat: ChatType): string[] =>
    FACES[platform]
      .render(message, chat)
      .flatMap(({ kind, preview }) => (kind === 'text' ? [preview] : []))
  return Object.fromEntries(
    PLATFORMS.flatMap((platform) => [
      [platform, texts(platform, 'private')],
      [`${platform} in a group`, texts(platform, 'group')],
    ]),
  )
}
