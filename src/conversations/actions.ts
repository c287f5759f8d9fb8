import type { ActionTable } from './action-table.ts'
import { answerActions } from './actions/answer-actions.ts'
import { approvalActions } from './actions/approval-actions.ts'
import { audienceActions } from './actions/audience-actions.ts'
import { draftActions } from './actions/draft-actions.ts'
import { groupActions } from './actions/group-actions.ts'
import { groupMakingActions } from './actions/group-making-actions.ts'
import { linkActions } from './actions/link-actions.ts'
import { memberActions } from './actions/member-actions.ts'
import { ownDataActions } from './actions/own-data-actions.ts'
import { previewActions } from './actions/preview-actions.ts'
import { questionActions } from './actions/question-actions.ts'
import { reportActions } from './actions/report-actions.ts'
import { roleActions } from './actions/role-actions.ts'
import { sendingActions } from './actions/sending-actions.ts'
import { unitActions } from './actions/unit-actions.ts'

/** Every button of the bot by its verb. */
export const actions: ActionTable = {
  ...draftActions,
  ...audienceActions,
  ...previewActions,
  ...approvalActions,
  ...sendingActions,
  ...reportActions,
  ...memberActions,
  ...questionActions,
  ...answerActions,
  ...ownDataActions,
  ...groupActions,
  ...groupMakingActions,
  ...unitActions,
  ...roleActions,
  ...linkActions,
}
