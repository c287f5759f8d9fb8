import { describe, expect, it } from '@jest/globals'
import { createChannelRegistry } from '../../../src/channels/registry.ts'
import type { DeliveryId } from '../../../src/domain/id.ts'
import { endBinding } from '../../../src/storage/groups.ts'
import { endPost, findPostOf } from '../../../src/storage/officers.ts'
import { addPerson, addPost } from '../../../src/storage/people.ts'
import { findDue } from '../../../src/storage/sending/due-deliveries.ts'
import { stopLaneOf } from '../../../src/storage/sending/lane-stops.ts'
import { endLateReminders } from '../../../src/usecases/end-late-reminders.ts'
import { sweep } from '../../../src/usecases/sending/sweep.ts'
import { type Heard } from '../../support/commune.ts'
import { sent, setOffice } from '../../support/office.ts'
import { givenDeadLease } from '../../support/rows.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

describe('reminders that cannot go at once', () => {
  const office = setOffice('each')

  const remind = async (code: number): Promise<Heard[]> => {
    const [report] = await office.author.says(`/thongke T${code}`)
    return office.author.presses(report!, 'Nhắc')
  }
  const reminded = (said: readonly Heard[]) => said.filter(({ text }) => text.includes('Kính nhắc'))
  const after = (ms: number): void => {
    office.commune.now = new Date(office.commune.now.getTime() + ms)
  }
  /** What a bot that wakes would send of these. */
  const due = async (some: readonly Heard[]): Promise<DeliveryId[]> => {
    const { store } = office.commune.database
    const { instanceId } = office.commune.channel
    const lease = await givenDeadLease(store, instanceId)
    const found = await findDue(store, lease, {
      now: office.commune.now,
      timeZone: 'Asia/Ho_Chi_Minh',
      perSource: 100,
      perBroadcast: 100,
      busyChats: [],
      givingWay: [],
      after: new Map(),
      uploading: [],
    })
    const ids = new Set(some.map(({ delivery }) => delivery))
    return found.map(({ id }) => id).filter((id) => ids.has(id))
  }
  /** Gives what the author is told. */
  const toldBy = async (work: () => Promise<void>): Promise<Heard[]> => {
    const heard = await office.commune.heardIn(office.author.chatId)
    const before = new Set(heard.map(({ delivery }) => delivery))
    await work()
    const now = await office.commune.heardIn(office.author.chatId)
    return now.filter(({ delivery }) => !before.has(delivery))
  }
  const deps = () => ({
    store: office.commune.database.store,
    clock: { now: () => office.commune.now },
    settings: { timeZone: 'Asia/Ho_Chi_Minh' },
  })
  const swept = (): Promise<Heard[]> =>
    toldBy(() =>
      sweep({
        ...deps(),
        channels: createChannelRegistry([]),
        enqueue: async () => {},
        onUnheard: async () => {},
      }),
    )

  it('ring nobody at two in the night when the power is back, and whoever asked for them is told', async () => {
    const code = await sent(office)
    after(8 * HOUR)
    const reminders = reminded(await remind(code))
    expect(await due(reminders)).toHaveLength(2)

    after(9 * HOUR + 10 * MINUTE)

    expect(await due(reminders)).toEqual([])
    const [told, ...more] = await swept()
    expect(more).toEqual([])
    expect(told?.text).toContain('Còn 2 lời nhắc chưa gửi được, nay đã muộn')
    expect(await swept()).toEqual([])

    after(6 * HOUR)
    expect(reminded(await office.author.presses(told!, 'Nhắc'))).toHaveLength(2)
  })

  it('end as far as there is time, and each time whoever asked for them is told of those', async () => {
    const { commune, farmers } = office
    const { store } = commune.database
    const personId = await addPerson(store, { name: 'Hà Văn Sáu' })
    await addPost(store, { personId, unitId: farmers, role: 'member', from: '2026-01-01' })
    expect(reminded(await remind(await sent(office)))).toHaveLength(3)
    after(2 * HOUR)
    let asked = 0
    const isEnough = (): boolean => ++asked % 2 === 0
    const told = () => toldBy(() => endLateReminders(deps(), { isEnough, atOnce: 1 }))

    const times = [await told(), await told(), await told()]

    const counts = times.map((heard) => heard.map(({ text }) => /Còn (\d+)/u.exec(text)?.[1]))
    expect(counts).toEqual([['2'], ['1'], []])
  })

  it('go by themselves after a power cut of half an hour by day', async () => {
    const reminders = reminded(await remind(await sent(office)))
    after(30 * MINUTE)

    expect(await swept()).toEqual([])
    expect(await due(reminders)).toHaveLength(2)
  })

  it('leave alone who had theirs before it', async () => {
    const code = await sent(office)
    const reminders = reminded(await remind(code))
    await office.commune.settle(reminders.find(({ chatId }) => chatId === office.author.chatId)!)
    after(2 * HOUR)
    const [told] = await swept()
    expect(told?.text).toContain('Còn 1 lời nhắc')

    const said = reminded(await office.author.presses(told!, 'Nhắc'))
    expect(said.map(({ chatId }) => chatId)).toEqual([office.member.chatId])
  })

  it('go neither to who has left the unit by then, nor to a group that it has no more', async () => {
    const { commune, member, author, farmers, group } = office
    const { store } = commune.database
    const personId = await addPerson(store, { name: 'Hà Văn Sáu' })
    await addPost(store, { personId, unitId: farmers, role: 'member', from: '2026-01-01' })
    const reminders = reminded(await remind(await sent(office)))
    expect(reminders).toHaveLength(3)

    const of = { personId: member.personId!, unitId: farmers, role: 'member' } as const
    const post = await findPostOf(store, of)
    await endPost(store, post!.postId, { now: commune.now, today: '2026-11-24' })
    await endBinding(store, group.chatId, commune.now)

    const own = reminders.filter(({ chatId }) => chatId === author.chatId)
    expect(await due(reminders)).toEqual(own.map(({ delivery }) => delivery))
  })

  it('do not pile up while their bot may not send: each person has one, from the last press', async () => {
    const { store } = office.commune.database
    const code = await sent(office)
    await stopLaneOf(store, office.commune.channel.instanceId, 'consent-lost: x')
    const all: Heard[] = []
    for (const hours of [7, 17, 47]) {
      after(hours * HOUR)
      await swept()
      const said = await remind(code)
      expect(said.at(-1)?.text).toContain('2 tin trong số đó còn phải chờ')
      all.push(...reminded(said))
      // A second press beside it plans nothing more.
      expect(reminded(await remind(code))).toEqual([])
    }
    expect(all).toHaveLength(6)
    after(10 * MINUTE)

    await store.db.updateTable('lane').set({ stopped_reason: null }).execute()

    expect((await due(all)).toSorted()).toEqual(
      all
        .slice(-2)
        .map(({ delivery }) => delivery)
        .toSorted(),
    )
  })
})
