import type { Notice } from '../domain/notice.ts'
import { readyCard } from '../messages/approval-messages.ts'
import type { Message } from '../messages/message.ts'
import { cardAbout } from '../storage/cards.ts'
import { nameBeyond } from '../usecases/find-approval-scope.ts'
import { costView } from './cost-view.ts'
import { say, type Turn } from './turn.ts'

/** The card to send an approved notice with, and what that uses. */
export async function readyView(turn: Turn, notice: Notice, headline: string): Promise<Message> {
  const costs = await costView(turn, notice)
  const beyond = await nameBeyond(turn.tx, notice, turn.texts)
  return readyCard({ notice, headline, costs, beyond }, turn.texts, turn.press)
}

/** Shows it to whoever acts. */
export async function sayReady(turn: Turn, notice: Notice, headline: string): Promise<void> {
  const card = await readyView(turn, notice, headline)
  await say(turn, card, cardAbout('ready-card', notice.id))
}
