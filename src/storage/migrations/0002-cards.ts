import { sql, type Migration } from 'kysely'

/** Finds the cards about a notice among a million copies and reminders. */
export const cards: Migration = {
  async up(db) {
    await sql`
      create index delivery_card on delivery (subject_id)
      where purpose = 'card' and subject_id is not null`.execute(db)
  },
}
