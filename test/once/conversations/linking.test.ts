import { beforeEach, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import {
  newId,
  type BroadcastId,
  type ChatId,
  type DeliveryId,
  type PersonId,
} from '../../../src/domain/id.ts'
import { QUESTIONS_PER_DAY } from '../../../src/domain/question.ts'
import { verifyAudit } from '../../../src/storage/audit.ts'
import { joinToken } from '../../../src/storage/join-links.ts'
import { endPost, findPostOf } from '../../../src/storage/officers.ts'
import {
  addPerson,
  addPost,
  currentPosts,
  joinedUnits,
  namesOf,
} from '../../../src/storage/people.ts'
import { findBroadcast } from '../../../src/storage/sending/broadcasts.ts'
import { writeCopies } from '../../../src/storage/sending/write-copies.ts'
import { acknowledgementReport } from '../../../src/usecases/acknowledgement-report.ts'
import { eraseAccountOf } from '../../../src/usecases/erase-account.ts'
import { allOf, labelsOf, type Heard, type Phone } from '../../support/commune.ts'
import {
  approved,
  codeIn,
  expand,
  idsOf,
  pressesForged,
  sent,
  setOffice,
  starting,
  submitted,
} from '../../support/office.ts'

const MINUTE_MS = 60_000

describe('one person with several apps', () => {
  const office = setOffice('each')

  const store = () => office.commune.database.store

  function later(minutes: number): void {
    office.commune.now = new Date(office.commune.now.getTime() + minutes * MINUTE_MS)
  }

  /** The person whom the account of a phone stands for now. */
  async function personBehind(phone: Phone): Promise<PersonId | null> {
    const row = await store()
      .db.selectFrom('chat')
      .innerJoin('account', 'account.id', 'chat.account_id')
      .select('account.person_id')
      .where('chat.id', '=', phone.chatId)
      .executeTakeFirstOrThrow()
    return row.person_id
  }

  async function rolesBehind(phone: Phone): Promise<string[]> {
    const person = await personBehind(phone)
    const posts = person ? await currentPosts(store(), person) : []
    return posts.map(({ role }) => role).toSorted()
  }

  async function codeFor(phone: Phone): Promise<string> {
    const said = await phone.says('/lienket')
    return /Mã liên kết của ông\/bà: (\d{6})\./u.exec(allOf(said))![1]!
  }

  async function offered(from: Phone, to: Phone): Promise<Heard> {
    const [question] = await to.says(`lien ket ${await codeFor(from)}`)
    return question!
  }

  async function link(from: Phone, to: Phone): Promise<Heard[]> {
    return to.presses(await offered(from, to), 'Đúng, là tôi')
  }

  async function auditOf(action: string) {
    return store()
      .db.selectFrom('audit_entry')
      .select(['actor_id', 'subject_id', 'detail'])
      .where('action', '=', action)
      .execute()
  }

  it('keeps on the roll who is linked to somebody that only joined the same unit', async () => {
    const { member, commune, farmers } = office
    const zalo = await commune.onZalo('Đức Zalo')
    await zalo.says(`/start ${await joinToken(store(), farmers, null)}`)
    expect(await joinedUnits(store(), (await personBehind(zalo))!)).toEqual([farmers])

    await link(zalo, member)
    const person = await personBehind(member)
    expect(person).toBe(await personBehind(zalo))
    expect(await joinedUnits(store(), person!)).toEqual([])

    // Parted again, what each of them was.
    const [list] = await zalo.says('/huylienket')
    await zalo.presses(list!, 'Tách Telegram')
    expect(await joinedUnits(store(), (await personBehind(zalo))!)).toEqual([farmers])
    expect(await joinedUnits(store(), (await personBehind(member))!)).toEqual([])
  })

  it('shows whose code it is, asks, and makes the other account that person’s', async () => {
    const { member, commune } = office
    const zalo = await commune.onZalo('Đức Zalo')

    const [given] = await member.says('/lienket')
    expect(given?.text).toMatch(/Xin mở Zalo, .*nhắn: liên kết \d{6}/u)
    expect(given?.text).toContain('Không đưa mã này cho bất kỳ ai')
    const code = /liên kết (\d{6})/u.exec(given!.text)![1]!
    const [question] = await zalo.says(`Liên kết ${code}`)
    expect(question?.text).toContain('Mã này là của Lò Minh Đức trên Telegram')
    expect(labelsOf(question)).toEqual(['Đúng, là tôi', 'Không phải tôi'])
    expect(await personBehind(zalo)).toBeNull()

    const said = await zalo.says('đúng là tôi')

    expect(await personBehind(zalo)).toBe(member.personId)
    const here = said.find(({ chatId }) => chatId === zalo.chatId)
    expect(here?.text).toContain('Đã liên kết với tài khoản Telegram, Lò Minh Đức')
    const there = said.find(({ chatId }) => chatId === member.chatId)
    expect(there?.text).toContain('Đã liên kết với tài khoản Zalo Bot, Đức Zalo')
    expect(there?.text).toContain('xin nhắn “huỷ liên kết” ngay')
    expect(allOf(await zalo.says('/donvi'))).toContain('Hội Nông dân – thành viên')
    const [entry, ...more] = await auditOf('link-account')
    expect(more).toEqual([])
    expect(entry).toMatchObject({ actor_id: member.personId, subject_id: member.personId })
    expect(JSON.stringify(entry?.detail)).not.toMatch(/Đức/u)
    expect(await verifyAudit(store())).toMatchObject({ kind: 'intact' })
  })

  it('gives the account of the code the person of the account in which it was typed', async () => {
    const { member, commune } = office
    const zalo = await commune.onZalo('Đức Zalo')
    await link(zalo, member)
    expect(await personBehind(zalo)).toBe(member.personId)
  })

  it('makes two residents without a post one person', async () => {
    const { resident, commune } = office
    const zalo = await commune.onZalo('Cường Zalo')
    await link(resident, zalo)
    const person = await personBehind(zalo)
    expect(person).not.toBeNull()
    expect(await personBehind(resident)).toBe(person)
    expect((await namesOf(store(), [person!])).get(person!)).toBe('Cường')
  })

  describe('who withdraws', () => {
    const withdraw = async (phone: Phone): Promise<void> => {
      const { db } = store()
      const { channel_instance_id: instanceId } = await db
        .selectFrom('chat')
        .select('channel_instance_id')
        .where('id', '=', phone.chatId)
        .executeTakeFirstOrThrow()
      const { commune } = office
      await eraseAccountOf(store(), {
        instanceId,
        externalId: phone.externalId,
        at: commune.now,
        now: commune.now,
        timeZone: 'Asia/Ho_Chi_Minh',
      })
    }
    /** Every name that the database still holds of people. */
    const names = async (): Promise<string[]> => {
      const rows = await store().db.selectFrom('person').select('name_enc').execute()
      return rows.map(({ name_enc }) => store().keys.decrypt(name_enc, 'person.name'))
    }

    it('leaves no name of a person who was made of two accounts', async () => {
      const { resident, commune } = office
      const zalo = await commune.onZalo('Cường Zalo')
      await link(zalo, resident)
      const person = (await personBehind(zalo))!
      expect(await names()).toContain('Cường Zalo')

      await withdraw(zalo)
      expect(await names()).not.toContain('Cường Zalo')
      expect((await namesOf(store(), [person])).get(person)).toBe('Cường')

      await withdraw(resident)
      expect(await names()).not.toContain('Cường')
      expect(await namesOf(store(), [person])).toEqual(new Map())
    })

    it('leaves no name of the two persons that accounts stood for before', async () => {
      const { resident, commune } = office
      const [zalo, third, fourth] = [
        await commune.onZalo('Cường Zalo'),
        await commune.onZalo('Cường khác'),
        await commune.resident('Cường nữa'),
      ]
      await link(zalo, resident)
      await link(third, fourth)
      await link(zalo, fourth)
      const made = ['Cường Zalo', 'Cường khác']
      expect(await names()).toEqual(expect.arrayContaining(made))

      for (const phone of [zalo, resident, third, fourth]) await withdraw(phone)
      expect((await names()).filter((name) => name.startsWith('Cường'))).toEqual([])
    })

    it('keeps the name that they typed when they joined, until no other account is theirs', async () => {
      const { resident, commune, farmers } = office
      const zalo = await commune.onZalo('Cường Zalo')
      await resident.says(`/start ${await joinToken(store(), farmers, null)}`)
      await resident.says('Lò Văn Cường')
      await resident.says('đúng')
      await link(resident, zalo)
      const person = (await personBehind(zalo))!

      await withdraw(resident)
      expect((await namesOf(store(), [person])).get(person)).toBe('Lò Văn Cường')
      expect(await currentPosts(store(), person)).toHaveLength(1)

      // Nor is anybody left of whom nobody knows who it is.
      const [list] = await zalo.says('/huylienket')
      await zalo.presses(list!, 'Tách Zalo')
      expect(await currentPosts(store(), person)).toEqual([])
      expect(await namesOf(store(), [person])).toEqual(new Map())
    })

    it('stays in the roll of the unit, with the name that the unit has', async () => {
      const { member, commune } = office
      const zalo = await commune.onZalo('Đức Zalo')
      await link(zalo, member)

      await withdraw(zalo)
      await withdraw(member)
      const { personId } = member
      expect((await namesOf(store(), [personId!])).get(personId!)).toBe('Lò Minh Đức')
    })
  })

  it('changes nothing when the person says no, and ends the code', async () => {
    const { member, commune } = office
    const zalo = await commune.onZalo('Người lạ')
    const question = await offered(member, zalo)
    expect(allOf(await zalo.presses(question, 'Không phải tôi'))).toContain('Không liên kết')
    expect(await personBehind(zalo)).toBeNull()
    expect(allOf(await zalo.presses(question, 'Đúng, là tôi'))).toBe('')
    expect(zalo.toast()).toContain('không còn dùng được')
    expect(await personBehind(zalo)).toBeNull()
  })

  it('says what is wrong with a code', async () => {
    const { member, resident, commune } = office
    const zalo = await commune.onZalo('Đức Zalo')
    const other = await commune.onZalo('Người khác')
    expect(allOf(await zalo.says('lien ket 12345'))).toContain('gồm 6 chữ số')
    const code = await codeFor(member)
    expect(allOf(await member.says(`lien ket ${code}`))).toContain('của chính tài khoản này')
    const wrong = code === '000000' ? '000001' : '000000'
    expect(allOf(await zalo.says(`lien ket ${wrong}`))).toContain('không đúng')

    const newer = await codeFor(member)
    expect(allOf(await zalo.says(`lien ket ${code}`))).toContain('không đúng')
    const [question] = await zalo.says(`lien ket ${newer}`)
    expect(allOf(await other.says(`lien ket ${newer}`))).toContain('đã được dùng')
    later(10)
    expect(allOf(await zalo.says(`lien ket ${newer}`))).toContain('đã hết hạn')
    expect(allOf(await zalo.presses(question!, 'Đúng, là tôi'))).toContain('đã hết hạn')
    expect(await personBehind(zalo)).toBeNull()

    await link(member, zalo)
    expect(allOf(await zalo.says(`lien ket ${await codeFor(member)}`))).toContain(
      'đã là của cùng một người',
    )
    expect(await personBehind(resident)).toBeNull()
  })

  it('keeps a code as a keyed hash only', async () => {
    const code = await codeFor(office.member)
    const rows = await store().db.selectFrom('link_code').selectAll().execute()
    expect(rows).toHaveLength(1)
    expect(JSON.stringify(rows)).not.toContain(code)
    expect(rows[0]?.code_key).toHaveLength(32)
  })

  it('hears five wrong codes an hour, and then no right one either', async () => {
    const { member, commune } = office
    const zalo = await commune.onZalo('Kẻ đoán mã')
    const code = await codeFor(member)
    const wrong = code === '000000' ? '000001' : '000000'
    for (let count = 0; count < 5; count++)
      expect(allOf(await zalo.says(`lien ket ${wrong}`))).toContain('không đúng')
    expect(allOf(await zalo.says(`lien ket ${code}`))).toContain('thử lại sau một giờ')
    later(61)
    expect(labelsOf(await offered(member, zalo))).toContain('Đúng, là tôi')
  })

  it('takes no code in a group, and ends the one that was shown there', async () => {
    const { member, group, commune } = office
    const zalo = await commune.onZalo('Đức Zalo')
    for (const typed of ['/lienket CODE', 'Liên kết CODE']) {
      const code = await codeFor(member)
      const said = await office.author.saysIn(group, typed.replace('CODE', code))
      expect(allOf(said)).toContain('trong cuộc trò chuyện riêng')
      expect(allOf(await zalo.says(`lien ket ${code}`))).toContain('không đúng')
    }
    expect(allOf(await member.saysIn(group, '/lienket'))).toContain('trong cuộc trò chuyện riêng')
    expect(await member.saysIn(group, 'liên kết với nhau nhé')).toEqual([])
  })

  it('takes six digits alone for the code, as people type them', async () => {
    const { member, group, commune } = office
    const zalo = await commune.onZalo('Đức Zalo')
    const code = await codeFor(member)
    const [question] = await zalo.says(`${code.slice(0, 3)} ${code.slice(3)}`)
    expect(question?.text).toContain('Mã này là của Lò Minh Đức trên Telegram')

    expect(allOf(await zalo.says(code === '111111' ? '111112' : '111111'))).toContain('không đúng')

    const shown = await codeFor(member)
    expect(allOf(await office.author.saysIn(group, shown))).toContain('không còn giá trị')
    expect(allOf(await zalo.says(shown))).toContain('không đúng')
    expect(await office.author.saysIn(group, shown)).toEqual([])
  })

  describe('two persons of the rolls', () => {
    let zalo: Phone

    beforeEach(async () => {
      const { commune, farmers, youth } = office
      const onRoll = await commune.person('Lò Đức', [
        [farmers, 'member'],
        [youth, 'member'],
        [youth, 'author'],
      ])
      zalo = await commune.onZalo('Đức Zalo', onRoll.personId!)
    })

    it('holds what both held, no more, and parts them again exactly', async () => {
      const { member } = office
      const before = [await currentPosts(store(), member.personId!), await postsOf(zalo)]
      const otherPerson = await personBehind(zalo)

      await link(member, zalo)

      expect(await personBehind(zalo)).toBe(member.personId)
      expect(await rolesBehind(member)).toEqual(['author', 'member', 'member'])
      expect(await currentPosts(store(), otherPerson!)).toEqual([])

      const [list] = await zalo.says('huy lien ket')
      expect(list?.text).toContain('Telegram, Lò Minh Đức')
      expect(list?.text).toContain('Zalo Bot, Đức Zalo (đang dùng)')
      const said = await zalo.presses(list!, 'Tách Zalo Bot, Đức Zalo')

      expect(await personBehind(zalo)).toBe(otherPerson)
      expect([await currentPosts(store(), member.personId!), await postsOf(zalo)]).toEqual(before)
      for (const chatId of [zalo.chatId, member.chatId])
        expect(allOf(said.filter((one) => one.chatId === chatId))).toContain('Đã huỷ liên kết')
      expect(await auditOf('unlink-account')).toHaveLength(1)
      await zalo.presses(list!, 'Tách Zalo Bot')
      expect(zalo.toast()).toContain('không còn dùng được')
    })

    it('gives back no role that was taken away in between', async () => {
      const { member, youth, farmers } = office
      await link(member, zalo)
      for (const post of [
        { unitId: youth, role: 'author' },
        { unitId: farmers, role: 'member' },
      ] as const) {
        const held = await findPostOf(store(), { personId: member.personId!, ...post })
        await endPost(store(), held!.postId, { now: office.commune.now, today: '2026-11-24' })
      }
      await undoFrom(member)
      expect(await postsOf(zalo)).toEqual([{ unitId: youth, role: 'member' }])
    })

    it('lets nobody else take a link back', async () => {
      const { member, stranger } = office
      await link(member, zalo)
      const [list] = await member.says('/huylienket')
      await stranger.presses(list!, 'Tách Zalo')
      expect(await personBehind(zalo)).toBe(member.personId)
    })

    it('tells the owners that an officer has one more account', async () => {
      const { member, owner } = office
      const said = await link(member, zalo)
      const told = said.find(({ chatId }) => chatId === owner.chatId)
      expect(told?.text).toContain(
        'Cán bộ Lò Minh Đức vừa liên kết hai tài khoản: Telegram, Lò Minh Đức; Zalo Bot, Đức Zalo.',
      )
    })

    it('counts the two as one in a notice that went out before, and as two again after', async () => {
      const { member } = office
      const { broadcastId } = await idsOf(office, await sent(office))
      const count = async () => {
        const report = await acknowledgementReport(store(), broadcastId!, 'all')
        const unit = report!.units.find((one) => one.unit === 'Hội Nông dân')
        return [report!.expected, unit!.expected, report!.acknowledged, unit!.acknowledged]
      }
      const [expected, inUnit] = await count()

      await link(member, zalo)

      expect(await count()).toEqual([expected! - 1, inUnit! - 1, 0, 0])
      const missing = (await acknowledgementReport(store(), broadcastId!, 'all'))!.missing
      expect(missing.filter(({ name }) => name.includes('Đức'))).toHaveLength(1)
      await undoFrom(member)
      expect(await count()).toEqual([expected, inUnit, 0, 0])
    })

    it('counts an acknowledgement from both apps once', async () => {
      const { member, group } = office
      const code = await sent(office)
      const { broadcastId } = await idsOf(office, code)
      await link(member, zalo)
      await copyTo(zalo.chatId, broadcastId!)

      expect(allOf(await member.saysIn(group, `nhan T${code}`))).toContain('Đã nhận')
      expect(allOf(await zalo.says(`nhan T${code}`))).toContain('đã xác nhận trước đó')

      const report = (await acknowledgementReport(store(), broadcastId!, 'all'))!
      expect([report.acknowledged, report.unidentified]).toEqual([1, 0])
      await undoFrom(member)
      const apart = (await acknowledgementReport(store(), broadcastId!, 'all'))!
      expect([apart.acknowledged, apart.unidentified]).toEqual([2, 0])
    })

    it('never lets one human approve their own notice', async () => {
      const { author, approver, commune } = office
      const authorOnZalo = await commune.onZalo('Tuấn Zalo', author.personId!)
      const card = await submitted(office)
      // The approver's code, typed where the author is: the author counts as the approver.
      await link(approver, authorOnZalo)

      await approver.presses(card, 'Duyệt')

      const { noticeId } = await idsOf(office, codeIn(card))
      const state = await store()
        .db.selectFrom('notice')
        .select('state')
        .where('id', '=', noticeId)
        .executeTakeFirstOrThrow()
      expect(state.state).toBe('pending')
      expect(await rolesBehind(author)).toEqual(['approver', 'author'])
    })

    it('sends nothing that the author turns out to have approved, until the link is undone', async () => {
      const { author, approver, commune } = office
      const card = await approved(office)
      const authorOnZalo = await commune.onZalo('Tuấn Zalo', author.personId!)
      await link(approver, authorOnZalo)
      expect(allOf(await approver.says('/donvi'))).toContain('người soạn')

      await author.presses(card, 'Gửi ngay')
      expect(author.toast()).toContain('nay là một người')
      const { broadcastId } = await idsOf(office, codeIn(card))
      expect(broadcastId).toBeUndefined()

      await undoFrom(approver)
      expect(allOf(await author.presses(card, 'Gửi ngay'))).toContain('sẽ bắt đầu gửi')
    })

    it('takes such a sending back when its hour comes, and says so; sent anew once the link is undone, it goes', async () => {
      const { author, approver, commune } = office
      const code = codeIn(await starting(office))
      const { broadcastId } = await idsOf(office, code)
      const authorOnZalo = await commune.onZalo('Tuấn Zalo', author.personId!)
      await link(approver, authorOnZalo)

      later(1)
      await expand(office, broadcastId!)
      await expand(office, broadcastId!)

      expect(await stateOf(broadcastId!)).toBe('cancelled')
      expect(await copiesOf(broadcastId!)).toBe(0)
      const told = (await commune.heardIn(author.chatId)).filter(({ text }) =>
        text.includes(`T${code} chưa gửi cho ai.`),
      )
      expect(told.map(({ text }) => text)).toEqual([
        expect.stringContaining(`người soạn và người duyệt T${code} đã là một người`),
      ])
      const said = allOf(await commune.heardIn(author.chatId))
      expect(said).not.toContain(`đã cho gửi T${code}`)
      await author.presses(told[0]!, 'Gửi ngay')
      expect(author.toast()).toContain('nay là một người')

      await undoFrom(approver)
      expect(allOf(await author.presses(told[0]!, 'Gửi ngay'))).toContain('sẽ bắt đầu gửi')
      later(1)
      const anew = (await idsOf(office, code)).broadcastId!
      await expand(office, anew)
      expect(await stateOf(anew)).toBe('sending')
      expect(await copiesOf(anew)).toBe(1)
    })

    async function stateOf(id: BroadcastId) {
      return (await findBroadcast(store(), id))?.state
    }

    async function copiesOf(id: BroadcastId): Promise<number> {
      const { db } = store()
      const query = db.selectFrom('delivery').select('id').where('broadcast_id', '=', id)
      return (await query.execute()).length
    }

    async function postsOf(phone: Phone) {
      return currentPosts(store(), (await personBehind(phone))!)
    }
  })

  it('parts a chain of links one by one, in any order', async () => {
    const { commune, farmers, youth, root, member } = office
    const onRoll = await commune.person('Hai', [[youth, 'member']])
    const second = await commune.onZalo('Đức hai', onRoll.personId!)
    const third = await commune.person('Đức ba', [[root, 'leader']])
    const fourth = await commune.resident('Đức bốn')
    const persons = await Promise.all([member, second, third].map(personBehind))
    await link(second, third)
    later(1)
    await link(second, fourth)
    later(1)
    await link(member, second)
    for (const phone of [second, third, fourth])
      expect(await personBehind(phone)).toBe(member.personId)
    expect(await rolesBehind(fourth)).toEqual(['leader', 'member', 'member'])

    await undoFrom(fourth, 'Tách Telegram, Đức ba')

    expect(await personBehind(third)).toBe(persons[2])
    expect(await rolesBehind(third)).toEqual(['leader'])
    expect(await personBehind(second)).toBe(member.personId)

    await undoFrom(fourth, 'Tách Zalo Bot, Đức hai')

    expect(await personBehind(second)).toBe(persons[1])
    expect(await currentPosts(store(), persons[1]!)).toEqual([{ unitId: youth, role: 'member' }])
    expect(await currentPosts(store(), persons[0]!)).toEqual([{ unitId: farmers, role: 'member' }])
    expect(await personBehind(fourth)).toBe(persons[1])
    await undoFrom(second, 'Tách Telegram, Đức bốn')
    expect(await personBehind(fourth)).toBeNull()
  })

  describe('three of whom the first and the last hold the same post', () => {
    /** The one in the middle, of another unit, and the last, whose accounts are theirs by a link. */
    async function chain() {
      const { commune, farmers, youth } = office
      const onRoll = await commune.person('Lò Đức', [[farmers, 'member']])
      const last = await commune.onZalo('Đức cuối', onRoll.personId!)
      const middle = await commune.person('Đức giữa', [[youth, 'member']])
      await link(middle, last)
      later(1)
      return { middle, last, persons: [middle.personId!, onRoll.personId!] as const }
    }

    it.each([
      { first: 'last', labels: ['Tách Zalo Bot, Đức cuối', 'Tách Telegram, Đức giữa'] },
      { first: 'middle', labels: ['Tách Telegram, Đức giữa', 'Tách Zalo Bot, Đức cuối'] },
    ])('each hold theirs again when the $first one is parted first', async ({ labels }) => {
      const { member, farmers, youth } = office
      const chained = await chain()
      const { middle, last } = chained
      await link(member, last)
      const persons = [member.personId!, ...chained.persons]

      await undoFrom(middle, labels[0])
      await undoFrom(middle, labels[1])

      expect(await Promise.all([member, middle, last].map(personBehind))).toEqual(persons)
      expect(await Promise.all(persons.map((id) => currentPosts(store(), id)))).toEqual([
        [{ unitId: farmers, role: 'member' }],
        [{ unitId: youth, role: 'member' }],
        [{ unitId: farmers, role: 'member' }],
      ])
    })

    it('part likewise where an owner takes the one in the middle for the first', async () => {
      const { commune, owner, farmers, youth } = office
      const { middle, last, persons } = await chain()
      const officer = await commune.person('Lò Minh Đức', [
        [farmers, 'approver'],
        [farmers, 'member'],
      ])
      await store()
        .db.updateTable('account')
        .set({ person_id: null })
        .where('person_id', '=', officer.personId)
        .execute()
      const account = await store()
        .db.selectFrom('chat')
        .select('account_id')
        .where('id', '=', middle.chatId)
        .executeTakeFirstOrThrow()
      const { account_id: id } = account
      await pressesForged(office, owner, { verb: 'o-same', id: id!, arg: officer.personId! })
      expect(await rolesBehind(last)).toEqual(['approver', 'member', 'member'])

      await undoFrom(last)

      expect(await personBehind(last)).toBe(persons[1])
      expect(await rolesBehind(last)).toEqual(['member'])
      expect(await currentPosts(store(), officer.personId!)).toEqual(
        expect.arrayContaining([
          { unitId: farmers, role: 'approver' },
          { unitId: farmers, role: 'member' },
          { unitId: youth, role: 'member' },
        ]),
      )
    })
  })

  it('never makes two persons count as each other', async () => {
    const { commune, member, stranger } = office
    const zalo = await commune.onZalo('Đức Zalo', member.personId!)
    const strange = await commune.onZalo('Mai Zalo', stranger.personId!)
    const [one, other] = [await offered(member, strange), await offered(stranger, zalo)]

    await Promise.all([strange.presses(one, 'Đúng, là tôi'), zalo.presses(other, 'Đúng, là tôi')])

    const people = await Promise.all([member, zalo, stranger, strange].map(personBehind))
    expect(new Set(people).size).toBe(1)
    expect(await store().db.selectFrom('account_link').selectAll().execute()).toHaveLength(1)
  })

  it('links no two accounts on one bot: they are two humans', async () => {
    const { member, resident } = office
    const said = await resident.says(`lien ket ${await codeFor(member)}`)
    expect(allOf(said)).toContain('cùng một ứng dụng')
    expect(labelsOf(said[0])).toEqual([])
  })

  it('sends one private copy to somebody with two apps', async () => {
    const { commune, farmers, member } = office
    const onRoll = await commune.person('Lò Đức', [[farmers, 'member']])
    const zalo = await commune.onZalo('Đức Zalo', onRoll.personId!)
    await store().db.deleteFrom('chat_binding').execute()
    const copiesOf = async () => {
      const { broadcastId } = await idsOf(office, await sent(office))
      const rows = await store()
        .db.selectFrom('delivery')
        .select('chat_id')
        .where('broadcast_id', '=', broadcastId!)
        .where('chat_id', 'in', [member.chatId, zalo.chatId, onRoll.chatId])
        .execute()
      return rows.length
    }
    expect(await copiesOf()).toBe(2)
    await link(member, zalo)
    expect(await copiesOf()).toBe(1)
  })

  it('goes by the other app where somebody wants no more notices in the one in which it waits', async () => {
    const { commune, member } = office
    const zalo = await commune.onZalo('Đức Zalo')
    await store().db.deleteFrom('chat_binding').execute()
    await link(member, zalo)
    const { broadcastId } = await idsOf(office, await sent(office))
    const waiting = async () => {
      const rows = await store()
        .db.selectFrom('delivery')
        .select('chat_id')
        .where('broadcast_id', '=', broadcastId!)
        .where('chat_id', 'in', [member.chatId, zalo.chatId])
        .where('state', '=', 'planned')
        .execute()
      return rows.map(({ chat_id }) => chat_id)
    }
    await store()
      .db.updateTable('delivery')
      .set({ state: 'planned', settled_at: null })
      .where('broadcast_id', '=', broadcastId!)
      .execute()
    const [here] = await waiting()
    const [phone, other] = here === member.chatId ? [member, zalo] : [zalo, member]

    await phone.says('dừng tin')

    expect(await waiting()).toEqual([other.chatId])
  })

  it('reaches somebody who linked their apps while the copies were being written', async () => {
    const { commune, farmers, resident } = office
    const onRoll = await commune.person('Lò Đức', [[farmers, 'member']])
    await store().db.deleteFrom('chat_binding').execute()
    const { broadcastId } = await idsOf(office, codeIn(await starting(office)))
    const now = new Date(commune.now.getTime() + MINUTE_MS)
    // The audience has been written and not a single copy: the process died there.
    await writeCopies(store(), broadcastId!, { now })
    await store().db.deleteFrom('delivery').where('broadcast_id', '=', broadcastId!).execute()
    await store()
      .db.updateTable('broadcast')
      .set({ state: 'expanding', expanded_to: null })
      .where('id', '=', broadcastId!)
      .execute()
    const zalo = await commune.onZalo('Đức Zalo')
    await link(resident, zalo)
    await link(zalo, onRoll)
    expect(await personBehind(onRoll)).not.toBe(onRoll.personId)
    await writeCopies(store(), broadcastId!, { now })
    const copies = await store()
      .db.selectFrom('delivery')
      .select('chat_id')
      .where('broadcast_id', '=', broadcastId!)
      .where('chat_id', 'in', [resident.chatId, zalo.chatId, onRoll.chatId])
      .execute()
    expect(copies).toHaveLength(1)
  })

  it('follows the person whom an owner recognises as an officer of the roll', async () => {
    const { commune, farmers, youth, member, owner } = office
    const { personId } = await commune.person('Lò Minh Đức', [[youth, 'approver']])
    // On the roll only: the account that the stage made for them is somebody else's.
    await store()
      .db.updateTable('account')
      .set({ person_id: null })
      .where('person_id', '=', personId)
      .execute()
    const zalo = await commune.onZalo(
      'Đức Zalo',
      (await commune.person('Đức', [[youth, 'member']])).personId!,
    )
    const before = await personBehind(zalo)
    await link(member, zalo)
    const account = await store()
      .db.selectFrom('chat')
      .select('account_id')
      .where('id', '=', member.chatId)
      .executeTakeFirstOrThrow()
    await pressesForged(office, owner, { verb: 'o-same', id: account.account_id!, arg: personId! })
    expect(await personBehind(member)).toBe(personId)
    expect(await personBehind(zalo)).toBe(personId)
    expect(await rolesBehind(zalo)).toEqual(['approver', 'member', 'member'])

    await undoFrom(zalo)

    expect(await personBehind(zalo)).toBe(before)
    expect(await currentPosts(store(), before!)).toEqual([{ unitId: youth, role: 'member' }])
    expect(await currentPosts(store(), personId!)).toHaveLength(2)
    expect(await currentPosts(store(), personId!)).toContainEqual({
      unitId: farmers,
      role: 'member',
    })
  })

  it('counts once, and for good, who has changed their account', async () => {
    const { commune, farmers, member, owner, group } = office
    const code = await sent(office)
    const { broadcastId } = await idsOf(office, code)
    const figures = async () => {
      const report = (await acknowledgementReport(store(), broadcastId!, 'all'))!
      return [report.expected, report.acknowledged, report.others, report.unidentified]
    }
    await member.saysIn(group, `nhan T${code}`)
    const before = await figures()
    const fresh = await commune.resident(member.name)
    const asked = await fresh.says(`/start ${await joinToken(store(), farmers, null)}`)

    await owner.presses(
      asked.find(({ chatId }) => chatId === owner.chatId)!,
      'Đúng là một người',
    )
    expect(await figures()).toEqual(before)
    await fresh.saysIn(group, `nhan T${code}`)
    expect(await figures()).toEqual(before)
  })

  it('counts once who had joined when a notice went out and is found on the roll after it', async () => {
    const { commune, farmers, owner, group } = office
    for (const [name, role] of [
      ['Cao Thị Thu', 'approver'],
      ['Ngô Thị Mai', 'member'],
    ] as const) {
      const personId = await addPerson(store(), { name })
      await addPost(store(), { personId, unitId: farmers, role, from: '2026-01-01' })
    }
    const token = await joinToken(store(), farmers, null)
    const thu = await commune.resident('Cao Thị Thu')
    const asked = await thu.says(`/start ${token}`)
    const mai = await commune.resident('Mai Mèo')
    await mai.says(`/start ${token}`)
    const code = await sent(office)
    const { broadcastId } = await idsOf(office, code)
    const before = (await acknowledgementReport(store(), broadcastId!, 'all'))!

    await owner.presses(
      asked.find(({ chatId }) => chatId === owner.chatId)!,
      'Đúng là một người',
    )
    await mai.says('Ngô Thị Mai')
    await mai.says('1')
    for (const phone of [thu, mai]) await phone.saysIn(group, `nhan T${code}`)

    const after = (await acknowledgementReport(store(), broadcastId!, 'all'))!
    expect([after.expected, after.acknowledged]).toEqual([before.expected - 2, 2])
    const missing = after.missing.map(({ name }) => name)
    expect(missing.filter((name) => /Thu|Mai/u.test(name))).toEqual([])
    // Nothing was linked that they could part again.
    for (const phone of [thu, mai]) {
      const [list] = await phone.says('/huylienket')
      expect(labelsOf(list)).toEqual([])
    }
  })

  it('gets cards in the app in which the person wrote last', async () => {
    const { author, approver, commune } = office
    const zalo = await commune.onZalo('Tuấn trên Zalo')
    await link(author, zalo)
    const cardAfter = async (wrote: Phone): Promise<readonly ChatId[]> => {
      const card = await submitted(office)
      await wrote.says('xin chào')
      const said = await approver.presses(card, 'Duyệt')
      const places = [author.chatId, zalo.chatId]
      return said.map(({ chatId }) => chatId).filter((chatId) => places.includes(chatId))
    }

    expect(new Set(await cardAfter(zalo))).toEqual(new Set([zalo.chatId]))
    expect(new Set(await cardAfter(author))).toEqual(new Set([author.chatId]))
    expect(new Set(await cardAfter(zalo))).toEqual(new Set([zalo.chatId]))

    // The other app was written in long after, and a message is just going out to where they write now.
    await sql`update chat set state_at = state_at + interval '1 hour' where id = ${zalo.chatId}`.execute(
      store().db,
    )
    await store()
      .db.updateTable('delivery')
      .set({ state: 'sending' })
      .where('chat_id', '=', author.chatId)
      .where('settled_as', 'is', null)
      .execute()
    expect(new Set(await cardAfter(author))).toEqual(new Set([author.chatId]))
  })

  it('links once when two presses come at one moment', async () => {
    const { member, commune } = office
    const zalo = await commune.onZalo('Đức Zalo')
    const question = await offered(member, zalo)
    await Promise.all([
      zalo.presses(question, 'Đúng, là tôi'),
      zalo.presses(question, 'Đúng, là tôi'),
    ])
    expect(await store().db.selectFrom('account_link').selectAll().execute()).toHaveLength(1)
    expect(await auditOf('link-account')).toHaveLength(1)
  })

  it('counts the questions of a day over both apps', async () => {
    const { resident, commune } = office
    const zalo = await commune.onZalo('Cường Zalo')
    const ask = async (phone: Phone) => {
      const [notice] = await phone.says('/hoi')
      if (labelsOf(notice).includes('Đồng ý')) await phone.presses(notice!, 'Đồng ý')
      const [confirm] = await phone.says('Bao giờ có nước sạch?')
      return allOf(await phone.presses(confirm!, 'Xác nhận'))
    }
    for (let count = 0; count < QUESTIONS_PER_DAY; count++) await ask(resident)
    expect(await ask(zalo)).toContain('H11')
    await link(resident, zalo)
    const refused = await ask(zalo)
    expect(refused).not.toContain('H12')
    expect(refused).toBe(await ask(resident))
  })

  it('says so when there is nothing to take back', async () => {
    expect(allOf(await office.member.says('/huylienket'))).toContain('chưa liên kết tài khoản nào')
  })

  async function undoFrom(phone: Phone, label = 'Tách'): Promise<Heard[]> {
    const [list] = await phone.says('/huylienket')
    return phone.presses(list!, label)
  }

  /** A copy of the broadcast in a private chat, as if no group had served the unit. */
  async function copyTo(chatId: ChatId, broadcastId: BroadcastId): Promise<void> {
    const {
      settled_as: _settledAs,
      waiting_edit: _waitingEdit,
      ...columns
    } = await store()
      .db.selectFrom('delivery')
      .selectAll()
      .where('broadcast_id', '=', broadcastId)
      .limit(1)
      .executeTakeFirstOrThrow()
    await store()
      .db.insertInto('delivery')
      .values({ ...columns, id: newId<DeliveryId>(), chat_id: chatId })
      .execute()
  }
})
