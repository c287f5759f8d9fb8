import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { renderZaloBot } from '../../../src/channels/zalo-bot/zalo-bot-render.ts'
import type { UnitId } from '../../../src/domain/id.ts'
import { findGroup } from '../../../src/storage/groups.ts'
import {
  allOf,
  foundCommune,
  labelsOf,
  type Commune,
  type Heard,
  type Phone,
  type TestGroup,
} from '../../support/commune.ts'

const SEEN = { kind: 'standing', standing: 'member' } as const

describe('a group that the platform tells of', () => {
  let commune: Commune
  let farmers: UnitId
  let owner: Phone
  let somebody: Phone
  let group: TestGroup
  let asked: Heard

  beforeAll(async () => {
    // As on Zalo, where a group is only found in the account's list.
    commune = await foundCommune({
      capabilities: { buttons: 'private', edit: false, toast: false },
    })
    const office = await commune.unit('xa', 'Xã Như Xuân')
    farmers = await commune.unit('HND', 'Hội Nông dân xã', office)
    owner = await commune.person('Lê Thu Hà', [[office, 'owner']])
    somebody = await commune.resident('Cường')
    group = await commune.group('Nông dân Như Xuân')
  })

  afterAll(() => commune.close())

  it('is told to the owner and in the group, once', async () => {
    const heard = await somebody.does(SEEN, { group })
    const toOwner = heard.find(({ chatId }) => chatId === owner.chatId)
    expect(toOwner?.text).toContain('nhóm “Nông dân Như Xuân”. Gắn nhóm này với đơn vị nào?')
    const [told, ...others] = heard.filter(({ chatId }) => chatId === group.chatId)
    expect(others).toEqual([])
    expect(told?.text).not.toContain('“Trả lời”')
    // Of a Zalo Bot’s group only replies and mentions reach the bot.
    expect(renderZaloBot(told!.message, 'group')[0]?.preview).toMatch(
      /\/nhom HND\. .*“Trả lời” rồi gõ lệnh/u,
    )
    asked = toOwner!

    expect(await somebody.does(SEEN, { group })).toEqual([])
  })

  it('is bound by the owner’s choice, and its people see whose notices come', async () => {
    const [units] = await owner.presses(asked, 'Chọn đơn vị')
    const bound = await owner.presses(units!, 'Hội Nông dân xã')

    expect(allOf(bound.filter(({ chatId }) => chatId === owner.chatId))).toContain(
      'Đã gắn nhóm “Nông dân Như Xuân” với Hội Nông dân xã',
    )
    expect(allOf(bound.filter(({ chatId }) => chatId === group.chatId))).toContain(
      'Nhóm này từ nay nhận tin của Hội Nông dân xã',
    )
    expect(await findGroup(commune.database.store, group.chatId)).toMatchObject({ unitId: farmers })
  })

  it('is not asked about again', async () => {
    expect(await somebody.does(SEEN, { group })).toEqual([])
  })

  it.each(['1', 'chọn đơn vị'])('is bound by what is typed under the card: “%s”', async (words) => {
    const another = await commune.group(`Tổ dân cư ${words}`)
    commune.now = new Date(commune.now.getTime() + 3_600_000)
    await somebody.does(SEEN, { group: another })

    const [units] = await owner.says(words)

    expect(units?.text).toContain(`“Tổ dân cư ${words}”`)
    expect(labelsOf(units)).toContain('· Hội Nông dân xã')
  })

  it('is neither listed nor bound once the bot is out of it; what a unit counts on is marked', async () => {
    const gone = await commune.group('Cựu chiến binh')
    const unbound = allOf(await somebody.does(SEEN, { group: gone }))
    expect(unbound).toContain('Cựu chiến binh')
    const asked = (await commune.heardIn(owner.chatId)).at(-1)!
    const [units] = await owner.presses(asked, 'Chọn đơn vị')
    await somebody.does({ kind: 'standing', standing: 'left' }, { group: gone })
    await somebody.does({ kind: 'standing', standing: 'left' }, { group })

    expect(allOf(await owner.presses(units!, 'Hội Nông dân xã'))).toContain('Bot không còn ở trong')
    expect(allOf(await owner.presses(asked, 'Chọn đơn vị'))).toContain('Bot không còn ở trong')
    const listed = labelsOf((await owner.says('/nhom'))[0])
    expect(listed.join()).not.toContain('Cựu chiến binh')
    const marked = listed.find((label) => label.includes('bot không còn trong nhóm'))
    expect(marked).toMatch(/^Nông dân Như Xuân – .* – Hội Nông dân xã$/u)

    const [lost] = await owner.presses((await commune.heardIn(owner.chatId)).at(-1)!, marked!)
    expect(labelsOf(lost)).toEqual(['✖ Bỏ gắn'])
    await somebody.does(SEEN, { group })
  })

  it('is found, and its unit, behind forty others of each', async () => {
    for (let index = 10; index < 55; index += 1) {
      await commune.unit(`T${index}`, `Thôn ${index}`)
      await commune.group(`Nhóm ${index}`)
    }
    const turnTo = async (first: Heard, label: string): Promise<Heard> => {
      let [page]: (Heard | undefined)[] = [first]
      for (let turns = 0; turns < 6 && !allLabels(page).includes(label); turns += 1)
        [page] = await owner.presses(page!, 'Xem tiếp')
      return page!
    }
    const [groups] = await owner.says('/nhom')
    const [units] = await owner.presses(await turnTo(groups!, 'Nhóm 54'), 'Nhóm 54')
    const bound = await owner.presses(await turnTo(units!, 'Thôn 54'), 'Thôn 54')
    expect(allOf(bound)).toContain('Đã gắn nhóm “Nhóm 54” với Thôn 54')

    const [again] = await owner.says('/nhom')
    const [card] = await owner.presses(await turnTo(again!, 'Nhóm 54'), 'Nhóm 54')
    expect(allOf(await owner.presses(card!, 'Bỏ gắn'))).toContain('Đã bỏ gắn')
  })
})

function allLabels(heard: Heard | undefined): string {
  return labelsOf(heard).join()
}
