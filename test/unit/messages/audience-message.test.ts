import { expect, it } from '@jest/globals'
import { newId, type UnitId } from '../../../src/domain/id.ts'
import type { Unit } from '../../../src/domain/unit.ts'
import { vi } from '../../../src/i18n/vi.ts'
import { audienceMessage } from '../../../src/messages/audience-message.ts'
import { givenNotice } from '../../support/notice.ts'

it('shows the last page where units were closed since the page was asked for', () => {
  const units = Array.from({ length: 13 }, (_, index) => ({
    unit: { id: newId<UnitId>(), name: `Thôn ${index + 1}` } as Unit,
    depth: 0,
    tick: 'none' as const,
  }))
  const total = {
    byPlatform: [],
    people: 0,
    unreached: [],
    unreachedCount: 0,
    unitsWithoutGroup: [],
    emptyUnits: [],
    unitsOfLostGroups: [],
  }
  const view = { notice: givenNotice(), isTyped: false, units, reachOf: new Map(), page: 2, total }

  const { buttons } = audienceMessage(view, vi, ({ arg }) => arg ?? '')

  expect(buttons?.flat().map(({ label }) => label)).toEqual([
    '☐ Thôn 13 (0 người)',
    'Xem tiếp (2/2)',
    'Xong',
  ])
})
