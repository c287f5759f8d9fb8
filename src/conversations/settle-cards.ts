import type { Notice } from '../domain/notice.ts'
import type { Texts } from '../i18n/vi.ts'
import { settledCard } from '../messages/approval-messages.ts'
import type { Message } from '../messages/message.ts'
import type { CardKind } from '../storage/cards.ts'
import { nameOf } from '../storage/people.ts'
import { settleKind } from '../usecases/settle-kind.ts'
import { approvalView } from './approval-view.ts'
import { draftView } from './draft-view.ts'
import { momentIn, type Turn } from './turn.ts'
import { toWake } from '../usecases/to-wake.ts'

/** What became of a notice, in the language of whoever reads it; `at`: now. */
export type Line = (texts: Texts, at: string) => string

/** `reader`: the turn as if it were theirs. */
async function settleCards(
  turn: Turn,
  kind: CardKind,
  { id }: Notice,
  line: Line,
  show: (reader: Turn, line: string, place: number) => Message | Promise<Message>,
  becomes?: CardKind,
): Promise<void> {
  const shown = (texts: Texts, place: number) => {
    const reader = { ...turn, texts }
    return show(reader, line(texts, momentIn(reader, turn.now)), place)
  }
  turn.effects.jobs.push(...toWake(await settleKind(turn.tx, kind, id, shown, becomes)))
}

/** The draft as it was handed on; what was shown of it before says only what became of it. */
export async function settleDrafts(
  turn: Turn,
  notice: Notice,
  line: Line,
  becomes?: CardKind,
): Promise<void> {
  const show = (reader: Turn, outcome: string, place: number) =>
    place === 0 ? draftView(reader, notice, { outcome }) : settledCard(notice, outcome)
  await settleCards(turn, 'draft-card', notice, line, show, becomes)
}

/** What the approvers were asked, with the decision as its first line. */
export async function settleApprovals(
  turn: Turn,
  notice: Notice,
  line: Line,
  becomes?: CardKind,
): Promise<void> {
  const views = new Map<Texts, Message>()
  const show = async (reader: Turn, decision: string) => {
    const view = views.get(reader.texts) ?? (await approvalView(reader, notice, decision))
    views.set(reader.texts, view)
    return view
  }
  await settleCards(turn, 'approval-card', notice, line, show, becomes)
}

/** All cards of a notice that is on its way (`becomes`: for that may be taken back) or was dropped. */
export async function settleAll(
  turn: Turn,
  notice: Notice,
  line: Line,
  becomes?: CardKind,
): Promise<void> {
  await settleDrafts(turn, notice, line, becomes)
  await settleApprovals(turn, notice, line, becomes)
  const show = (_reader: Turn, outcome: string) => settledCard(notice, outcome)
  for (const kind of ['ready-card', 'taken-back-card'] as const)
    await settleCards(turn, kind, notice, line, show, becomes)
}

/** The name of whoever acts, for the line that says who did it. */
export async function actorName({ tx, actor: { personId } }: Turn): Promise<string> {
  return (personId && (await nameOf(tx, personId))) || '?'
}
