import { t } from './texts.js'

/** How a chat is called on this phone: a private chat has the bot's name, a group its own. */
export function titleOf(chat, store) {
  if (chat.kind !== 'private') return chat.title
  return store.bot(chat.platform)?.botName ?? t.platforms[chat.platform] ?? chat.platform
}

/** `Telegram · giả lập`: nobody may take this for the real thing. */
export function platformLabel(chat) {
  return `${t.platforms[chat.platform] ?? chat.platform} · ${t.emulated}`
}

/** Who wrote a message, in the words of the person reading. */
export function nameOf(from, chat, store) {
  if (from?.bot) return store.bot(chat.platform)?.botName ?? t.bot
  return store.person(from?.personId)?.name ?? ''
}

/** What the platform itself says in a group, such as that somebody left. */
export function serviceText(message, name) {
  return t.service[message.service]?.(name) ?? t.serviceOther
}

/** What must stand in a group's message for the bot to see it. */
export function mentionOf(chat, store) {
  if (chat.kind === 'private') return null
  const bot = store.bot(chat.platform)
  if (chat.platform === 'telegram') return bot?.username ? `@${bot.username}` : null
  return chat.platform === 'zalo-bot' && bot ? `@${bot.botName}` : null
}

/** The look of the phone follows the app: Telegram's or Zalo's colours. */
export function lookOf(platform) {
  return platform === 'telegram' ? 'telegram' : 'zalo'
}
