import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { moreResidents } from '../../support/more-residents.ts'
import type { Phone } from '../../support/phone.ts'
import { startServiceStage, type ServiceStage } from '../../support/service.ts'
import { restart, take, watchAnswers, type Step } from '../../support/step.ts'

const ANSWER = 'Xã sẽ làm xong trước ngày 15/12. Trân trọng cảm ơn ý kiến của ông/bà.'

let stage: ServiceStage
let residents: Phone[]

beforeAll(async () => {
  const count = stepsOf(0).length
  stage = await startServiceStage({ ...moreResidents(count), latency: '40-150' })
  residents = Array.from({ length: count }, (_, index) => stage.phone(`resident-${index + 1}`))
}, 180_000)

afterAll(() => stage.close())

describe('a service that is killed while residents ask', () => {
  it('takes every question once and carries every answer back', async () => {
    await Promise.all(residents.map((phone, done) => take(phone, stepsOf(done).slice(0, done))))
    await restart(stage)

    // Each is at another step when the service dies: before it has heard them, and while it answers.
    for (const round of [0, 1]) {
      const answers = await watchAnswers(stage)
      const steps = residents.map((_, done) => stepsOf(done)[done + round])
      const acts = residents.map((phone, index) => steps[index]?.act(phone).catch(() => undefined))
      await (round === 0 ? sleep(50) : answers(2))
      const owners = await laneOwners()
      await restart(stage)
      // Nobody waits for the lease of the dead one.
      expect((await laneOwners()).filter((owner) => owners.includes(owner))).toEqual([])
      await Promise.all(
        residents.map(
          async (phone, index) => steps[index] && (await phone.sees(steps[index].sees)),
        ),
      )
      await Promise.all(acts.map(async (act) => act))
    }
    await Promise.all(residents.map((phone, done) => take(phone, stepsOf(done).slice(done + 2))))

    const clerk = stage.phone('lan')
    const numbers = residents.map((_, index) => index + 1)
    const cards = []
    for (const number of numbers) cards.push(await clerk.sees(new RegExp(`Câu hỏi H${number}\\n`)))
    expect(
      cards
        .map(({ text }) => /Đường số \d+/.exec(text)?.[0])
        .sort((a, b) => (String(a) < String(b) ? -1 : 1)),
    ).toEqual(numbers.map((number) => `Đường số ${number}`).sort())

    const shown = (number: number) => new RegExp(`Câu trả lời cho câu hỏi H${number} sẽ gửi`)
    for (const [index, card] of cards.entries()) {
      await clerk.says(`${ANSWER} (${index + 1})`, { replyTo: card })
      await clerk.sees(shown(index + 1))
      // What is shown and not yet sent outlives a service.
      if (index === 1) await restart(stage)
      if (index < cards.length - 1) await clerk.presses('Gửi', { on: shown(index + 1) })
    }
    const answers = await watchAnswers(stage)
    await clerk.presses('Gửi', { on: shown(cards.length) })
    await answers(1)
    await restart(stage)

    for (const phone of residents) {
      const { text } = await phone.sees(/Trả lời câu hỏi H\d+/)
      const [, code, number] = /H(\d+)[\s\S]*\((\d+)\)/.exec(text) ?? []
      expect({ code, answer: text.includes(ANSWER) }).toEqual({ code: number, answer: true })
      expect((await phone.all()).some((said) => said.text.includes(`Mã: H${code}.`))).toBe(true)
    }
    const kept = await stage.read((db) => db.selectFrom('question').select('state').execute())
    expect(kept).toEqual(numbers.map(() => ({ state: 'answered' })))
  }, 300_000)
})

/** Who holds a lane, or held one when they died and would be waited for. */
async function laneOwners(): Promise<readonly string[]> {
  const lanes = await stage.read((db) =>
    db
      .selectFrom('lane')
      .select('owner')
      .where('owner', 'is not', null)
      .where(sql<boolean>`lease_until > '-infinity'`)
      .execute(),
  )
  return lanes.flatMap(({ owner }) => owner ?? [])
}

/** All that a resident does; each asks about a road of their own. */
function stepsOf(index: number): readonly Step[] {
  const question = `Đường số ${index + 1} bao giờ làm xong?`
  return [
    { act: (phone) => phone.says('/start'), sees: /Kính chào ông\/bà/ },
    { act: (phone) => phone.says('/hoi'), sees: /xử lý tên hiển thị/ },
    { act: (phone) => phone.presses('Đồng ý'), sees: /Kính mời ông\/bà nêu câu hỏi/ },
    { act: (phone) => phone.says('Đường bao giờ xong?'), sees: /Câu hỏi của ông\/bà như sau/ },
    { act: (phone) => phone.presses('Sửa'), sees: /gõ lại cả câu hỏi/ },
    { act: (phone) => phone.says(question), sees: /Câu hỏi của ông\/bà như sau/ },
    { act: (phone) => phone.presses('Xác nhận'), sees: /Mã: H\d+/ },
  ]
}
