import { answerDialogue } from './answer-from-officer.ts'
import { anyDialogue, type AnyDialogue } from './dialogue.ts'
import { addUnitDialogue } from './dialogues/add-unit.ts'
import { askQuestionDialogue } from './dialogues/ask-question.ts'
import { chooseTime } from './dialogues/choose-time.ts'
import { collectDraft } from './dialogues/collect-draft.ts'
import { editField } from './dialogues/edit-field.ts'
import { nameOfficer } from './dialogues/name-officer.ts'
import { renameUnitDialogue } from './dialogues/rename-unit.ts'
import { returnNotice } from './dialogues/return-notice.ts'
import { nameYourself } from './join.ts'

/** Every conversation that lasts over several messages. */
export const dialogues: readonly AnyDialogue[] = [
  anyDialogue(collectDraft),
  anyDialogue(editField),
  anyDialogue(returnNotice),
  anyDialogue(chooseTime),
  anyDialogue(askQuestionDialogue),
  anyDialogue(answerDialogue),
  anyDialogue(nameYourself),
  anyDialogue(addUnitDialogue),
  anyDialogue(renameUnitDialogue),
  anyDialogue(nameOfficer),
]
