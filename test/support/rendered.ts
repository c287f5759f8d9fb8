import { renderTelegram } from '../../src/channels/telegram/telegram-render.ts'
import { renderZaloBot } from '../../src/channels/zalo-bot/zalo-bot-render.ts'
import { BY_WEBHOOK, renderZaloOa } from '../../src/channels/zalo-oa/zalo-oa-render.ts'
import type { Message } from '../../src/messages/message.ts'

/** The texts of the calls that each platform's adapter makes of a message, part by part. */
export function renderedTexts(message: Message): Record<string, string[]> {
  const texts = (parts: readonly { kind: string; preview: string }[]): string[] =>
    parts.filter(({ kind }) => kind === 'text').map(({ preview }) => preview)
  return {
    telegram: texts(renderTelegram(message)),
    'zalo-oa': texts(renderZaloOa(message, 'private', BY_WEBHOOK)),
    'zalo-oa in a group': texts(renderZaloOa(message, 'group', BY_WEBHOOK)),
    'zalo-bot': texts(renderZaloBot(message, 'private')),
  }
}
