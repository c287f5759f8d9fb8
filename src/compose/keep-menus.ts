import { setTimeout as delay } from 'node:timers/promises'
import type { PlatformConfigs } from '../../config/config.ts'
import type { Channel, CommandMenu } from '../channels/channel.ts'
import { commandMenus } from '../conversations/command-menus.ts'
import { formerStaffChats, staffChats } from '../storage/staff-chats.ts'
import type { StorageLog } from '../storage/storage-log.ts'
import type { Store } from '../storage/store.ts'
import { makesGroups } from './configured-platforms.ts'

/** Officers whose chats get a menu of their own; the rest find every command in /trogiup. */
const MENUS_MAX = 200
/** Roles change by buttons, invitations, lists and commands of other processes: the database is asked, none of them. */
const LOOK_EVERY_MS = 60_000

export interface MenuKeeping {
  readonly store: Store
  readonly config: PlatformConfigs
  readonly log: Pick<StorageLog, 'warn'>
  /** Waits until the next look; injected by tests. */
  readonly untilNextLook?: (signal: AbortSignal) => Promise<unknown>
}

/**
 * Puts the platform's menus up, and that of a chat again when its roles have changed, until the signal aborts. Nothing of it is
 * kept: a start puts up all, and takes down those of people whose roles have gone meanwhile.
 */
export async function keepMenus(
  { store, config, log, untilNextLook = waitForLook }: MenuKeeping,
  channel: Channel,
  signal: AbortSignal,
): Promise<void> {
  if (!channel.publishCommands) return
  const { instanceId, platform } = channel
  const shown = new Map<string, CommandMenu>()
  for (let isFirst = true; !signal.aborted;) {
    try {
      const staff = await staffChats(store, instanceId, MENUS_MAX)
      const former = isFirst ? await formerStaffChats(store, instanceId, MENUS_MAX) : []
      const wanted = commandMenus([...staff, ...former], { makesGroups: makesGroups(config) })
      const news = changedMenus(shown, wanted)
      await channel.publishCommands(news, signal)
      for (const menu of news) shown.set(scopeKey(menu), menu)
      isFirst = false
    } catch (error) {
      if (signal.aborted) return
      log.warn({ err: error, platform }, 'the command menus were not published')
    }
    await untilNextLook(signal)
  }
}

function waitForLook(signal: AbortSignal): Promise<unknown> {
  return delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined)
}

/** What is to be put up where this is shown; a chat that is not wanted any more shows again what everybody sees. */
function changedMenus(
  shown: ReadonlyMap<string, CommandMenu>,
  wanted: readonly CommandMenu[],
): CommandMenu[] {
  const keys = new Set(wanted.map(scopeKey))
  const gone = [...shown.values()]
    .filter((menu) => !keys.has(scopeKey(menu)))
    .map(({ scope }): CommandMenu => ({ scope, commands: [] }))
  return [...wanted, ...gone].filter((menu) => namesIn(shown.get(scopeKey(menu))) !== namesIn(menu))
}

function scopeKey({ scope }: CommandMenu): string {
  return scope.kind === 'chat' ? `chat ${scope.chatId}` : scope.kind
}

function namesIn(menu: CommandMenu | undefined): string | undefined {
  return menu?.commands.map(({ name }) => name).join(' ')
}
