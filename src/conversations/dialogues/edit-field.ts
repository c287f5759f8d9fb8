import { detectClassified } from '../../domain/document/detect-classified.ts'
import type { MessageFileRef } from '../../domain/file.ts'
import type { NoticeId } from '../../domain/id.ts'
import { shortReply } from '../../domain/text/short-reply.ts'
import { oneLine } from '../../domain/text/storable-text.ts'
import { parseDay } from '../../domain/time/parse-day.ts'
import type { NoticeContent } from '../../domain/notice.ts'
import { filesOfAuthor, notEditable } from '../../messages/draft-messages.ts'
import { editDraft, readAgain, SOURCE_TEXT_MAX } from '../../usecases/draft-notice.ts'
import { openDialogue, type Dialogue, type Step } from '../dialogue.ts'
import { ownNotice, showDraft } from '../draft-view.ts'
import { readPiece } from '../read-piece.ts'
import { isNumber } from '../typed-choice.ts'
import { remark, type Turn } from '../turn.ts'
import { collectDraft, isButton, isDone } from './collect-draft.ts'

export const TEXT_FIELDS = ['title', 'number', 'issuedOn', 'issuer', 'text'] as const
export type TextField = (typeof TEXT_FIELDS)[number]
/** Those for which “-” is no answer. */
export const NEVER_EMPTY: readonly TextField[] = ['title', 'text']

interface State {
  readonly noticeId: NoticeId
  readonly field: TextField
}

const FIELD_MAX: Record<TextField, number> = {
  title: 300,
  number: 60,
  issuedOn: 40,
  issuer: 200,
  text: SOURCE_TEXT_MAX,
}

/** One field of a draft, asked for and typed. */
export const editField: Dialogue<State> = {
  id: 'edit-field',
  version: 1,
  async answer(turn, state, answer): Promise<Step<State>> {
    const isFile = answer.kind === 'file'
    if (isFile && state.field !== 'text') {
      await remark(turn, turn.texts.draft.typeIt)
      return { kind: 'ask', state }
    }
    if (answer.kind === 'text' && onlyReplies(state.field, answer.text)) {
      await remark(turn, turn.texts.draft.replyNotWritten({ words: answer.text.trim() }))
      return { kind: 'ask', state }
    }
    const piece = isFile ? await readPiece(turn, answer.caption) : { text: answer.text.trim() }
    if (!piece) return { kind: 'ask', state }
    const change = readChange(turn, state.field, piece)
    if (typeof change === 'string') {
      await remark(turn, change)
      return { kind: 'ask', state }
    }
    const by = turn.actor.personId
    // The pen may have been taken away since the question.
    if (!by || !(await ownNotice(turn, state.noticeId))) return { kind: 'done' }
    const result = await editDraft(turn.tx, {
      noticeId: state.noticeId,
      by,
      now: turn.now,
      change,
      isInFile: 'files' in piece && piece.files.length > 0,
    })
    if (result.kind !== 'saved') {
      await remark(turn, notEditable(result.state, turn.texts))
      return { kind: 'done' }
    }
    const { notice } = result
    // The app cuts a long text into several messages: the rest of it comes next, as it does for a new draft. A file is whole.
    const goesOn = state.field === 'text' && !isFile
    await showDraft(turn, notice, goesOn, goesOn && filesOfAuthor(notice).length > 0)
    if (!goesOn) return { kind: 'done' }
    await openDialogue(turn, collectDraft, { noticeId: notice.id, unitId: notice.unitId })
    return { kind: 'handed-on' }
  },
}

/**
 * Whether somebody says “ok” or “xong” to the bot, or counts its buttons: that must not take the place of a title or a whole
 * text. A number may be that of a document.
 */
function onlyReplies(field: TextField, text: string): boolean {
  if (NEVER_EMPTY.includes(field) && isNumber(text)) return true
  return isDone(text) || shortReply(text) !== null || (field === 'text' && isButton(text))
}

/** What the words change, or the sentence that says why they cannot. */
function readChange(
  { texts, now, settings }: Turn,
  field: TextField,
  { text: typed, files }: { text: string; files?: readonly MessageFileRef[] },
): string | ((content: NoticeContent) => NoticeContent) {
  const max = FIELD_MAX[field]
  if (typed.length > max)
    return field === 'text' ? texts.draft.tooLong({ max }) : texts.draft.fieldTooLong({ max })
  const marking = detectClassified(typed)
  if (marking) return texts.draft.classified({ marking: marking.text })
  const line = field === 'text' ? typed : oneLine(typed, max)
  const value = line === '-' || line === '' ? null : line
  switch (field) {
    case 'title':
      return value ? (content) => ({ ...content, title: value }) : texts.draft.emptyTitle
    case 'number':
      return (content) => ({ ...content, docNumber: value })
    case 'issuer':
      return (content) => ({ ...content, issuer: value })
    case 'issuedOn': {
      const day = value && parseDay(value, now, settings.timeZone)
      return day === undefined ? texts.draft.badDate : (content) => ({ ...content, issuedOn: day })
    }
    case 'text':
      return value
        ? // A file that comes in place of the text replaces the file of the old one too.
          (content) =>
            readAgain(
              content,
              { text: value, files: files ?? content.files },
              now,
              settings.timeZone,
            )
        : texts.draft.needsText
  }
}
