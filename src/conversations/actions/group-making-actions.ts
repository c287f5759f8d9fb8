import type { ChatId, GroupWishId, UnitId } from '../../domain/id.ts'
import type { ActionTable } from '../action-table.ts'
import { askForUnit, askToMake, inviteInto, makeGroup, turnInvitePage } from '../make-group.ts'

/** The buttons of making a group and of inviting people into one. */
export const groupMakingActions: ActionTable = {
  'g-units': askForUnit,
  'g-invs': (turn, { arg }) => turnInvitePage(turn, Number(arg) || 0),
  'g-new': (turn, { id }) => askToMake(turn, id as UnitId),
  'g-make': (turn, { id }) => makeGroup(turn, id as GroupWishId),
  'g-inv': (turn, { id }) => inviteInto(turn, id as ChatId),
}
