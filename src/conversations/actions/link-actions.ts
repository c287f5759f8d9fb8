import type { LinkCodeId, LinkId } from '../../domain/id.ts'
import type { ActionTable } from '../action-table.ts'
import { confirmLinkHere, refuseLinkHere, undoLinkHere } from '../link-accounts.ts'

/** The buttons with which somebody says which accounts are theirs. */
export const linkActions: ActionTable = {
  'l-yes': (turn, { id }) => confirmLinkHere(turn, id as LinkCodeId),
  'l-no': (turn, { id }) => refuseLinkHere(turn, id as LinkCodeId),
  'l-undo': (turn, { id }) => undoLinkHere(turn, id as LinkId),
}
