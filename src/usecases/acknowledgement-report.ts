import type { BroadcastId } from '../domain/id.ts'
import type { AcknowledgementReport } from '../messages/report-messages.ts'
import { countByUnit, countPeople, missingPeople } from '../storage/acknowledgements.ts'
import { findBroadcast } from '../storage/sending/broadcasts.ts'
import { findNoticeVersion } from '../storage/notices.ts'
import { namesOf } from '../storage/people.ts'
import { countUnreached } from '../storage/reminders.ts'
import { countReceipts } from '../storage/receipts.ts'
import type { Store } from '../storage/store.ts'

/** Who has acknowledged a broadcast, by unit, and who is missing by name. */
export async function acknowledgementReport(
  store: Store,
  broadcastId: BroadcastId,
): Promise<AcknowledgementReport | undefined> {
  const broadcast = await findBroadcast(store, broadcastId)
  const notice = broadcast && (await findNoticeVersion(store, broadcast.versionId))
  if (!notice) return undefined
  const [units, people, missing, receipts, unreached] = await Promise.all([
    countByUnit(store, broadcastId),
    countPeople(store, broadcastId),
    missingPeople(store, broadcastId),
    countReceipts(store, broadcastId),
    countUnreached(store, { id: broadcastId, noticeId: notice.id }),
  ])
  const names = await namesOf(
    store,
    missing.map(({ personId }) => personId),
  )
  const unitNames = new Map(units.map(({ unitId, unitName }) => [unitId, unitName]))
  return {
    broadcastId,
    notice,
    ...people,
    units: units.map(({ unitName, expected, acknowledged }) => ({
      unit: unitName,
      expected,
      acknowledged,
    })),
    receipts,
    unreached,
    missing: missing.flatMap(({ personId, units: [unitId] }) => {
      const name = names.get(personId)
      return name ? [{ name, unit: (unitId && unitNames.get(unitId)) ?? '' }] : []
    }),
  }
}
