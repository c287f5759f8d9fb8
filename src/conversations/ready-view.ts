import type { Notice } from '../domain/notice.ts'
import { readyCard } from '../messages/approval-messages.ts'
import type { Message } from '../messages/message.ts'
import { cardAbout } from '../storage/cards.ts'
import { press, say, type Turn } from './turn.ts'

/** The card to send an approved notice with. */
export function readyView(turn: Turn, notice: Notice, headline: string): Message {
  return readyCard(notice, headline, turn.texts, (action) => press(turn, action))
}

/** Shows it to whoever acts. */
export async function sayReady(turn: Turn, notice: Notice, headline: string): Promise<void> {
  await say(turn, readyView(turn, notice, headline), cardAbout('ready-card', notice.id))
}
