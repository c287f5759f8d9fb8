import type { DoorVerdict } from '../domain/question.ts'
import { officeName } from '../storage/installation-name.ts'
import type { Turn } from './turn.ts'

/** Why words were not taken in, and where they belong. */
export async function refusedAtDoor(
  { tx, texts }: Turn,
  verdict: Exclude<DoorVerdict, 'open'>,
): Promise<string> {
  const { complaint, classified } = texts.question
  return verdict === 'classified' ? classified : complaint({ office: await officeName(tx) })
}
