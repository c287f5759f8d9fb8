import type { CommandMenu } from '../channels/channel.ts'
import type { Role } from '../domain/role.ts'
import { vi } from '../i18n/vi.ts'
import type { Command } from './command.ts'
import { commands } from './commands.ts'

/** A private chat of somebody with posts: the platform's id and the roles held; none: they have ended. */
export interface StaffChat {
  readonly externalChatId: string
  readonly roles: readonly Role[]
}

/** The platform's own command menus: one for everybody, one for groups, one for each officer's chat. */
export function commandMenus(
  staff: readonly StaffChat[],
  options: { readonly makesGroups: boolean },
): CommandMenu[] {
  const shown = commands.filter(({ makesGroups }) => options.makesGroups || !makesGroups)
  const open = shown.filter(({ roles }) => roles === null)
  return [
    { scope: { kind: 'all-private' }, commands: describe(open) },
    {
      scope: { kind: 'all-groups' },
      commands: describe(shown.filter(({ where }) => where === 'anywhere')),
    },
    ...staff.map(({ externalChatId, roles }): CommandMenu => ({
      scope: { kind: 'chat', chatId: externalChatId },
      commands:
        roles.length === 0 ? [] : describe(shown.filter((command) => isFor(command, roles))),
    })),
  ]
}

function isFor(command: Command, roles: readonly Role[]): boolean {
  if (command.roles === null || roles.includes('owner')) return true
  return command.roles.some((role) => roles.includes(role))
}

function describe(list: readonly Command[]): CommandMenu['commands'] {
  return list.map((command) => ({ name: command.name, description: command.describe(vi) }))
}
