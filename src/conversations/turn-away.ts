import { judgeAtDoor } from '../domain/judge-at-door.ts'
import { plainMessage } from '../messages/message.ts'
import { refusedAtDoor } from './refused-at-door.ts'
import { confide, type Turn } from './turn.ts'

/** Tells somebody whose words are not taken in where to go with them; false: they may be taken. Nothing of them is kept. */
export async function turnAway(turn: Turn, words: string): Promise<boolean> {
  const verdict = judgeAtDoor(words)
  if (verdict === 'open') return false
  await confide(turn, plainMessage(await refusedAtDoor(turn, verdict)))
  return true
}
