import type { PersonId } from '../domain/id.ts'
import type { Actor } from '../domain/rights.ts'
import { currentPosts } from '../storage/people.ts'
import type { Store } from '../storage/store.ts'

/** Somebody as an actor, by the posts held now; null: it is not known who it is. */
export async function actorOf(store: Store, personId: PersonId | null): Promise<Actor> {
  return { personId, posts: personId ? await currentPosts(store, personId) : [] }
}
