import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { moreAuthors } from '../../support/more-authors.ts'
import type { Phone } from '../../support/phone.ts'
import { startServiceStage, type ServiceStage } from '../../support/service.ts'
import { restart, take, watchAnswers, type Step } from '../../support/step.ts'
import { waitUntil } from '../../support/wait-until.ts'

const WORDS =
  'Đề nghị các chi bộ, đoàn thể rà soát danh sách hội viên, đoàn viên và gửi về Văn phòng Đảng ủy xã trước ngày 25/12 để tổng hợp, báo cáo cấp trên.'

/** All that an author does from the first word to the approver. */
const STEPS: readonly Step[] = [
  { act: (phone) => phone.says('/soan'), sees: /Mời đồng chí dán văn bản/ },
  { act: (phone) => phone.says(WORDS), sees: /Dự thảo T\d+[\s\S]*sẽ nối vào/ },
  { act: (phone) => phone.says('Trân trọng.'), sees: /Dự thảo T\d+/ },
  { act: (phone) => phone.presses('Xong'), sees: /Dự thảo T\d+/ },
  { act: (phone) => phone.presses('Sửa'), sees: /muốn sửa mục nào/ },
  {
    act: (phone) => phone.presses('Số, ký hiệu'),
    sees: /Số, ký hiệu hiện tại/,
  },
  { act: (phone) => phone.says('12-TB/ĐU'), sees: /Số, ký hiệu: 12-TB\/ĐU/ },
  {
    act: (phone) => phone.presses('Chọn nơi nhận'),
    sees: /Nơi nhận của T\d+/,
  },
  {
    act: (phone) => phone.presses('Văn phòng Đảng ủy'),
    sees: /Nơi nhận của T\d+[\s\S]*Telegram: 0 nhóm, 2 tin riêng/,
  },
  {
    act: (phone) => phone.presses('Xong'),
    sees: /Nơi nhận: 1 đơn vị/,
  },
  { act: (phone) => phone.presses('Trình duyệt'), sees: /Đã trình T\d+/ },
]

/** When the service is killed, counted from the moment at which everybody does the next step. */
const MOMENTS: readonly {
  title: string
  comes: (answers: (count: number) => Promise<void>) => Promise<unknown>
}[] = [
  { title: 'at once', comes: async () => {} },
  { title: 'while it works', comes: () => sleep(150) },
  { title: 'while it gives the first answers', comes: (answers) => answers(3) },
  { title: 'while it gives the last answers', comes: (answers) => answers(STEPS.length - 2) },
]

let stage: ServiceStage
let authors: Phone[]

beforeAll(async () => {
  stage = await startServiceStage({ ...moreAuthors(STEPS.length), latency: '40-150' })
  authors = STEPS.map((_, index) => stage.phone(`author-${index + 1}`))
}, 180_000)

afterAll(() => stage.close())

describe('a service that is killed while officers write', () => {
  it('goes on with every conversation, at whatever step and whenever it was killed', async () => {
    // The first author is before the first step, the second before the second, and so on.
    await Promise.all(authors.map((phone, done) => take(phone, STEPS.slice(0, done))))
    await restart(stage)

    for (const [round, { title, comes }] of MOMENTS.entries()) {
      const answers = await watchAnswers(stage)
      const steps = authors.map((_, done) => stepAt(done + round))
      const acts = authors.map((phone, index) => steps[index]?.act(phone).catch(() => undefined))
      await comes(answers)
      await restart(stage)
      const answered = authors.map((phone, index) => phone.sees(steps[index]?.sees ?? /^$/))
      await Promise.all([...answered, ...acts]).catch((error: unknown) => {
        throw new Error(`killed ${title}: ${String(error)}`)
      })
    }

    await Promise.all(
      authors.map((phone, done) =>
        take(phone, STEPS.slice((done + MOMENTS.length) % STEPS.length)),
      ),
    )
    // Those who had come to the end began anew, so some have handed in two notices.
    const again = authors.filter((_, done) => done + MOMENTS.length >= STEPS.length).length
    await waitUntil('the approver has every notice', async () => {
      const cards = (await stage.phone('hung').all()).map(({ text }) => text)
      return codesIn(cards, /Chờ duyệt (T\d+)/).length === STEPS.length + again
    })
    expect(await noticesInState('pending')).toBe(STEPS.length + again)
  }, 300_000)
})

/** After the last step comes the first of the next notice. */
function stepAt(index: number): Step | undefined {
  return STEPS[index % STEPS.length]
}

async function noticesInState(state: 'pending'): Promise<number> {
  return stage.read(async (db) => {
    const rows = await db.selectFrom('notice').select('id').where('state', '=', state).execute()
    return rows.length
  })
}

function codesIn(texts: readonly string[], pattern: RegExp): string[] {
  return [...new Set(texts.flatMap((text) => pattern.exec(text)?.[1] ?? []))]
}
