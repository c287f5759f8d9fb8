import type { PersonId } from '../domain/id.ts'
import { lockUntilEnd } from './advisory-locks.ts'
import { inTransaction, type Store } from './store.ts'

/** Facts about an action: ids, codes, counts and choices; never what somebody wrote or is called. */
export type AuditDetail = Record<string, string | number | boolean | null>

export interface AuditRecord {
  at: Date
  /** Null: the service itself or the command line. */
  actor: PersonId | null
  /** Verb and object, for instance `approve-notice`. */
  action: string
  subject?: { kind: string; id: string }
  detail?: AuditDetail
}

export type AuditVerdict =
  | { kind: 'intact'; entries: number; lastHash: string }
  | { kind: 'broken'; seq: string; reason: 'missing' | 'unlinked' | 'changed' }

const FIRST_PREVIOUS = Buffer.alloc(32)
const BATCH = 1_000
const DETAIL_MAX_KEYS = 20
const DETAIL_MAX_CHARACTERS = 200

/**
 * Adds an entry to the log in the transaction of `store` (in one of its own otherwise). Entries are
 * chained one after the other, so a transaction keeps others waiting from here to its end: append last.
 * The hash is keyed: who can write the database but lacks the key cannot mend the chain.
 */
export async function appendAudit(store: Store, record: AuditRecord): Promise<void> {
  if (!store.db.isTransaction) return inTransaction(store, (tx) => appendAudit(tx, record))
  checkDetail(record.detail ?? {})
  await lockUntilEnd(store, 'audit')
  const last = await store.db
    .selectFrom('audit_entry')
    .select(['seq', 'hash'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  const entry = {
    seq: String(BigInt(last?.seq ?? 0) + 1n),
    at: record.at,
    actor_id: record.actor,
    action: record.action,
    subject_kind: record.subject?.kind ?? null,
    subject_id: record.subject?.id ?? null,
    detail: record.detail ?? {},
    previous_hash: last?.hash ?? FIRST_PREVIOUS,
  }
  await store.db
    .insertInto('audit_entry')
    .values({ ...entry, detail: JSON.stringify(entry.detail), hash: hashOf(store, entry) })
    .execute()
}

/**
 * Reads the whole log in order, `batch` entries at a time, and gives the first place where it does not
 * hold. Entries cut off at the end leave no trace in the rest, so keep `lastHash` elsewhere from time to
 * time.
 */
export async function verifyAudit(store: Store, batch = BATCH): Promise<AuditVerdict> {
  let previous: { seq: bigint; hash: Buffer } = { seq: 0n, hash: FIRST_PREVIOUS }
  for (;;) {
    const entries = await store.db
      .selectFrom('audit_entry')
      .selectAll()
      .where('seq', '>', String(previous.seq))
      .orderBy('seq')
      .limit(batch)
      .execute()
    for (const entry of entries) {
      const reason = findFault(store, entry, previous)
      if (reason) return { kind: 'broken', seq: entry.seq, reason }
      previous = { seq: BigInt(entry.seq), hash: entry.hash }
    }
    if (entries.length < batch)
      return {
        kind: 'intact',
        entries: Number(previous.seq),
        lastHash: previous.hash.toString('hex'),
      }
  }
}

interface AuditEntry {
  seq: string
  at: Date
  actor_id: string | null
  action: string
  subject_kind: string | null
  subject_id: string | null
  detail: AuditDetail
  previous_hash: Buffer
}

function findFault(
  store: Store,
  entry: AuditEntry & { hash: Buffer },
  previous: { seq: bigint; hash: Buffer },
): 'missing' | 'unlinked' | 'changed' | undefined {
  if (BigInt(entry.seq) !== previous.seq + 1n) return 'missing'
  if (!entry.previous_hash.equals(previous.hash)) return 'unlinked'
  return hashOf(store, entry).equals(entry.hash) ? undefined : 'changed'
}

/** Keyed hash over one fixed spelling of the entry; the order of keys in `detail` does not count. */
function hashOf({ keys }: Store, entry: AuditEntry): Buffer {
  const spelling = JSON.stringify([
    entry.seq,
    entry.at.toISOString(),
    entry.actor_id,
    entry.action,
    entry.subject_kind,
    entry.subject_id,
    Object.entries(entry.detail).toSorted(([one], [other]) => (one < other ? -1 : 1)),
    entry.previous_hash.toString('hex'),
  ])
  return keys.lookup('audit', spelling)
}

/** A long detail is content that somebody passed by mistake: a bug, found before it is kept for ever. */
function checkDetail(detail: AuditDetail): void {
  const values = Object.values(detail)
  const isShort = values.every(
    (value) => typeof value !== 'string' || value.length <= DETAIL_MAX_CHARACTERS,
  )
  const isFinite = values.every((value) => typeof value !== 'number' || Number.isFinite(value))
  if (!isShort || !isFinite || values.length > DETAIL_MAX_KEYS)
    throw new Error('an audit detail must be a few short facts')
}
