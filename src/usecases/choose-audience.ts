import type { PersonId, UnitId } from '../domain/id.ts'
import type { Notice } from '../domain/notice.ts'
import { appendAudit } from '../storage/audit.ts'
import { setAudience } from '../storage/notices.ts'
import type { Store } from '../storage/store.ts'

/** Sets where a notice goes; the caller holds its lock and has seen that this may still be changed. */
export async function chooseAudience(
  tx: Store,
  input: {
    notice: Pick<Notice, 'id' | 'audience'>
    units: readonly UnitId[]
    by: PersonId | null
    now: Date
  },
): Promise<void> {
  const { notice, units } = input
  await setAudience(tx, notice.id, units)
  await appendAudit(tx, {
    at: input.now,
    actor: input.by,
    action: 'set-audience',
    subject: { kind: 'notice', id: notice.id },
    detail: {
      units: units.length,
      added: units.filter((unit) => !notice.audience.includes(unit)).length,
      left_out: notice.audience.filter((unit) => !units.includes(unit)).length,
    },
  })
}
