import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { setChatState } from '../../../src/storage/chat-state.ts'
import { addPerson, addPost } from '../../../src/storage/people.ts'
import { checkContents } from '../../../src/cli/doctor/check-database.ts'
import type { Deps } from '../../../src/deps.ts'
import type { UnitId } from '../../../src/domain/id.ts'
import type { Role } from '../../../src/domain/role.ts'
import type { JobRequest } from '../../../jobs/catalogue.ts'
import type { DeliveryState } from '../../../src/domain/delivery.ts'
import { createPassingOn } from '../../../src/usecases/pass-questions-on.ts'
import { tellLaneStopped } from '../../../src/usecases/tell-lane-stopped.ts'
import { allOf, foundCommune, type Commune, type Heard, type Phone } from '../../support/commune.ts'
import { createRecordingLog, type RecordingLog } from '../../support/recording-log.ts'
import { quietLog } from '../../support/quiet-log.ts'
import { drafted, setOffice } from '../../support/office.ts'

const QUESTION = 'Đường bê tông thôn Yên Cát bao giờ làm tiếp?'
const STOP = 'dừng tin'

describe('a question that has a deadline', () => {
  let commune: Commune
  let log: RecordingLog
  let office: UnitId
  let owner: Phone
  let resident: Phone

  beforeEach(async () => {
    log = createRecordingLog()
    commune = await foundCommune({ log })
    office = await commune.unit('xa', 'Đảng ủy xã Như Xuân')
    owner = await commune.person('Lê Thu Hà', [[office, 'owner']])
    resident = await commune.resident('Cường')
  })

  afterEach(() => commune.close())

  /** What reaches these phones of a new question, each once. */
  async function askedOf(...phones: Phone[]): Promise<string[]> {
    const [notice] = await resident.says('/hoi')
    await resident.presses(notice!, 'Đồng ý')
    const [confirm] = await resident.says(QUESTION)
    const said = await resident.presses(confirm!, 'Xác nhận')
    expect(heardBy(resident, said)[0]?.text).toContain('Đã tiếp nhận')
    return phones.map((phone) => allOf(heardBy(phone, said)))
  }

  it('comes to the owners where the only clerk has no account', async () => {
    await onTheRolls('Nguyễn Thị Lan', 'clerk')

    const [card] = await askedOf(owner)

    expect(card).toContain(QUESTION)
    expect(card).toContain('Chưa báo được cho cán bộ tiếp nhận nào')
  })

  it('comes to the clerk who has stopped notices, and to nobody else', async () => {
    const clerk = await commune.person('Nguyễn Thị Lan', [[office, 'clerk']])
    const [stopped] = await clerk.says(STOP)
    expect(stopped?.text).toContain('Thẻ công việc của đồng chí vẫn tới')

    const [card, other] = await askedOf(clerk, owner)

    expect(card).toContain(QUESTION)
    expect(other).toBe('')
  })

  it('comes to the owners where every clerk has blocked the bot', async () => {
    const clerk = await commune.person('Nguyễn Thị Lan', [[office, 'clerk']])
    await clerk.does({ kind: 'standing', standing: 'blocked' })

    const [card] = await askedOf(owner)

    expect(card).toContain(QUESTION)
  })

  it('goes on, once, when its card comes to nobody: to the next clerk, to the owners, and then the operator is told', async () => {
    const { store } = commune.database
    const clerk = await commune.person('Nguyễn Thị Lan', [[office, 'clerk']])
    await askedOf()
    const toAsker = await commune.heardIn(resident.chatId)
    const other = await commune.person('Vi Văn Thảo', [[office, 'clerk']])
    const jobs: string[] = []
    const deps = { store, log, enqueue: async (job: JobRequest) => void jobs.push(job.name) }
    const processes = [createPassingOn(deps as never), createPassingOn(deps as never)]
    const looks = () => Promise.all(processes.map((look) => look()))
    /** What each has of it, after its card has ended so in the chat of one. */
    const after = async (state: DeliveryState, { chatId }: Phone): Promise<number[]> => {
      await store.db.updateTable('delivery').set({ state }).where('chat_id', '=', chatId).execute()
      await looks()
      await looks()
      const phones = [clerk, other, owner].map((phone) => commune.heardIn(phone.chatId))
      return (await Promise.all(phones)).map((said) => said.length)
    }

    // It is on its way, or there.
    expect(await after('planned', clerk)).toEqual([1, 0, 0])
    expect(await after('sent', clerk)).toEqual([1, 0, 0])
    expect(await after('waiting-for-contact', clerk)).toEqual([1, 1, 0])
    expect(await after('cancelled', other)).toEqual([1, 1, 1])
    const [card] = await commune.heardIn(owner.chatId)
    expect(card?.text).toContain(QUESTION)
    expect(card?.text).toContain('Chưa báo được cho cán bộ tiếp nhận nào')
    expect(jobs).toEqual(['run-lane', 'run-lane'])
    expect(log.text()).toBe('')

    expect(await after('rejected', owner)).toEqual([1, 1, 1])
    expect(log.text().match(/nobody could be told of a question/g)).toHaveLength(2)
    expect(await commune.heardIn(resident.chatId)).toHaveLength(toAsker.length)

    // Once it was taken back nobody hears of it.
    await store.db.updateTable('question').set({ state: 'withdrawn' }).execute()
    await commune.person('Lò Thị Mai', [[office, 'clerk']])
    await createPassingOn(deps as never)()
    expect(jobs).toHaveLength(2)
  })

  it('goes on with the next look at all that wait where two hundred have been asked since', async () => {
    const { store } = commune.database
    const clerk = await commune.person('Nguyễn Thị Lan', [[office, 'clerk']])
    await askedOf()
    const other = await commune.person('Vi Văn Thảo', [[office, 'clerk']])
    const deps = { store, log, enqueue: async () => undefined }
    const look = createPassingOn(deps as never)
    await look()
    await sql`insert into question (id, code, kind, text_enc, asker_enc, asker_key, state, due_on, received_on)
      select gen_random_uuid(), code + 200, kind, text_enc, asker_enc, asker_key, 'withdrawn', due_on, received_on
      from question`.execute(store.db)
    const ofClerk = store.db.updateTable('delivery').where('chat_id', '=', clerk.chatId)
    await ofClerk.set({ state: 'rejected' }).execute()

    await look()
    const soon = await commune.heardIn(other.chatId)
    // As each process does once a minute.
    await createPassingOn(deps as never)()

    expect(soon).toEqual([])
    expect(await commune.heardIn(other.chatId)).toHaveLength(1)
  })

  it('is told to the operator when nobody can be reached, without a word of it', async () => {
    await onTheRolls('Nguyễn Thị Lan', 'clerk')
    await owner.does({ kind: 'standing', standing: 'blocked' })

    await askedOf()

    expect(log.text()).toContain('nobody could be told of a question')
    expect(log.text()).not.toContain(QUESTION)
    const checks = await checkContents(commune.database.store)
    expect(checks.find(({ name }) => name === 'questions')).toEqual({
      name: 'questions',
      ok: false,
      detail:
        'Có câu hỏi chờ trả lời mà bot không nhắn được cho cán bộ tiếp nhận hay chủ quản nào: họ cần nhắn cho bot một lần, hoặc bỏ chặn bot.',
    })
  })

  it('is no trouble to the operator while somebody hears of it', async () => {
    await askedOf(owner)

    expect(log.text()).toBe('')
    const checks = await checkContents(commune.database.store)
    expect(checks.filter(({ name }) => name === 'questions')).toEqual([])
  })

  it('is written in the language of whoever reads it, and not in that of whoever asks', async () => {
    const clerk = await commune.person('Nguyễn Thị Lan', [[office, 'clerk']])
    const foreign = await commune.person('Anna Nowak', [[office, 'clerk']])
    await foreign.says('/english')
    await resident.says('/english')
    const [notice] = await resident.says('/hoi')
    await resident.presses(notice!, 'Agree')
    const [confirm] = await resident.says('Where do I register my stay?')
    const said = await resident.presses(confirm!, 'Confirm')

    expect(allOf(heardBy(clerk, said))).toContain('Hạn trả lời')
    expect(allOf(heardBy(foreign, said))).toContain('Answer due')
  })

  async function onTheRolls(name: string, role: Role): Promise<void> {
    const { store } = commune.database
    const personId = await addPerson(store, { name })
    await addPost(store, { personId, unitId: office, role, from: '2026-01-01' })
  }
})

describe('who has stopped notices', () => {
  const office = setOffice('each')

  it('still gets what is to be approved', async () => {
    const { author, approver } = office
    await approver.says(STOP)

    const said = await author.presses(await drafted(office), 'Trình duyệt')

    expect(allOf(heardBy(approver, said))).toContain('Chờ duyệt T1')
    expect(allOf(heardBy(author, said))).toContain('Đã trình T1 tới 1 người duyệt')
  })

  it('still hears as an owner that a bot has stopped', async () => {
    const { commune, owner } = office
    const { store } = commune.database
    const second = await commune.onZalo('Lê Thu Hà', owner.personId!)
    await owner.says(STOP)
    await second.says(STOP)

    await tellLaneStopped(
      { log: quietLog as Deps['log'] },
      store,
      commune.channel.instanceId,
      'token-refused',
    )

    expect(allOf(await commune.heardIn(second.chatId))).toContain('đã dừng gửi')
  })

  it('is no cause why an author is told that nobody was reached', async () => {
    const { author, approver, commune, root } = office
    const { store } = commune.database
    await approver.does({ kind: 'standing', standing: 'blocked' })
    const unseen = await addPerson(store, { name: 'Vi Văn Thảo' })
    const post = { unitId: root, role: 'approver', from: '2026-01-01' } as const
    await addPost(store, { personId: unseen, ...post })

    const said = await author.presses(await drafted(office), 'Trình duyệt')

    const told = allOf(heardBy(author, said))
    expect(told).toContain('chưa báo được cho người duyệt nào')
    expect(told).toContain('Phạm Hùng: người nhận đã chặn bot')
    expect(told).toContain('Vi Văn Thảo: người nhận chưa mở cuộc trò chuyện với bot')
  })

  it('gives what is to be approved to the owners where no approver can be told', async () => {
    const { author, approver, owner } = office
    await approver.does({ kind: 'standing', standing: 'blocked' })

    const said = await author.presses(await drafted(office), 'Trình duyệt')

    expect(allOf(heardBy(owner, said))).toContain('Chờ duyệt T1')
    expect(allOf(heardBy(author, said))).toContain('gửi tới chủ quản (1 người) để duyệt thay')
  })

  it('shows what waits to an approver who writes for the first time, once', async () => {
    const { author, approver, commune } = office
    const { store } = commune.database
    await setChatState(store, approver.chatId, 'never-started', null, new Date())
    await author.presses(await drafted(office), 'Trình duyệt')

    const first = allOf(await approver.says('/start'))
    const second = allOf(await approver.says('/start'))

    expect(first).toContain('Chờ duyệt T1')
    expect(second).not.toContain('Chờ duyệt T1')
  })

  it('shows what waits also where its card was sent in vain', async () => {
    const { author, approver, commune } = office
    await author.presses(await drafted(office), 'Trình duyệt')
    await commune.database.store.db
      .updateTable('delivery')
      .set({ state: 'unreachable', reason: 'blocked', settled_at: new Date() })
      .where('subject_kind', '=', 'approval-card')
      .execute()

    expect(allOf(await approver.says('/start'))).toContain('Chờ duyệt T1')
  })

  it('hears of a role in their own language', async () => {
    const { member, owner } = office
    await owner.says('/english')

    const said = await owner.says('/canbo them soan HND | Lò Minh Đức')

    expect(allOf(heardBy(member, said))).toContain('người soạn')
    expect(allOf(heardBy(owner, said))).toContain('author')
  })

  it('reads what is to be approved in their own language', async () => {
    const { author, approver } = office
    const card = await drafted(office)
    await author.says('/english')

    const said = await author.presses(card, 'Trình duyệt')

    expect(allOf(heardBy(approver, said))).toContain('Chờ duyệt T1')
  })
})

function heardBy(phone: Phone, said: readonly Heard[]): Heard[] {
  return said.filter(({ chatId }) => chatId === phone.chatId)
}
