import { GROUP_KEEPERS } from '../../domain/role.ts'
import type { Command } from '../command.ts'
import { askForUnit, askWhereToInvite, makeTyped } from '../make-group.ts'

/** Groups that the bot makes at a platform, and inviting the unit's people into them. */
export const groupMakingCommands: readonly Command[] = [
  {
    name: 'taonhom',
    keywords: ['tạo nhóm', 'lập nhóm'],
    spoken: 'tạo nhóm',
    roles: ['owner'],
    where: 'private',
    makesGroups: true,
    describe: (texts) => texts.command.makeGroup,
    run: (turn, argument) => (argument === '' ? askForUnit(turn) : makeTyped(turn, argument)),
  },
  {
    name: 'moinhom',
    keywords: ['mời nhóm', 'mời vào nhóm'],
    spoken: 'mời nhóm',
    roles: GROUP_KEEPERS,
    where: 'private',
    makesGroups: true,
    describe: (texts) => texts.command.inviteToGroup,
    run: (turn) => askWhereToInvite(turn),
  },
]
