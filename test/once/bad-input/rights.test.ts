import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { actions } from '../../../src/conversations/actions.ts'
import { ownDataActions } from '../../../src/conversations/actions/own-data-actions.ts'
import { commands } from '../../../src/conversations/commands.ts'
import { newId } from '../../../src/domain/id.ts'
import { vi } from '../../../src/i18n/vi.ts'
import { forgetDayCounts } from '../../../src/storage/day-counts.ts'
import type { Phone } from '../../support/commune.ts'
import { tablePrints } from '../../support/table-prints.ts'
import {
  approved,
  codeIn,
  drafted,
  idsOf,
  pressesForged,
  sent,
  setOffice,
  starting,
  submitted,
} from '../../support/office.ts'

const { noRight, stale } = vi.common
/** What anybody may press: it concerns nobody else's things. */
const PUBLIC = ['k-ask', 'q-mine', 'q-agree', 'q-no', 'q-full', ...Object.keys(ownDataActions)]
const VERBS = Object.keys(actions).filter((verb) => !PUBLIC.includes(verb))
/** What shows something to every officer of its kind, in whatever unit, or that nothing waits for them. */
const SHOWING = ['g-list', 'g-show', 'u-tree', 'u-show', 'n-pend', 'r-list']

describe('what somebody has no right to', () => {
  const office = setOffice('all')
  /** Ids that the buttons of each kind hold, each of something that exists. */
  let real: Record<string, string[]>
  let args: string[]

  beforeAll(async () => {
    const { commune, root, farmers, youth, group, owner } = office
    const codes = [
      codeIn(await drafted(office)),
      codeIn(await submitted(office)),
      codeIn(await approved(office)),
      codeIn(await starting(office)),
      await sent(office),
    ]
    const ids = await Promise.all(codes.map((code) => idsOf(office, code)))
    const { db } = commune.database.store
    const post = await db.selectFrom('post').select('id').executeTakeFirstOrThrow()
    const account = await db.selectFrom('account').select('id').executeTakeFirstOrThrow()
    const notices = ids.map(({ noticeId }) => noticeId as string)
    real = {
      n: notices,
      a: notices,
      k: notices,
      r: notices,
      b: ids.flatMap(({ broadcastId }) => broadcastId ?? []),
      g: [group.chatId],
      u: [farmers, root],
      o: [farmers, post.id, account.id],
      og: [farmers],
    }
    args = ['now', 'off', '99999999999', 'author', youth, owner.personId!]
  })

  // Each test is a day of its own: of such answers nobody without an office has more than some in one.
  beforeEach(() => forgetDayCounts(office.commune.database.store, '9999-01-01'))

  /** What each press showed: the toast, else whether something was said. */
  const answers = async (phone: Phone, verb: string, presses: [string, string][]) => {
    const heard: (string | null)[] = []
    for (const [id, arg] of presses) {
      const action = { verb, ...(id && { id }), ...(arg && { arg }) }
      const said = await pressesForged(office, phone, action)
      heard.push(phone.toast() ?? (said.length > 0 ? 'said' : null))
    }
    return heard
  }
  /** Every id of the verb's kind, the first with every argument that a button can hold beside it. */
  const presses = (verb: string): [string, string][] => {
    const ids = real[verb.split('-')[0] ?? ''] ?? ['']
    const fits = (arg: string) => verb.length < 7 || arg.length < 30
    return [
      ...ids.map((id): [string, string] => [id, '']),
      ...args.filter(fits).map((arg): [string, string] => [ids[0] ?? '', arg]),
    ]
  }
  /** The tables as the test before has found them at its end: nothing comes between it and the next. */
  let last: Record<string, string> | undefined
  const prints = async () => (last = await tablePrints(office.commune.database.store))
  const printsBefore = async () => {
    const before = last ?? (await prints())
    last = undefined
    return before
  }

  it.each(VERBS)(
    'no button “%s” does anything for those whom it does not concern',
    async (verb) => {
      const before = await printsBefore()

      const heard = [
        ...(await answers(office.resident, verb, presses(verb))),
        ...(await answers(office.member, verb, presses(verb))),
      ]
      const stranger = await answers(office.stranger, verb, presses(verb))

      expect([...heard, ...stranger]).not.toContain(null)
      expect(heard.filter((answer) => answer !== noRight && answer !== stale)).toEqual([])
      const known = [noRight, stale, ...(SHOWING.includes(verb) ? ['said'] : [])]
      expect(stranger.filter((answer) => !known.includes(answer ?? ''))).toEqual([])
      expect(await prints()).toEqual(before)
    },
  )

  it.each(VERBS)(
    'a button “%s” for something that is not there says so, to the owner too',
    async (verb) => {
      const before = await printsBefore()

      const heard = await answers(office.owner, verb, [
        ['', ''],
        ['', 'garbage'],
        ['garbage', ''],
        ['garbage', 'garbage'],
        [newId(), ''],
        [newId(), 'garbage'],
      ])

      expect(heard).not.toContain(null)
      expect(await prints()).toEqual(before)
    },
  )

  it.each(PUBLIC)('the button “%s” is answered whatever it holds', async (verb) => {
    const held: [string, string][] = [
      ['', ''],
      ['garbage', 'garbage'],
      [newId(), '2020-01'],
    ]
    for (const phone of [office.resident, office.member, office.owner])
      expect(await answers(phone, verb, held)).not.toContain(null)
    last = undefined
  })

  it.each(commands.filter(({ roles }) => roles !== null).map(({ name }) => name))(
    '/%s is refused to a resident, to a member and in other words',
    async (name) => {
      const before = await printsBefore()
      const command = commands.find((one) => one.name === name)!
      const typed = [`/${name}`, `/${name} them HND | X`, `#${name} T1`, `/${name.toUpperCase()}`]

      const keywords = command.keywords.map((word) => (command.takesCode ? `${word} T1` : word))

      for (const phone of [office.resident, office.member])
        for (const words of [...typed, ...keywords]) {
          const [answer] = await phone.says(words)
          expect(answer?.text).toBe(noRight)
        }

      expect(await prints()).toEqual(before)
    },
  )

  it.each([
    ['/caytochuc doi HND | Hội khác', noRight],
    ['/caytochuc dong HND', noRight],
    ['/caytochuc moi HND', noRight],
    ['/caytochuc them X1 | Tổ mới | HND', noRight],
    ['/caytochuc them X1 | Tổ mới', noRight],
    ['/canbo them soan DTN | Vi Thị Mai', noRight],
    ['/canbo duyet HND tat', noRight],
    ['/nhatky', noRight],
    ['/cauhoi', noRight],
    ['/thongke T5', vi.report.notYours({ code: 'T5' })],
    ['/traloi H1 Xong', noRight],
  ])('“%s” is refused to an officer of another unit', async (words, answer) => {
    const before = await printsBefore()

    const [said] = await office.stranger.says(words)

    expect(said?.text).toBe(answer)
    expect(await prints()).toEqual(before)
  })

  it('lists no notice of another unit, and takes no group from it', async () => {
    const [list] = await office.stranger.says('/thongke')
    expect(list?.text).toBe(vi.report.noneOfYours)

    const [taken] = await office.stranger.saysIn(office.group, '/nhom DTN')
    expect(taken?.text).toBe(noRight)
  })

  it('ends with the post: an author who is none any more neither writes nor sends', async () => {
    const late = await approved(office)
    const draft = await drafted(office)
    await office.author.says('/soan')
    const { db } = office.commune.database.store
    await db
      .updateTable('post')
      .set({ valid_to: '2026-11-24' })
      .where('person_id', '=', office.author.personId)
      .execute()

    const [refused] = await office.author.says('Thêm một câu nữa.')
    expect(refused?.text).toBe(vi.draft.noOffice)
    for (const [card, label] of [
      [late, 'Gửi ngay'],
      [late, 'Hẹn giờ'],
      [late, 'Huỷ'],
      [draft, 'Trình duyệt'],
      [draft, 'Sửa'],
    ] as const) {
      await office.author.presses(card, label)
      expect(office.author.toast()).toBe(noRight)
    }
  })
})
