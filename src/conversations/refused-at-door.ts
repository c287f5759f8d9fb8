import type { DoorVerdict } from '../domain/judge-at-door.ts'
import { officeName } from '../storage/office-name.ts'
import { withContact } from './contact.ts'
import type { Turn } from './turn.ts'

/** Why words were not taken in, and where they belong. */
export async function refusedAtDoor(
  turn: Turn,
  verdict: Exclude<DoorVerdict, 'open'>,
): Promise<string> {
  const { complaint, classified } = turn.texts.question
  const sentence =
    verdict === 'classified' ? classified : complaint({ office: await officeName(turn.tx) })
  return (await withContact(turn, sentence)).join('\n')
}
