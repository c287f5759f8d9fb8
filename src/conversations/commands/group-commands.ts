import { GROUP_KEEPERS } from '../../domain/role.ts'
import { bindHere, groupList } from '../bind-group.ts'
import type { Command } from '../command.ts'
import { say } from '../turn.ts'

/** Binding a group chat to a unit: in the group by code, in private by buttons. */
export const groupCommands: readonly Command[] = [
  {
    name: 'nhom',
    keywords: ['nhóm'],
    spoken: 'nhóm',
    roles: GROUP_KEEPERS,
    where: 'anywhere',
    describe: (texts) => texts.command.groups,
    run: async (turn, argument) => {
      if (turn.chat.type === 'group') return bindHere(turn, argument)
      await say(turn, await groupList(turn, 0))
    },
  },
]
