import type { ChannelInstanceId, ChatId, PersonId } from '../domain/id.ts'
import { questionCode } from '../domain/question.ts'
import { formatDay } from '../domain/time/format.ts'
import { textsFor } from '../i18n/texts-for.ts'
import { clerkCard } from '../messages/question-messages.ts'
import { dutyChat, dutyChatNow } from '../storage/duty-chats.ts'
import { localeOfChat } from '../storage/chats.ts'
import { ownersOf, peopleInRole } from '../storage/people.ts'
import type { Question } from '../storage/questions.ts'
import { planMessage } from '../storage/sending/plan-message.ts'
import type { Store } from '../storage/store.ts'
import { chatsAskedOf } from '../storage/unheard-questions.ts'
import { cardFor, dutyChats, toEach } from './tell-chats.ts'

/** Shows a new question to the clerks; owners stand in where none can be told. Gives the lanes to wake; none: nobody is told. */
export function tellOfQuestion(
  tx: Store,
  question: Question,
): Promise<readonly ChannelInstanceId[]> {
  return tellNext(tx, question, (person) => dutyChat(tx, person))
}

/** The same once nobody has got it whom it was shown to: whoever is reached in a chat that it was not meant for yet. */
export async function tellFurther(
  tx: Store,
  question: Question,
): Promise<readonly ChannelInstanceId[]> {
  const asked = await chatsAskedOf(tx, question.id)
  return tellNext(tx, question, (person) => dutyChatNow(tx, person, asked))
}

type Choose = (person: PersonId) => Promise<ChatId | undefined>

async function tellNext(
  tx: Store,
  question: Question,
  choose: Choose,
): Promise<readonly ChannelInstanceId[]> {
  const clerks = await peopleInRole(tx, 'clerk')
  const told = await showTo(tx, question, await dutyChats(tx, clerks, choose), false)
  if (told.length > 0) return told
  const owners = await dutyChats(tx, await ownersOf(tx), choose)
  return showTo(tx, question, owners, clerks.length > 0)
}

/** Each in the language of its reader: what language the asker speaks is not theirs to see. */
function showTo(
  tx: Store,
  { id, code, text, dueOn }: Question,
  chats: readonly ChatId[],
  standsIn: boolean,
): Promise<readonly ChannelInstanceId[]> {
  const facts = { code: questionCode(code), text, due: formatDay(dueOn) }
  return toEach(tx, chats, async (chatId) => {
    const message = clerkCard(facts, textsFor(await localeOfChat(tx, chatId)), standsIn)
    await planMessage(tx, { ...cardFor(chatId, message), subject: { kind: 'question', id } })
  })
}
