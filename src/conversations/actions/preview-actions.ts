import type { ChatType, Platform } from '../../domain/platform.ts'
import type { Notice } from '../../domain/notice.ts'
import type { NoticeId } from '../../domain/id.ts'
import { encodeAction } from '../../messages/action.ts'
import type { Block, Message } from '../../messages/message.ts'
import { noticeMessage } from '../../messages/notice-message.ts'
import { platformName } from '../../messages/sending-messages.ts'
import { findNotice } from '../../storage/notices.ts'
import { unitsAbove } from '../../storage/units.ts'
import { holdsRole } from '../../domain/rights.ts'
import type { ActionTable } from '../action-table.ts'
import { respond, say, type Turn } from '../turn.ts'

/** Parts of one preview message: a longer one is cut by the platform anyway. */
const SHOWN_PARTS = 12

/** Exactly what each platform will show, part by part: the real renderers make it. */
export const previewActions: ActionTable = {
  'n-prev': async (turn, { id }) => {
    const notice = await findNotice(turn.tx, id as NoticeId)
    if (!notice || !(await maySee(turn, notice)))
      return respond(turn, turn.texts.common.noRight, true)
    for (const platform of new Set(turn.channels.all().map((channel) => channel.platform)))
      await say(turn, previewOn(turn, notice, platform, 'group'))
  },
}

function previewOn(turn: Turn, notice: Notice, platform: Platform, type: ChatType): Message {
  const channel = turn.channels.all().find((one) => one.platform === platform)
  const message = noticeMessage(notice, turn.texts, (action) => encodeAction(turn.tx.keys, action))
  const parts = channel?.render(message, type) ?? []
  const { texts } = turn
  return {
    blocks: [
      {
        kind: 'title',
        text: `👁 ${texts.preview.title({
          platform: platformName(platform, texts),
          kind: type === 'group' ? texts.preview.group : texts.preview.private,
        })}`,
      },
      ...parts.slice(0, SHOWN_PARTS).flatMap((part, index): Block[] => [
        {
          kind: 'note',
          text: texts.preview.part({ number: index + 1, total: parts.length }),
        },
        { kind: 'quote', text: part.preview },
      ]),
    ],
  }
}

async function maySee(turn: Turn, notice: Notice): Promise<boolean> {
  if (notice.authorId === turn.actor.personId) return true
  return holdsRole(
    turn.actor,
    ['author', 'approver', 'publisher'],
    await unitsAbove(turn.tx, notice.unitId),
  )
}
