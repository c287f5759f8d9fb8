import type { AccountId, BroadcastId, PersonId } from '../../domain/id.ts'
import type { Actor } from '../../domain/rights.ts'
import { accountsOf } from '../../storage/account-links.ts'
import { endCards, findWaitingCards, findWaitingProgress } from '../../storage/sending/end-cards.ts'
import {
  findFollowed,
  lockFollowed,
  stopFollowing,
} from '../../storage/sending/progress-message.ts'
import type { Store } from '../../storage/store.ts'
import { actorOf } from '../actor-of.ts'
import { mayAnswer } from '../answer-question.ts'
import { maySend } from '../may-send.ts'

/**
 * Ends what would still come to people for the sake of posts that have just ended: cards that wait for a bot to be well
 * again or for their next word, also where they only tell by now who has decided or sent, and the changes of the cards that
 * show what they had sent. What they have is theirs; its buttons refuse.
 */
export async function endDuties(tx: Store, people: readonly PersonId[], now: Date): Promise<void> {
  const readers: Reader[] = []
  for (const personId of people)
    readers.push({ actor: await actorOf(tx, personId), accounts: await accountsOf(tx, personId) })
  await endUnentitled(tx, readers, now)
}

/** The same in accounts that have just ceased to stand for an officer, and stand for nobody now. */
export async function endDutiesOfNobody(
  tx: Store,
  accounts: readonly AccountId[],
  now: Date,
): Promise<void> {
  await endUnentitled(tx, [{ actor: { personId: null, posts: [] }, accounts }], now)
}

interface Reader {
  readonly actor: Actor
  readonly accounts: readonly AccountId[]
}

async function endUnentitled(tx: Store, readers: readonly Reader[], now: Date): Promise<void> {
  const followed: BroadcastId[] = []
  for (const { actor, accounts } of readers)
    for (const { ids, notice } of await findFollowed(tx, { personId: actor.personId, accounts }))
      if (!(await maySend(tx, notice, actor))) followed.push(...ids)
  // Before what shows them: whoever changes that holds them too, and has planned its last change then.
  await lockFollowed(tx, followed)
  const over = [...(await findWaitingProgress(tx, followed))]
  for (const { actor, accounts } of readers)
    for (const { id, notice } of await findWaitingCards(tx, accounts))
      if (!(notice ? await maySend(tx, notice, actor) : mayAnswer(actor))) over.push(id)
  await endCards(tx, over, now)
  await stopFollowing(tx, followed)
}
