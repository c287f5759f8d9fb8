import type { UnitId } from '../domain/id.ts'
import { isComplaintUnasked } from '../domain/judge-at-door.ts'
import { startDraft } from './dialogues/collect-draft.ts'
import { refusedAtDoor } from './refused-at-door.ts'
import { remarkInConfidence, type Turn } from './turn.ts'

/**
 * Starts a draft with a long text that nobody had asked for. What somebody forwards may be a resident's denunciation: a draft is
 * kept in clear, so that is turned away as at the door, and an office's own paper is told the way in.
 */
export async function draftUnasked(turn: Turn, unitId: UnitId, text: string): Promise<void> {
  if (!isComplaintUnasked(text)) return startDraft(turn, unitId, { kind: 'text', text })
  const refused = await refusedAtDoor(turn, 'complaint')
  await remarkInConfidence(turn, refused, turn.texts.draft.ifOfficial)
}
