import { anyDialogue, type AnyDialogue } from './dialogue.ts'
import { askQuestionDialogue } from './dialogues/ask-question.ts'
import { chooseTime } from './dialogues/choose-time.ts'
import { collectDraft } from './dialogues/collect-draft.ts'
import { editField } from './dialogues/edit-field.ts'
import { returnNotice } from './dialogues/return-notice.ts'
import { nameYourself } from './join.ts'

/** Every conversation that lasts over several messages. */
export const dialogues: readonly AnyDialogue[] = [
  anyDialogue(collectDraft),
  anyDialogue(editField),
  anyDialogue(returnNotice),
  anyDialogue(chooseTime),
  anyDialogue(askQuestionDialogue),
  anyDialogue(nameYourself),
]
