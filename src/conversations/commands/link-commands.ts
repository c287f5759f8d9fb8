import type { Command } from '../command.ts'
import { linkHere, showAccounts } from '../link-accounts.ts'

/** One person with several apps. */
export const linkCommands: readonly Command[] = [
  {
    name: 'lienket',
    isRare: true,
    keywords: ['liên kết'],
    spoken: 'liên kết',
    roles: null,
    where: 'private',
    describe: (texts) => texts.command.link,
    run: linkHere,
  },
  {
    name: 'huylienket',
    isRare: true,
    keywords: ['huỷ liên kết'],
    spoken: 'huỷ liên kết',
    roles: null,
    where: 'private',
    describe: (texts) => texts.command.unlink,
    run: showAccounts,
  },
]
