import { runCommand } from './run-command.ts'
import { processTerminal } from './terminal.ts'

// A reader that has seen enough (`| head`) is no failure of ours.
process.stdout.on('error', () => process.exit(0))

const code = await runCommand(processTerminal(), process.argv.slice(2))
// A service goes on by itself; every other command ends here, whatever a socket underneath still wants.
if (code !== undefined) process.stdout.write('', () => process.exit(code))
