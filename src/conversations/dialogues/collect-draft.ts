import type { NoticeId, UnitId } from '../../domain/id.ts'
import {
  draftNotice,
  extendDraft,
  SOURCE_TEXT_MAX,
  type DraftResult,
} from '../../usecases/draft-notice.ts'
import { holdsRole } from '../../domain/rights.ts'
import { noticeCode, type Notice } from '../../domain/notice.ts'
import { en } from '../../i18n/en.ts'
import { vi, type Texts } from '../../i18n/vi.ts'
import { shortReply } from '../../domain/text/short-reply.ts'
import { countCharacters } from '../../domain/text/clip.ts'
import { cardAbout } from '../../storage/cards.ts'
import { findNotice } from '../../storage/notices.ts'
import { unitsAbove } from '../../storage/units.ts'
import { notEditable } from '../../messages/draft-messages.ts'
import { plainMessage, type Button } from '../../messages/message.ts'
import type { Answer, Dialogue, Step } from '../dialogue.ts'
import { openDialogue } from '../dialogue.ts'
import { editableNotice, showDraft } from '../draft-view.ts'
import { readPiece } from '../read-piece.ts'
import { findChoice, isNumber } from '../typed-choice.ts'
import { remark, say, type Turn } from '../turn.ts'

/** A text this long from an author is a notice and not a slip of the finger. */
export const DRAFT_MIN_LENGTH = 120

const LANGUAGES: readonly Texts[] = [vi, en]
const ON_CARDS = [
  ...(['done', 'edit', 'audience', 'preview', 'warnings', 'submit', 'sendNow'] as const),
  ...(['urgent', 'schedule', 'cancel', 'undo', 'approve', 'giveBack'] as const),
]

/** Texts and files sent in a row join one draft until `Xong`. */
interface State {
  /** null until the first text or file has come. */
  readonly noticeId: NoticeId | null
  readonly unitId: UnitId
}

export const collectDraft: Dialogue<State> = {
  id: 'collect-draft',
  version: 1,
  // The pieces of a long text are pasted over a day.
  lastsMs: 24 * 60 * 60_000,
  async answer(turn, state, answer): Promise<Step<State>> {
    const lineage = await unitsAbove(turn.tx, state.unitId)
    if (!holdsRole(turn.actor, ['author'], lineage)) {
      await say(turn, plainMessage(turn.texts.draft.noOffice))
      return { kind: 'done' }
    }
    if (state.noticeId && answer.kind === 'text' && isDone(answer.text)) {
      const notice = await editableNotice(turn, state.noticeId)
      if (notice) await showDraft(turn, notice)
      return { kind: 'done' }
    }
    if (answer.kind === 'text' && (agreesOnly(answer.text) || isButton(answer.text))) {
      const { needsText, replyNotJoined } = turn.texts.draft
      const words = answer.text.trim()
      await remark(turn, state.noticeId ? replyNotJoined({ words }) : needsText)
      return { kind: 'ask', state }
    }
    const joined = await joinDraft(turn, state, answer)
    return joined ? { kind: 'ask', state: joined } : { kind: 'done' }
  },
}

/** Whether the words of `Xong` are typed, which end the draft also where another message has taken its buttons' place. */
export function isDone(text: string): boolean {
  return LANGUAGES.some(({ button }) => isLabel(text, button.done))
}

/** Whether a text is the words of a draft's button, in either language: cards from before `/english` show the other one. */
export function isButton(text: string): boolean {
  return LANGUAGES.some(({ button }) => ON_CARDS.some((name) => isLabel(text, button[name])))
}

function isLabel(text: string, label: string): boolean {
  return findChoice(text, [{ label }]) !== undefined && !isNumber(text)
}

/** Whether somebody says “ok” or thanks to the card of a draft: no part of an official text. */
function agreesOnly(text: string): boolean {
  const reply = shortReply(text)
  return reply === 'yes' || reply === 'thanks'
}

/** Starts a draft with what was just sent. */
export async function startDraft(turn: Turn, unitId: UnitId, answer: Answer): Promise<void> {
  const state = await joinDraft(turn, { noticeId: null, unitId }, answer)
  if (state?.noticeId) await openDialogue(turn, collectDraft, state)
}

/** Null: the draft takes nothing any more. */
async function joinDraft(turn: Turn, state: State, answer: Answer): Promise<State | null> {
  const piece =
    answer.kind === 'text'
      ? { text: answer.text.normalize('NFC'), files: [] }
      : await readPiece(turn, answer.caption)
  const by = turn.actor.personId
  if (!piece || !by) return state
  const common = { ...piece, now: turn.now, timeZone: turn.settings.timeZone }
  const result = state.noticeId
    ? await extendDraft(turn.tx, { ...common, noticeId: state.noticeId, by })
    : await draftNotice(turn.tx, { ...common, unitId: state.unitId, authorId: by })
  if (result.kind !== 'drafted') {
    await remark(turn, refusal(turn, result))
    return result.kind === 'not-editable' ? null : state
  }
  const notice = await findNotice(turn.tx, result.noticeId)
  // Where nothing can be edited, each piece of a long text would bring the whole card once more.
  const isShort = state.noticeId !== null && !turn.channel.capabilities.edit
  if (notice) await (isShort ? sayJoined(turn, notice) : showDraft(turn, notice, true))
  return { ...state, noticeId: result.noticeId }
}

async function sayJoined(turn: Turn, notice: Notice): Promise<void> {
  const { texts } = turn
  const characters = countCharacters(notice.sourceText)
  const joined = texts.draft.joined({ code: noticeCode(notice.code), characters })
  const button = (label: string, verb: string): Button => ({
    label,
    action: turn.press({ verb, id: notice.id }),
  })
  await say(
    turn,
    {
      ...plainMessage(joined),
      buttons: [[button(texts.button.done, 'n-done'), button(texts.button.cancel, 'n-quit')]],
    },
    cardAbout('draft-card', notice.id),
  )
}

function refusal(
  { texts }: Turn,
  result: Exclude<Awaited<ReturnType<typeof extendDraft>> | DraftResult, { kind: 'drafted' }>,
): string {
  switch (result.kind) {
    case 'classified':
      return texts.draft.classified({ marking: result.marking })
    case 'too-long':
      return texts.draft.tooLong({ max: SOURCE_TEXT_MAX })
    case 'empty':
      return texts.draft.needsText
    case 'not-editable':
      return notEditable(result.state, texts)
  }
}
