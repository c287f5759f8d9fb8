import type { Asking } from '../ask-until-answered.ts'
import type { CommandMenu } from '../channel.ts'
import { sleepFor } from '../sleep.ts'
import { countCodePoints, shortenText } from '../split-text.ts'
import type { BotCommandScope } from 'telegraf/types'
import { askTelegram } from './back-off.ts'
import type { TelegramClient } from './telegram-client.ts'
import { isOfChat, TelegramCallError } from './telegram-error.ts'

/** Telegram looks for a list in the person's language before the one without: both are ours. */
const LANGUAGES = ['', 'vi'] as const
/** Bot API: 1-32 of a-z 0-9 _, https://core.telegram.org/bots/api#botcommand */
const NAME = /^[a-z0-9_]{1,32}$/u
const MAX_DESCRIPTION = 256
const MAX_COMMANDS = 100
/** Between two calls: what people wait for goes before menus. */
const PACE_MS = 250

/**
 * Puts the menus up, one per scope and language. A menu is an aid, so one that Telegram refuses is logged and the next one is
 * tried; every command works without it. Where Telegram asks for time, or does not answer, the same one is tried again.
 */
export async function publishMenus(
  client: TelegramClient,
  menus: readonly CommandMenu[],
  options: Asking,
): Promise<void> {
  const { log, signal, sleep = sleepFor } = options
  for (const menu of menus) {
    for (const language of LANGUAGES) {
      const publish = async (): Promise<void> => {
        try {
          await publishMenu(client, menu, language, signal)
        } catch (error) {
          if (!(error instanceof TelegramCallError) || !isOfChat(error)) throw error
          log.warn({ scope: menu.scope.kind, reason: error.message }, 'telegram menu refused')
        }
      }
      await askTelegram('telegram menu not published', publish, options)
      await sleep(PACE_MS, signal)
    }
  }
}

async function publishMenu(
  client: TelegramClient,
  { scope, commands }: CommandMenu,
  language: string,
  signal: AbortSignal,
): Promise<void> {
  const where = {
    scope: scopeOf(scope),
    ...(language === '' ? {} : { language_code: language }),
  }
  const shown = commands
    .filter(({ name }) => NAME.test(name))
    .slice(0, MAX_COMMANDS)
    .map(({ name, description }) => ({
      command: name,
      description: shortenText(description, { max: MAX_DESCRIPTION, count: countCodePoints }),
    }))
  if (shown.length === 0) await client.callApi('deleteMyCommands', where, { signal })
  else await client.callApi('setMyCommands', { commands: shown, ...where }, { signal })
}

function scopeOf(scope: CommandMenu['scope']): BotCommandScope {
  switch (scope.kind) {
    case 'all-private':
      return { type: 'all_private_chats' }
    case 'all-groups':
      return { type: 'all_group_chats' }
    case 'chat':
      return { type: 'chat', chat_id: scope.chatId }
  }
}
