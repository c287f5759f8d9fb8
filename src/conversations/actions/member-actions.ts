import type { NoticeId } from '../../domain/id.ts'
import { acknowledge } from '../acknowledge.ts'
import type { ActionTable } from '../action-table.ts'
import { askAbout } from '../ask-about.ts'
import { askNameAgain, confirmName } from '../join.ts'

/** The buttons under a notice, and the name that somebody new confirms. */
export const memberActions: ActionTable = {
  'k-rec': (turn, { id }) => acknowledge(turn, id as NoticeId, 'received'),
  'k-und': (turn, { id }) => acknowledge(turn, id as NoticeId, 'understood'),
  'k-ask': (turn, { id }) => askAbout(turn, id as NoticeId),
  'j-ok': confirmName,
  'j-no': askNameAgain,
}
