import pg from 'pg'
import type { Installation } from './stage.ts'

/** Forgets every notice, broadcast and update of an installation, so that each case begins alike. */
export async function resetInstallation({ pg: config }: Installation): Promise<void> {
  const client = new pg.Client(config)
  await client.connect()
  try {
    await client.query('truncate notice, delivery, inbox cascade')
    await client.query('drop schema if exists bullmq cascade')
    await client.query('checkpoint')
  } finally {
    await client.end()
  }
}
