import type { Migration } from 'kysely'
import { initial } from './0001-initial.ts'
import { chatTold } from './0002-chat-told.ts'
import { groupWish } from './0003-group-wish.ts'
import { waits } from './0004-waits.ts'
import { heardInOrder } from './0005-heard-in-order.ts'
import { partsUncounted } from './0006-parts-uncounted.ts'
import { progressShown } from './0007-progress-shown.ts'
import { claimInPlace } from './0008-claim-in-place.ts'
import { wantedAt } from './0009-wanted-at.ts'
import { askedAbout } from './0010-asked-about.ts'
import { inboxForgets } from './0011-inbox-forgets.ts'
import { waitsByWhichClock } from './0012-waits-by-which-clock.ts'
import { erasedAccount } from './0013-erased-account.ts'
import { ownData } from './0014-own-data.ts'
import { laneRests } from './0015-lane-rests.ts'
import { wordsOfParts } from './0016-words-of-parts.ts'
import { ownDrafts } from './0017-own-drafts.ts'
import { editions } from './0018-editions.ts'

/** Every migration in order; names are never reused and a landed one is never changed. */
export const migrations: Record<string, Migration> = {
  '0001-initial': initial,
  '0002-chat-told': chatTold,
  '0003-group-wish': groupWish,
  '0004-waits': waits,
  '0005-heard-in-order': heardInOrder,
  '0006-parts-uncounted': partsUncounted,
  '0007-progress-shown': progressShown,
  '0008-claim-in-place': claimInPlace,
  '0009-wanted-at': wantedAt,
  '0010-asked-about': askedAbout,
  '0011-inbox-forgets': inboxForgets,
  '0012-waits-by-which-clock': waitsByWhichClock,
  '0013-erased-account': erasedAccount,
  '0014-own-data': ownData,
  '0015-lane-rests': laneRests,
  '0016-words-of-parts': wordsOfParts,
  '0017-own-drafts': ownDrafts,
  '0018-editions': editions,
}
