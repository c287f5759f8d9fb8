import { runCommand } from './run-command.ts'
import { processTerminal } from './terminal.ts'

/** Ends at once: a reader that has seen enough (`| head`) is no failure of ours, a full disk is one. */
function endUnwritten({ code }: NodeJS.ErrnoException): never {
  if (code === 'EPIPE') process.exit(0)
  process.stderr.write(
    `Không ghi được kết quả ra nơi đã chọn (đĩa đầy?); việc gì lệnh đã làm thì vẫn giữ nguyên. / The output could not be written (is the disk full?); what the command has done stands. (${code ?? 'unknown'})\n`,
  )
  process.exit(1)
}

process.stdout.on('error', endUnwritten)

const code = await runCommand(processTerminal(), process.argv.slice(2))
// A service goes on by itself; every other command ends here, whatever a socket underneath still wants.
if (code !== undefined)
  process.stdout.write('', (error) => (error ? endUnwritten(error) : process.exit(code)))
