import type { Channel } from '../../channels/channel.ts'
import type { NoticeId } from '../../domain/id.ts'
import { doubtsOf, isEditable, noticeCode, type Notice } from '../../domain/notice.ts'
import type { ChatType } from '../../domain/platform.ts'
import { holdsRole } from '../../domain/rights.ts'
import { SENDERS } from '../../domain/role.ts'
import { vi, type Texts } from '../../i18n/vi.ts'
import { costBlocks } from '../../messages/approval-messages.ts'
import { costLines } from '../../messages/cost-messages.ts'
import { allWarnings } from '../../messages/draft-messages.ts'
import type { Block, Message } from '../../messages/message.ts'
import { noticeMessage } from '../../messages/notice-message.ts'
import { findNotice } from '../../storage/notices.ts'
import { unitsAbove } from '../../storage/units.ts'
import { findJudgeable } from '../../usecases/decide-approval.ts'
import { estimateCost } from '../../usecases/estimate-cost.ts'
import { linkFiles } from '../../usecases/link-files.ts'
import type { ActionTable } from '../action-table.ts'
import { refusal } from '../approval-view.ts'
import { showApprovalCard } from '../pending-notices.ts'
import { showInPlace } from '../show-in-place.ts'
import { respond, say, sayNoRight, type Turn } from '../turn.ts'
import { wayBack } from '../way-back.ts'

/**
 * Exactly what the groups of each platform that takes part will be shown, or private chats where no group gets it, part by
 * part: the real renderers make it. One message a platform, its buttons as words; under the last one the way back to the card that was left.
 */
export const previewActions: ActionTable = {
  'n-prev': async (turn, { id }) => {
    const notice = await seenNotice(turn, id as NoticeId)
    if (!notice) return
    const byPlatform = new Map(turn.channels.all().map((channel) => [channel.platform, channel]))
    const costs = await estimateCost(turn.tx, notice, turn)
    const reached = new Set(costs.map(({ platform }) => platform))
    // Before anybody is chosen it may go anywhere.
    const shown = [...byPlatform.values()].filter(
      ({ platform }) => reached.size === 0 || reached.has(platform),
    )
    const previews = shown.map((channel) => {
      const own = costs.filter(({ platform }) => platform === channel.platform)
      const hasGroups = own.length === 0 || own.some(({ group, lost }) => group + lost > 0)
      const where = hasGroups ? 'group' : 'private'
      return previewOn(turn, notice, { channel, where, costs: costLines(own, turn.texts) })
    })
    const back = await wayBack(turn, notice)
    for (const [index, preview] of previews.entries())
      await say(
        turn,
        back && index === previews.length - 1 ? { ...preview, buttons: [[back]] } : preview,
      )
  },
  'n-warn': async (turn, { id, arg }) => {
    const notice = await seenNotice(turn, id as NoticeId)
    if (!notice) return
    if (doubtsOf(notice).length === 0) return respond(turn, turn.texts.draft.noWarnings)
    const shown = allWarnings(notice, Number(arg) || 0, turn.texts, turn.press)
    const { buttons = [] } = shown
    // Beside the card, which is still to be acted on.
    if (buttons.length === 0) return say(turn, shown, { keepsChoices: true })
    const back = await wayBack(turn, notice)
    const paged = { ...shown, buttons: back ? [...buttons, [back]] : buttons }
    await (arg ? showInPlace(turn, paged) : say(turn, paged))
  },
  'n-judge': async (turn, { id }) => {
    const judged = await findJudgeable(turn.tx, { noticeId: id as NoticeId, actor: turn.actor })
    if (judged.kind !== 'judgeable') return respond(turn, refusal(turn, judged), true)
    await showApprovalCard(turn, judged.notice)
  },
}

function previewOn(
  turn: Turn,
  notice: Notice,
  {
    channel,
    where,
    costs,
  }: { readonly channel: Channel; readonly where: ChatType; readonly costs: readonly string[] },
): Message {
  const { texts } = turn
  // Members read Vietnamese, whatever language the officer has chosen.
  const copy = noticeMessage(notice, vi, turn.press)
  const { timeZone, publicUrl } = turn.settings
  const message = linkFiles(
    copy,
    { keys: turn.tx.keys, timeZone, publicUrl },
    { purpose: 'broadcast', now: turn.now },
  )
  const parts = channel.render(message, where)
  const title = texts.preview.title({
    platform: texts.platform[channel.platform],
    where: texts.preview.where[where],
    count: parts.length,
  })
  return {
    blocks: [
      { kind: 'title', text: `👁 ${title}` },
      ...parts.map((part): Block => ({
        kind: 'quote',
        text: part.kind === 'file' ? texts.preview.file({ name: part.preview }) : part.preview,
      })),
      ...(channel.capabilities.buttons === 'everywhere' ? [buttonBlock(message, texts)] : []),
      ...costBlocks(costs, texts),
    ],
  }
}

/** The buttons as words: `[Đã nhận] [Đã quán triệt]`; where there are none, the text has them as numbers. */
function buttonBlock({ buttons = [] }: Message, texts: Texts): Block {
  const labels = buttons.flat().map(({ label }) => `[${label}]`)
  return { kind: 'field', name: texts.preview.buttons, value: labels.join(' ') }
}

/** The notice behind a button, for those who may see it before it is out; undefined, and said, for others, a former author too. */
async function seenNotice(turn: Turn, id: NoticeId): Promise<Notice | undefined> {
  const notice = await findNotice(turn.tx, id)
  const lineage = notice ? await unitsAbove(turn.tx, notice.unitId) : []
  const maySee = notice && holdsRole(turn.actor, SENDERS, lineage)
  const { common, draft, noticeState } = turn.texts
  if (!maySee) return sayNoRight(turn)
  // What its author is still writing has not been submitted to anybody.
  const isWritten = isEditable(notice.state) && !holdsRole(turn.actor, ['author'], lineage)
  if (!isWritten && notice.state !== 'cancelled') return notice
  const stands = { code: noticeCode(notice.code), state: noticeState[notice.state] }
  // Of a draft that was dropped long ago nothing is left.
  return respond(turn, notice.sourceText === '' ? common.stale : draft.standsSo(stands))
}
