import { WatchedClient } from './silent-connections.ts'

/**
 * A connection on which a statement that begins with its name in a comment, `prepared: claim`, is parsed and planned
 * once and not at each call. For the few that a lane makes a hundred times a second, where planning costs as much as
 * the rows.
 */
export class PreparedClient extends WatchedClient {
  /** pg has many overloads; kysely calls with a text and its values and takes the promise. */
  override query(...args: never[]): never {
    const [text, values] = args as unknown as [unknown, unknown]
    const query = super.query.bind(this) as (...all: unknown[]) => never
    const name = typeof text === 'string' && Array.isArray(values) ? nameOf(text) : undefined
    return name === undefined ? query(...args) : query({ name, text, values }, ...args.slice(2))
  }
}

function nameOf(text: string): string | undefined {
  return /^\s*\/\* prepared: (?<name>[a-z-]+) \*\//u.exec(text)?.groups?.['name']
}
