import { noticeCode } from '../domain/notice.ts'
import type { NoticeId } from '../domain/id.ts'
import { plainMessage } from '../messages/message.ts'
import { findNotice } from '../storage/notices.ts'
import { closeDialogue, openConversation } from './dialogue.ts'
import { askQuestionDialogue } from './dialogues/ask-question.ts'
import { collectDraft } from './dialogues/collect-draft.ts'
import { dialogues } from './dialogues.ts'
import { nameYourself } from './join.ts'
import { confide, type Turn } from './turn.ts'

/** After this long nobody remembers what was asked, and what they write is about something else. */
const LASTS_MS = 60 * 60_000

/** Ends the open dialogue when what it asked was asked too long ago; true when it did. */
export async function endOverdue(turn: Turn): Promise<boolean> {
  const stored = await openConversation(turn)
  return stored !== undefined && isOverdue(turn, stored) && closeDialogue(turn)
}

/** Whether what a dialogue asked was asked too long ago: by when the answer was said, not by when it was taken in. */
export function isOverdue(
  { saidAt }: Turn,
  { definition, updatedAt }: { readonly definition: string; readonly updatedAt: Date },
): boolean {
  const { lastsMs = LASTS_MS } = dialogues.find(({ id }) => id === definition) ?? {}
  return saidAt.getTime() - updatedAt.getTime() > lastsMs
}

/** Says that what was asked for is asked no more. */
export async function sayOverdue(turn: Turn): Promise<void> {
  await confide(turn, plainMessage(turn.texts.common.overdue))
}

/** Ends the open dialogue for a command in the middle of it, and says so where something is lost by it; a draft stays. */
export async function leaveDialogue(turn: Turn): Promise<void> {
  const stored = await openConversation(turn)
  if (!stored || !(await closeDialogue(turn))) return
  // Who was asked for a name has lost nothing, nor has who was asked for a question.
  if (stored.definition === nameYourself.id) return
  const { noticeId, text: written } = (stored.state ?? {}) as {
    readonly noticeId?: NoticeId | null
    readonly text?: string
  }
  if (stored.definition === askQuestionDialogue.id) {
    if (written !== undefined) await confide(turn, plainMessage(turn.texts.question.left))
    return
  }
  const isDraft = stored.definition === collectDraft.id && noticeId
  const notice = isDraft ? await findNotice(turn.tx, noticeId) : undefined
  const { common, draft } = turn.texts
  const text = notice ? draft.left({ code: noticeCode(notice.code) }) : common.cancelled
  await confide(turn, plainMessage(text))
}
