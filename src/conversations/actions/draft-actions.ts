import type { Notice, NoticeContent } from '../../domain/notice.ts'
import { isEditable, NOTICE_KINDS, noticeCode } from '../../domain/notice.ts'
import { clip } from '../../domain/text/clip.ts'
import { formatDay } from '../../domain/time/format.ts'
import {
  editMenu,
  fileMenu,
  itemMenu,
  kindMenu,
  notEditable,
} from '../../messages/draft-messages.ts'
import { plainMessage } from '../../messages/message.ts'
import { cancelDraft, editDraft, restoreDraft } from '../../usecases/draft-notice.ts'
import { maySend } from '../../usecases/may-send.ts'
import { cardAbout } from '../../storage/cards.ts'
import { findNotice } from '../../storage/notices.ts'
import type { NoticeId } from '../../domain/id.ts'
import type { ActionTable, PressedAction } from '../action-table.ts'
import { closeDialogue, openDialogue } from '../dialogue.ts'
import { editField, NEVER_EMPTY, TEXT_FIELDS, type TextField } from '../dialogues/edit-field.ts'
import { editableNotice, isOwn, ownNotice, showDraft } from '../draft-view.ts'
import { actorName, settleAll } from '../settle-cards.ts'
import { sendingState } from '../start-sending.ts'
import { ask, respond, say, sayNoRight, sayStale, type Turn } from '../turn.ts'

/** Of fields that are chosen from and not typed. */
const MENUS: Readonly<Partial<Record<string, typeof kindMenu>>> = {
  kind: kindMenu,
  items: itemMenu,
  files: fileMenu,
}

/** The buttons of the author's draft card. */
export const draftActions: ActionTable = {
  'n-card': showAgain,
  'n-done': showAgain,
  'n-edit': async (turn, { id }) => {
    const notice = await editableNotice(turn, id)
    if (!notice) return
    await closeDialogue(turn)
    await say(turn, editMenu(notice, turn.texts, turn.press), cardAbout('draft-card', notice.id))
  },
  'n-fld': async (turn, { id, arg }) => {
    const notice = await editableNotice(turn, id)
    if (!notice) return
    // What was asked for before is given up for what is chosen now.
    await closeDialogue(turn)
    const menu = MENUS[arg]
    if (menu)
      return say(turn, menu(notice, turn.texts, turn.press), cardAbout('draft-card', notice.id))
    const field = TEXT_FIELDS.find((one) => one === arg)
    if (!field) return sayStale(turn)
    await openDialogue(turn, editField, { noticeId: notice.id, field })
    await ask(
      turn,
      turn.texts.draft.typeNew({
        field: turn.texts.field[field],
        current: currentValue(turn, notice, field),
      }),
      ...(NEVER_EMPTY.includes(field) ? [] : [turn.texts.draft.orEmpty]),
    )
  },
  'n-kind': async (turn, { id, arg }) => {
    const kind = NOTICE_KINDS.find((one) => one === arg)
    if (!kind) return sayStale(turn)
    await change(turn, id, (content) => ({ ...content, kind }))
  },
  'n-item': (turn, { id, arg }) =>
    change(turn, id, (content) => ({
      ...content,
      items: content.items.filter(({ start }) => String(start) !== arg),
    })),
  'n-file': (turn, { id, arg }) =>
    change(turn, id, (content) =>
      // Pressed once more it changes nothing: a long text would be put into a document of its own.
      content.files.some(({ fileId }) => fileId === arg)
        ? { ...content, files: content.files.filter(({ fileId }) => fileId !== arg) }
        : content,
    ),
  'n-again': async (turn, pressed) => {
    const own = await ownNotice(turn, pressed.id)
    const by = turn.actor.personId
    if (!own || !by) return
    const droppedAt = new Date(Number.parseInt(pressed.arg, 36))
    if (Number.isNaN(droppedAt.getTime())) return
    await restoreDraft(turn.tx, { noticeId: own.id, by, droppedAt, now: turn.now })
    await showAgain(turn, pressed)
  },
  'n-quit': async (turn, { id }) => {
    const notice = await findNotice(turn.tx, id as NoticeId)
    const by = turn.actor.personId
    if (!notice || !by || !(await maySend(turn.tx, notice, turn.actor))) return sayNoRight(turn)
    const result = await cancelDraft(turn.tx, { noticeId: notice.id, by, now: turn.now })
    if (result.kind === 'already-sending')
      return respond(turn, sendingState(turn, notice, result.state), true)
    if (result.kind === 'not-editable') return respond(turn, notEditable(result.state, turn.texts))
    turn.effects.jobs.push(...result.jobs)
    await closeDialogue(turn)
    const code = noticeCode(notice.code)
    await sayDropped(turn, notice)
    const name = await actorName(turn)
    await settleAll(turn, notice, ({ settled }, at) => `🗑 ${settled.cancelled({ code, name, at })}`)
  },
}

async function showAgain(turn: Turn, { id }: PressedAction): Promise<void> {
  const notice = await editableNotice(turn, id)
  if (!notice) return
  await closeDialogue(turn)
  await showDraft(turn, notice)
}

/** A draft may be dropped by a word that was meant for something else: whoever writes it can go on. */
async function sayDropped(turn: Turn, notice: Notice): Promise<void> {
  const { draft, send, button } = turn.texts
  const code = noticeCode(notice.code)
  if (!isEditable(notice.state)) return say(turn, plainMessage(send.droppedForGood({ code })))
  if (!(await isOwn(turn, notice))) return say(turn, plainMessage(draft.cancelled({ code })))
  const action = turn.press({
    verb: 'n-again',
    id: notice.id,
    arg: turn.now.getTime().toString(36),
  })
  await say(turn, {
    ...plainMessage(draft.cancelledByMistake({ code })),
    buttons: [[{ label: button.back, action }]],
  })
}

async function change(
  turn: Turn,
  id: string,
  edit: (content: NoticeContent) => NoticeContent,
): Promise<void> {
  const notice = await ownNotice(turn, id)
  const by = turn.actor.personId
  if (!notice || !by) return
  const result = await editDraft(turn.tx, {
    noticeId: notice.id,
    by,
    now: turn.now,
    change: edit,
  })
  if (result.kind === 'saved') {
    await closeDialogue(turn)
    return showDraft(turn, result.notice)
  }
  await respond(turn, notEditable(result.state, turn.texts))
}

const SHOWN_TEXT = 200

function currentValue({ texts }: Turn, content: NoticeContent, field: TextField): string {
  switch (field) {
    case 'title':
      return content.title
    case 'number':
      return content.docNumber ?? texts.field.none
    case 'issuedOn':
      return content.issuedOn ? formatDay(content.issuedOn) : texts.field.none
    case 'issuer':
      return content.issuer ?? texts.field.none
    case 'text':
      return clip(content.sourceText, SHOWN_TEXT)
  }
}
