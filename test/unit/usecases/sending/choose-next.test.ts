import { describe, expect, it } from '@jest/globals'
import { PRIORITY } from '../../../../src/domain/delivery.ts'
import type { BroadcastId, ChatId, DeliveryId } from '../../../../src/domain/id.ts'
import type { Candidate } from '../../../../src/storage/sending/due-deliveries.ts'
import { chooseNext } from '../../../../src/usecases/sending/choose-next.ts'

const candidate = (id: string, more: Partial<Candidate> = {}): Candidate => ({
  id: id as DeliveryId,
  chatId: `chat of ${id}` as ChatId,
  broadcastId: null,
  priority: PRIORITY.normal,
  tries: 0,
  edition: 0,
  editOf: null,
  waitedMs: 0,
  open: () => {
    throw new Error('it is not taken yet')
  },
  ...more,
})
const copies = (broadcast: string, count: number): Candidate[] =>
  Array.from({ length: count }, (_, index) =>
    candidate(`${broadcast}${index}`, { broadcastId: broadcast as BroadcastId }),
  )
const ids = (
  candidates: readonly Candidate[],
  room: number,
  before = room,
  lastTaken: Readonly<Record<string, number>> = {},
): string[] =>
  chooseNext(
    candidates,
    (rank) => (rank < PRIORITY.normal ? before : room),
    (source) => lastTaken[source] ?? 0,
  ).map(({ candidate }) => candidate.id)

describe('what a lane takes next', () => {
  it('is by priority', () => {
    const chosen = ids(
      [
        candidate('edit', { priority: PRIORITY.edit, editOf: 'message' as DeliveryId }),
        candidate('normal'),
        candidate('urgent', { priority: PRIORITY.urgent }),
        candidate('answer', { priority: PRIORITY.answer }),
      ],
      10,
    )

    expect(chosen).toEqual(['answer', 'urgent', 'normal', 'edit'])
  })

  it('deals out to broadcasts in turn', () => {
    expect(ids([...copies('a', 5), ...copies('b', 2)], 5)).toEqual(['a0', 'b0', 'a1', 'b1', 'a2'])
  })

  it('begins with the broadcast that had its turn longest ago', () => {
    const due = [...copies('a', 3), ...copies('b', 3), ...copies('c', 3)]

    expect(ids(due, 4, 4, { a: 2, b: 1 })).toEqual(['c0', 'b0', 'a0', 'c1'])
  })

  it('is one delivery a chat', () => {
    const chat = { chatId: 'lan' as ChatId }

    expect(ids([candidate('1', chat), candidate('2', chat), candidate('3')], 10)).toEqual([
      '1',
      '3',
    ])
  })

  it('is what people wait for even when there is no room for more of a broadcast', () => {
    const answer = candidate('answer', { priority: PRIORITY.answer })

    expect(ids([...copies('a', 3), answer], 0, 1)).toEqual(['answer'])
  })

  it('is one overdue edit among the normal sends, so that progress is seen during a large broadcast', () => {
    const edits = ['e1', 'e2'].map((id) =>
      candidate(id, { priority: PRIORITY.edit, editOf: 'message' as DeliveryId, waitedMs: 2_500 }),
    )

    expect(ids([...copies('a', 9), ...edits], 4)).toEqual(['a0', 'e1', 'a1', 'a2'])
  })
})
