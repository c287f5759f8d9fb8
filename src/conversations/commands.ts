import type { Command } from './command.ts'
import { contactCommands } from './commands/contact-commands.ts'
import { generalCommands } from './commands/general-commands.ts'
import { groupCommands } from './commands/group-commands.ts'
import { groupMakingCommands } from './commands/group-making-commands.ts'
import { linkCommands } from './commands/link-commands.ts'
import { memberCommands } from './commands/member-commands.ts'
import { officerCommands } from './commands/officer-commands.ts'
import { residentCommands } from './commands/resident-commands.ts'
import { roleCommands } from './commands/role-commands.ts'
import { sendingCommands } from './commands/sending-commands.ts'
import { stateCommands } from './commands/state-commands.ts'
import { unitCommands } from './commands/unit-commands.ts'

/** Every command of the bot. */
export const commands: readonly Command[] = [
  ...generalCommands(() => commands),
  ...residentCommands,
  ...contactCommands,
  ...linkCommands,
  ...memberCommands,
  ...officerCommands,
  ...sendingCommands,
  ...groupCommands,
  ...groupMakingCommands,
  ...unitCommands,
  ...roleCommands,
  ...stateCommands,
]
