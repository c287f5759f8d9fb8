import { endConversation, findConversation, saveConversation } from '../storage/conversations.ts'
import type { Turn } from './turn.ts'

/** What a person answered to the question that is open. */
export type Answer =
  | { readonly kind: 'text'; readonly text: string }
  /** A file came; its content stands in the turn. */
  | { readonly kind: 'file'; readonly caption: string }

export type Step<S> =
  /** Asks on with this state. */
  | { readonly kind: 'ask'; readonly state: S }
  | { readonly kind: 'done' }
  /** Another dialogue has been opened in its place, and stays. */
  | { readonly kind: 'handed-on' }
  /** The answer was not meant for this conversation: somebody else takes it, and the conversation stays. */
  | { readonly kind: 'pass' }

/**
 * A conversation that lasts over several messages: data in the database plus a function from state and
 * answer to the next step. A state of another version was written by other code and is dropped with a
 * sentence, never misread.
 */
export interface Dialogue<S> {
  readonly id: string
  readonly version: number
  /** How long its question waits for an answer; absent: an hour. */
  readonly lastsMs?: number
  readonly answer: (turn: Turn, state: S, answer: Answer) => Promise<Step<S>>
}

/** Opens a dialogue in the turn's chat, in place of whatever was open there. */
export async function openDialogue<S>(turn: Turn, dialogue: Dialogue<S>, state: S): Promise<void> {
  await openDialogueState(turn, dialogue, state)
}

/** The same for a dialogue whose state only it knows. */
export async function openDialogueState(
  turn: Turn,
  dialogue: Pick<AnyDialogue, 'id' | 'version'>,
  state: unknown,
): Promise<void> {
  await saveConversation(
    turn.tx,
    turn.chat.id,
    turn.account.id,
    { definition: dialogue.id, version: dialogue.version, state },
    turn.now,
  )
}

/** What is open in the turn's chat, whatever it is and whichever code wrote it. */
export function openConversation({ tx, chat, account }: Turn) {
  return findConversation(tx, chat.id, account.id)
}

/** Which dialogue is open in the turn's chat. */
export async function openDialogueId(turn: Turn): Promise<string | undefined> {
  return (await openConversation(turn))?.definition
}

/** The state of this dialogue where it is the one that is open; undefined also where code of another version wrote it. */
export async function openState<S>(
  turn: Turn,
  { id, version }: Dialogue<S>,
): Promise<S | undefined> {
  const open = await openConversation(turn)
  return open?.definition === id && open.version === version ? (open.state as S) : undefined
}

export async function closeDialogue(turn: Turn): Promise<boolean> {
  return endConversation(turn.tx, turn.chat.id, turn.account.id)
}

/** A dialogue whose state is only known to itself, as the table of dialogues holds it. */
export interface AnyDialogue {
  readonly id: string
  readonly version: number
  readonly lastsMs?: number
  readonly continue: (turn: Turn, state: unknown, answer: Answer) => Promise<Step<unknown>>
}

/** Forgets the state's type: what is stored under this id and version was written by this dialogue. */
export function anyDialogue<S>(dialogue: Dialogue<S>): AnyDialogue {
  return {
    id: dialogue.id,
    version: dialogue.version,
    ...(dialogue.lastsMs !== undefined && { lastsMs: dialogue.lastsMs }),
    continue: (turn, state, answer) => dialogue.answer(turn, state as S, answer),
  }
}
