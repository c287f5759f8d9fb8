/** One log entry as a person at a terminal reads it: time, level, message, then the other fields. */
export function formatLogLine(entry: unknown): string {
  const { time, level, msg, err, error, ...rest } = entry as Record<string, unknown>
  const clock = typeof time === 'string' ? new Date(time).toTimeString().slice(0, 8) : ''
  const fields = Object.entries(rest).map(([key, value]) => `${key}=${short(value)}`)
  const head = [clock, String(level).toUpperCase().padEnd(5), asText(msg), ...fields]
  return `${plain(head.filter((part) => part !== '').join(' '))}\n${stackOf(err ?? error)}`
}

function stackOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return ''
  const { stack, message } = error as Record<string, unknown>
  const lines = asText(stack ?? message).split('\n')
  return lines.map((line) => `    ${plain(line.trim())}\n`).join('')
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function short(value: unknown): string {
  return typeof value === 'string' && !value.includes(' ') ? value : JSON.stringify(value)
}

/** Words from outside must not steer the terminal. */
function plain(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ')
}
