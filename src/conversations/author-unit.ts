import type { UnitId } from '../domain/id.ts'
import { countCharacters } from '../domain/text/clip.ts'
import { DRAFT_MIN_LENGTH } from './dialogues/collect-draft.ts'
import type { Turn } from './turn.ts'

/** The unit on whose behalf this person writes: that of the first post as author, an owner's own otherwise. */
export function authorUnit(turn: Turn): UnitId | undefined {
  const { posts } = turn.actor
  const post =
    posts.find(({ role }) => role === 'author') ?? posts.find(({ role }) => role === 'owner')
  return post?.unitId
}

/** The unit for which a text that nobody asked for is a notice, by who writes it and by its length. */
export function unitOfUnasked(turn: Turn, text: string): UnitId | undefined {
  return countCharacters(text) >= DRAFT_MIN_LENGTH ? authorUnit(turn) : undefined
}
