import pg from 'pg'

/**
 * A connection on which a statement that begins with a name in a comment, such as `prepared: claim`, is parsed and
 * planned once and not at each call. For the few that a lane makes a hundred times a second, where planning costs as
 * much as a batch of rows.
 */
export class PreparedClient extends pg.Client {
  // The many overloads of pg come to this; kysely and the pool use the first form.
  override query(...args: never[]): never {
    const [text, values, ...rest] = args as unknown as [unknown, unknown, ...unknown[]]
    const query = super.query as (...all: unknown[]) => never
    const name = typeof text === 'string' && Array.isArray(values) ? nameOf(text) : undefined
    if (name === undefined) return query.apply(this, args)
    return query.call(this, { name, text, values }, ...rest)
  }
}

function nameOf(text: string): string | undefined {
  return /^\s*\/\* prepared: (?<name>[a-z-]+) \*\//u.exec(text)?.groups?.['name']
}
