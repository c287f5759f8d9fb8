import { randomBytes } from 'node:crypto'
import type { PersonId, UnitId } from '../domain/id.ts'
import type { Store } from './store.ts'

/** 96 random bits: short for a QR code, beyond guessing online. */
const TOKEN_BYTES = 12

/** The invitation of a unit: the standing one, or a new one when there is none. */
export async function joinToken(tx: Store, unitId: UnitId, by: PersonId | null): Promise<string> {
  const known = await tx.db
    .selectFrom('join_link')
    .select('token')
    .where('unit_id', '=', unitId)
    .where('revoked_at', 'is', null)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (known) return known.token
  const token = randomBytes(TOKEN_BYTES).toString('base64url')
  await tx.db.insertInto('join_link').values({ token, unit_id: unitId, created_by: by }).execute()
  return token
}

export async function unitOfJoinToken(store: Store, token: string): Promise<UnitId | undefined> {
  const row = await store.db
    .selectFrom('join_link')
    .select('unit_id')
    .where('token', '=', token)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return row?.unit_id
}
