import type pg from 'pg'

/** The migrations say themselves what they have done; a lock is of the moment. */
const NOT_BACKED_UP = ['schema_migration', 'schema_migration_lock']

export interface BackedUpTable {
  readonly name: string
  readonly columns: readonly string[]
  /** About how many bytes it takes in the database. */
  readonly bytes: number
}

/** Every table of ours with its columns, a table after those that it refers to. */
export async function listTables(client: pg.ClientBase): Promise<BackedUpTable[]> {
  const { rows } = await client.query<{
    name: string
    columns: string[]
    refers_to: string[]
    bytes: string
  }>(
    `select c.relname::text as name,
      array(select a.attname::text from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
        order by a.attnum) as columns,
      array(select distinct f.relname::text from pg_constraint k join pg_class f on f.oid = k.confrelid
        where k.conrelid = c.oid and k.contype = 'f' and k.confrelid <> c.oid) as refers_to,
      pg_table_size(c.oid) as bytes
    from pg_class c
    where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'
      and c.relname <> all($1)
    order by c.relname`,
    [NOT_BACKED_UP],
  )
  const placed = new Set<string>()
  const ordered: BackedUpTable[] = []
  while (ordered.length < rows.length) {
    const next = rows.filter(
      ({ name, refers_to }) => !placed.has(name) && refers_to.every((other) => placed.has(other)),
    )
    if (next.length === 0) throw new Error('the tables refer to one another in a circle')
    for (const { name, columns, bytes } of next) {
      placed.add(name)
      ordered.push({ name, columns, bytes: Number(bytes) })
    }
  }
  return ordered
}

/** `"table" ("column", …)`, as COPY wants it. */
export function copyTarget({
  name,
  columns,
}: {
  name: string
  columns: readonly string[]
}): string {
  return `${quote(name)} (${columns.map((column) => quote(column)).join(', ')})`
}

export function quote(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`
}
