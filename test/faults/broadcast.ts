import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DEMO_GROUPS } from '../../src/sandbox/demo-chats.ts'
import { approveNotice, chooseWholeCommune, sendUrgently } from '../support/main-job.ts'
import { manyChats } from '../support/many-chats.ts'
import { waitUntil } from '../support/wait-until.ts'
import type { FaultStage } from './fault-stage.ts'

/** What a notice is made of. */
export type Shape = 'one part' | 'directive' | 'three parts' | 'text and file'

/** A notice that is written and approved, and waits for the button. */
export interface ReadyNotice {
  readonly code: string
  /** Stands in every text part of it. */
  readonly marker: string
  readonly shape: Shape
}

/** An announcement: what is unknown of it stays so until a person asks for it again. */
const NEWS = 'Lịch tiếp công dân được niêm yết tại trụ sở xã và nhà văn hóa các thôn. '
/** A directive: what is unknown of it goes once more by itself. */
const TASK = 'Đề nghị các đồng chí có mặt đông đủ, đúng giờ và mang theo sổ ghi chép. '
/** So many characters a paragraph that a part takes one and not two. */
const PARAGRAPH = 2_400

/** The author writes it, chooses the whole commune and hands it in; the approver approves it. */
export async function prepareNotice(
  stage: FaultStage,
  shape: Shape,
  number: number,
): Promise<ReadyNotice> {
  const [code, marker] = [`T${number}`, `ĐỢT-${number}-CHẠY-THỬ`]
  const tuan = stage.phone('tuan')
  const texts = textsOf(shape, marker)
  if (shape === 'text and file') {
    const path = join(stage.platformsDir, `thong-bao-${number}.txt`)
    await writeFile(path, texts.join('\n\n'))
    await tuan.attaches(path)
  } else for (const text of texts) await tuan.says(text)
  await tuan.sees(new RegExp(`Dự thảo ${code}`))
  if (texts.length > 1) await waitForText(stage)
  await chooseWholeCommune(stage, code)
  await approveNotice(stage, code)
  return { code, marker, shape }
}

function textsOf(shape: Shape, marker: string): string[] {
  const title = `Thông báo lịch tiếp công dân ${marker}`
  if (shape === 'one part') return [`${title}\n${NEWS.repeat(4)}`]
  if (shape === 'directive') return [`${title}\n${TASK.repeat(4)}`]
  // Too long for messages: its beginning goes as a text, the whole as a document.
  if (shape === 'text and file') return [`${title}\n${NEWS.repeat(120)}`]
  const long = `${marker}. ${NEWS}`
  const paragraph = long.repeat(Math.ceil(PARAGRAPH / long.length))
  return [`${title}\n\n${paragraph}`, paragraph, paragraph]
}

/** Pieces that are sent in a row join the draft one after another. */
async function waitForText(stage: FaultStage): Promise<void> {
  await waitUntil('all pieces are in the draft', async () => {
    const [row] = await stage.ask<{ waiting: number }>(
      `select count(*)::int as waiting from inbox where state = 'stored'`,
    )
    return row?.waiting === 0
  })
}

/** Sends it now, before everything else. */
export function sendNotice(stage: FaultStage, { code }: ReadyNotice): Promise<void> {
  return sendUrgently(stage, code)
}

/** The chats that must get it, as the stage was seeded, whatever the product thinks. */
export function expectedChats({ options }: FaultStage): string[] {
  const { groups, members, platform } = options
  const seeded = manyChats(groups, members, platform).seed?.chats ?? []
  return [...DEMO_GROUPS, ...seeded].map(({ platform, externalId }) => `${platform}:${externalId}`)
}
