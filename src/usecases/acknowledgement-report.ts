import type { BroadcastId } from '../domain/id.ts'
import { pageOf } from '../messages/pages.ts'
import { NAMES_PER_PAGE, type AcknowledgementReport } from '../messages/report-messages.ts'
import { countByUnit, countOthers, countPeople } from '../storage/acknowledgements.ts'
import { missingPeople } from '../storage/missing-people.ts'
import { findBroadcast } from '../storage/sending/broadcasts.ts'
import { findNoticeVersion } from '../storage/notices.ts'
import { namesOf, UNKNOWN_NAME } from '../storage/people.ts'
import { countUnreached } from '../storage/reminders.ts'
import { countReceipts } from '../storage/receipts.ts'
import type { Store } from '../storage/store.ts'

/**
 * Who has acknowledged a broadcast, by unit, and who is missing by name: on a page of so many as a screen takes, or all. Of a
 * large unit only the names that are shown are read and deciphered. A page beyond the last is the last.
 */
export async function acknowledgementReport(
  store: Store,
  broadcastId: BroadcastId,
  asked: number | 'all',
): Promise<AcknowledgementReport | undefined> {
  const broadcast = await findBroadcast(store, broadcastId)
  const notice = broadcast && (await findNoticeVersion(store, broadcast.versionId))
  if (!notice) return undefined
  const [units, people, others, receipts, unreached] = await Promise.all([
    countByUnit(store, broadcastId),
    countPeople(store, broadcastId),
    countOthers(store, broadcastId),
    countReceipts(store, broadcastId),
    countUnreached(store, { id: broadcastId, noticeId: notice.id }),
  ])
  const left = people.expected - people.acknowledged
  const page = asked === 'all' ? { page: 0, pages: 1 } : pageOf(asked, left, NAMES_PER_PAGE)
  const slice = { limit: NAMES_PER_PAGE, offset: page.page * NAMES_PER_PAGE }
  const missing = await missingPeople(store, broadcastId, asked === 'all' ? null : slice)
  const names = await namesOf(
    store,
    missing.people.map(({ personId }) => personId),
  )
  const unitNames = new Map(units.map(({ unitId, unitName }) => [unitId, unitName]))
  return {
    broadcastId,
    isStopped: broadcast.state === 'stopped',
    notice,
    ...people,
    others,
    units: units.map(({ unitName, expected, acknowledged, understood }) => ({
      unit: unitName,
      expected,
      acknowledged,
      understood,
    })),
    receipts,
    unreached,
    withoutCopy: missing.withoutCopy,
    missing: missing.people.map(({ personId, units: [unitId], hasCopy }) => ({
      name: names.get(personId) ?? UNKNOWN_NAME,
      unit: (unitId && unitNames.get(unitId)) ?? '',
      hasCopy,
    })),
    page,
  }
}
