import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { findBroadcast } from '../../../src/storage/sending/broadcasts.ts'
import { countDeliveries } from '../../../src/storage/sending/count-copies.ts'
import type { BroadcastId } from '../../../src/domain/id.ts'
import { allOf, labelsOf, type Heard, type Phone } from '../../support/commune.ts'
import { idsOf, openOffice, pressesForged, sent, type Office } from '../../support/office.ts'

const QUESTION =
  'Việc gửi đang tạm dừng, chờ đồng chí quyết định: đã gửi tới 1 nơi, còn 2 nơi chưa gửi xong. Nếu dừng hẳn, 2 nơi ấy sẽ không được gửi nữa; đã dừng thì không đổi lại được.'
const NO_RIGHT = 'Chức năng này dành cho cán bộ được phân công.'

/** A sending to three groups, of which one has it. */
async function underWay(office: Office): Promise<{ code: number; id: BroadcastId }> {
  const code = await sent(office)
  const id = (await idsOf(office, code)).broadcastId!
  const { db } = office.commune.database.store
  const [first] = await db
    .selectFrom('delivery')
    .select('id')
    .where('broadcast_id', '=', id)
    .orderBy('id')
    .execute()
  await db
    .updateTable('delivery')
    .set({ state: 'planned' })
    .where('broadcast_id', '=', id)
    .where('id', '<>', first!.id)
    .execute()
  return { code, id }
}

async function openWithGroups(options?: Parameters<typeof openOffice>[0]): Promise<Office> {
  const office = await openOffice(options)
  await office.commune.group('Chi hội Yên Cát', office.farmers)
  await office.commune.group('Chi hội Yên Lạc', office.farmers)
  return office
}

async function stateOf(office: Office, id: BroadcastId): Promise<string | undefined> {
  return (await findBroadcast(office.commune.database.store, id))?.state
}

/** As they are counted for the officer, in the order of their names. */
async function copiesOf(office: Office, id: BroadcastId): Promise<string[]> {
  const { byState } = await countDeliveries(office.commune.database.store, id)
  return Object.entries(byState)
    .flatMap(([state, count]) => Array.from({ length: count }, () => state))
    .sort()
}

describe('a sending that somebody wants to stop', () => {
  let office: Office

  beforeAll(async () => {
    office = await openWithGroups()
  })
  afterAll(() => office.commune.close())

  const pressesStop = (who: Phone, id: BroadcastId): Promise<Heard[]> =>
    pressesForged(office, who, { verb: 'b-stop', id })
  /** The question, as it stands in the chat. */
  const asked = async (who: Phone, id: BroadcastId): Promise<Heard> => {
    const [question] = await pressesStop(who, id)
    await office.commune.settle(question!)
    return question!
  }

  it('pauses at once and asks, with what has gone and what would not', async () => {
    const { code, id } = await underWay(office)

    const question = await asked(office.author, id)

    expect(await stateOf(office, id)).toBe('paused')
    expect(question.text).toContain(`Dừng hẳn T${code}?`)
    expect(question.text).toContain(QUESTION)
    expect(labelsOf(question)).toEqual(['Đúng, dừng hẳn', 'Gửi tiếp'])
    expect(await copiesOf(office, id)).toEqual(['planned', 'planned', 'sent'])
  })

  it('ends by the one answer, which stands in place of the question; later ones change nothing', async () => {
    const { code, id } = await underWay(office)
    const question = await asked(office.author, id)

    const answer = await office.author.presses(question, 'Đúng, dừng hẳn')

    expect(allOf(answer)).toBe(
      `Đã dừng hẳn T${code}. Nơi nào đang nhận dở sẽ được gửi nốt; các nơi còn lại không nhận được tin này.`,
    )
    expect(labelsOf(answer[0])).toEqual([])
    expect(await copiesOf(office, id)).toEqual(['cancelled', 'cancelled', 'sent'])
    await office.author.presses(question, 'Đúng, dừng hẳn')
    expect(office.author.toast()).toBe(`T${code} đã dừng hẳn rồi.`)
    await office.author.presses(question, 'Gửi tiếp')
    expect(office.author.toast()).toBe(`T${code} đã dừng hẳn nên không gửi tiếp được nữa.`)
    await pressesStop(office.author, id)
    expect(office.author.toast()).toBe(`T${code} đã dừng hẳn rồi.`)
    const { noticeId } = await idsOf(office, code)
    for (const verb of ['n-now', 'n-at', 'n-quit']) {
      await pressesForged(office, office.author, { verb, id: noticeId })
      expect(office.author.toast()).toContain(`T${code} đã dừng hẳn nên không gửi lại.`)
    }
    expect(await stateOf(office, id)).toBe('stopped')
  })

  it('keeps nothing from anybody where all have it, or are getting it, and says so', async () => {
    const { code, id } = await underWay(office)
    const question = await asked(office.author, id)
    const copies = office.commune.database.store.db
      .updateTable('delivery')
      .where('broadcast_id', '=', id)
    await copies.set({ state: 'sent' }).execute()
    const [last] = await office.commune.database.store.db
      .selectFrom('delivery')
      .select('id')
      .where('broadcast_id', '=', id)
      .execute()
    await copies.where('id', '=', last!.id).set({ state: 'sending' }).execute()

    const answer = await office.author.presses(question, 'Đúng, dừng hẳn')

    expect(allOf(answer)).toBe(
      `Đã dừng hẳn T${code}. Lúc dừng, tin đã gửi tới 2 nơi và không còn nơi nào chờ gửi. 1 nơi đang nhận dở sẽ được gửi nốt.`,
    )
  })

  it('goes on by the other; the question of before then asks anew', async () => {
    const { code, id } = await underWay(office)
    const question = await asked(office.author, id)

    const answer = await office.author.presses(question, 'Gửi tiếp')

    expect(allOf(answer)).toBe(`Đang gửi tiếp T${code}.`)
    expect(await stateOf(office, id)).toBe('sending')
    await office.author.presses(question, 'Gửi tiếp')
    expect(office.author.toast()).toBe(`T${code} không bị tạm dừng nên không cần gửi tiếp.`)
    expect(allOf(await office.author.presses(question, 'Đúng, dừng hẳn'))).toContain(QUESTION)
    expect(await stateOf(office, id)).toBe('paused')
    expect(await copiesOf(office, id)).toEqual(['planned', 'planned', 'sent'])
  })

  it('is asked about to two officers who press at once, and is ended by one of them', async () => {
    const { code, id } = await underWay(office)

    const both = await Promise.all([pressesStop(office.author, id), pressesStop(office.owner, id)])

    for (const heard of both) expect(allOf(heard)).toContain(QUESTION)
    const ofOwner = (await office.commune.heardIn(office.owner.chatId)).at(-1)
    await office.owner.presses(ofOwner!, 'Đúng, dừng hẳn')
    expect(await stateOf(office, id)).toBe('stopped')
    const ofAuthor = (await office.commune.heardIn(office.author.chatId)).at(-1)
    await office.author.presses(ofAuthor!, 'Gửi tiếp')
    expect(office.author.toast()).toBe(`T${code} đã dừng hẳn nên không gửi tiếp được nữa.`)
    expect(await stateOf(office, id)).toBe('stopped')
  })

  it('neither pauses nor ends for who may not send it', async () => {
    const { id } = await underWay(office)
    for (const who of [office.stranger, office.member, office.resident])
      for (const verb of ['b-stop', 'b-end']) {
        expect(await pressesForged(office, who, { verb, id })).toEqual([])
        expect(who.toast()).toBe(NO_RIGHT)
      }
    expect(await stateOf(office, id)).toBe('sending')
    const question = await asked(office.author, id)
    for (const label of ['Đúng, dừng hẳn', 'Gửi tiếp']) {
      await office.stranger.presses(question, label)
      expect(office.stranger.toast()).toBe(NO_RIGHT)
    }
    expect(await stateOf(office, id)).toBe('paused')
  })

  it('says that nothing is left to stop when it has ended, also to an answer that comes late', async () => {
    const { code, id } = await underWay(office)
    const question = await asked(office.author, id)
    await office.commune.database.store.db
      .updateTable('broadcast')
      .set({ state: 'finished', finished_at: office.commune.now })
      .where('id', '=', id)
      .execute()

    await office.author.presses(question, 'Đúng, dừng hẳn')
    expect(office.author.toast()).toBe(`T${code} không còn đợt gửi nào để dừng.`)
    await pressesStop(office.author, id)
    expect(office.author.toast()).toBe(`T${code} không còn đợt gửi nào để dừng.`)
    expect(await stateOf(office, id)).toBe('finished')
  })

  it('can be stopped when it has ended, while something of it may go once a person writes', async () => {
    const { code, id } = await underWay(office)
    const { db } = office.commune.database.store
    await db
      .updateTable('broadcast')
      .set({ state: 'finished', finished_at: office.commune.now })
      .where('id', '=', id)
      .execute()
    await db
      .updateTable('delivery')
      .set({ state: 'waiting-for-contact', settled_at: office.commune.now })
      .where('broadcast_id', '=', id)
      .where('state', '=', 'planned')
      .execute()

    const question = await asked(office.author, id)
    expect(question.text).toContain('đã gửi tới 1 nơi; 2 nơi chưa nhận được sẽ được gửi khi có thể')
    expect(await stateOf(office, id)).toBe('finished')
    await office.author.presses(question, 'Gửi tiếp')
    expect(office.author.toast()).toContain('2 nơi chưa nhận được vẫn sẽ được gửi khi có thể')
    await pressesForged(office, office.stranger, { verb: 'b-stop', id })
    expect(office.stranger.toast()).toBe(NO_RIGHT)

    const answer = await office.author.presses(question, 'Đúng, dừng hẳn')

    expect(allOf(answer)).toContain(`Đã dừng hẳn T${code}.`)
    expect(await copiesOf(office, id)).toEqual(['cancelled', 'cancelled', 'sent'])
    await pressesStop(office.author, id)
    expect(office.author.toast()).toBe(`T${code} đã dừng hẳn rồi.`)
  })

  it('is held also while its copies are being written, and written on when it goes on', async () => {
    const { code, id } = await underWay(office)
    await office.commune.database.store.db
      .updateTable('broadcast')
      .set({ state: 'expanding', started_at: null })
      .where('id', '=', id)
      .execute()

    const question = await asked(office.author, id)

    expect(question.text).toContain('đã gửi tới 1 nơi, danh sách nơi nhận chưa lập xong')
    expect(await stateOf(office, id)).toBe('paused')
    const answer = await office.author.presses(question, 'Gửi tiếp')
    expect(allOf(answer)).toBe(`Đang gửi tiếp T${code}.`)
    expect(await stateOf(office, id)).toBe('expanding')
    expect(office.commune.effects.at(-1)?.jobs).toContainEqual({
      name: 'expand-broadcast',
      data: { broadcastId: id },
    })
  })

  it('finishes what is half out, and says so', async () => {
    const { id } = await underWay(office)
    const { db } = office.commune.database.store
    const [half] = await db
      .selectFrom('delivery')
      .select('id')
      .where('broadcast_id', '=', id)
      .where('state', '=', 'planned')
      .execute()
    await db.updateTable('delivery').set({ state: 'sending' }).where('id', '=', half!.id).execute()

    const [question] = await pressesStop(office.author, id)

    expect(question?.text).toContain('đã gửi tới 1 nơi, còn 1 nơi chưa gửi xong.')
    expect(question?.text).toContain('1 nơi đang nhận dở sẽ được gửi nốt.')
  })
})

describe('where there are no buttons and nothing can be changed', () => {
  it('the question is answered by a number or by the words', async () => {
    const office = await openWithGroups({ capabilities: { edit: false, toast: false } })
    const says = (words: string): Promise<Heard[]> => office.author.says(words)
    const { code, id } = await underWay(office)

    expect(allOf(await says(`dừng hẳn T${code}`))).toContain(QUESTION)
    expect(allOf(await says(`dừng hẳn T${code}`))).toContain(QUESTION)
    // It may mean the sending or the stop, of which neither can be taken back.
    const [unclear] = await says('huỷ')
    expect(unclear?.text).toContain('Chưa rõ cần dừng việc gì.')
    expect(labelsOf(unclear)).toEqual([])
    expect(await stateOf(office, id)).toBe('paused')
    const [resumed] = await says('2')
    expect(resumed?.text).toBe(`Đang gửi tiếp T${code}.`)
    expect(labelsOf(resumed)).toEqual(['Tạm dừng', 'Dừng hẳn'])
    // The same number twice, by a slip: what was the stop is the way on.
    expect(allOf(await says('2'))).toContain(QUESTION)
    expect(allOf(await says('2'))).toBe(`Đang gửi tiếp T${code}.`)
    expect(allOf(await says('dừng hẳn'))).toContain(QUESTION)
    const [stopped] = await says('1')
    expect(stopped?.text).toContain(`Đã dừng hẳn T${code}.`)
    expect(labelsOf(stopped)).toEqual([])
    expect(await copiesOf(office, id)).toEqual(['cancelled', 'cancelled', 'sent'])
    await says('1')
    expect(await stateOf(office, id)).toBe('stopped')
    await office.commune.close()
  })
})
