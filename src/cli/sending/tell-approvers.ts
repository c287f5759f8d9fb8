import type { JobRequest } from '../../../jobs/catalogue.ts'
import { PRIORITY } from '../../domain/delivery.ts'
import type { PersonId } from '../../domain/id.ts'
import type { Notice } from '../../domain/notice.ts'
import { vi } from '../../i18n/vi.ts'
import { encodeAction } from '../../messages/action.ts'
import { approvalCard } from '../../messages/approval-messages.ts'
import { costLines, type PlatformCost } from '../../messages/cost-messages.ts'
import { dutyChat, instanceOfChat } from '../../storage/accounts.ts'
import { cardAbout } from '../../storage/cards.ts'
import { namesOf } from '../../storage/people.ts'
import type { Store } from '../../storage/store.ts'
import { offerMessage } from '../../usecases/remember-menu.ts'
import type { Reach } from './find-audience.ts'

/** Plans the approvers' cards as a submission in the chat does; answers how many have a chat for it. */
export async function tellApprovers(
  tx: Store,
  input: {
    notice: Notice
    approvers: readonly PersonId[]
    reach: Reach
    costs: readonly PlatformCost[]
    now: Date
  },
): Promise<{ told: number; jobs: JobRequest[] }> {
  const { notice, reach } = input
  const names = await namesOf(tx, [notice.authorId])
  const card = approvalCard(
    {
      notice,
      author: names.get(notice.authorId) ?? '?',
      reach,
      costs: costLines(input.costs, vi),
    },
    vi,
    (action) => encodeAction(tx.keys, action),
  )
  const jobs: JobRequest[] = []
  for (const approver of input.approvers) {
    const chatId = await dutyChat(tx, approver)
    if (!chatId) continue
    const about = cardAbout('approval-card', notice.id)
    const planned = { chatId, message: card, priority: PRIORITY.answer, ...about }
    await offerMessage(tx, planned, input.now)
    const channelInstanceId = await instanceOfChat(tx, chatId)
    jobs.push({ name: 'run-lane', data: { channelInstanceId } })
  }
  return { told: jobs.length, jobs }
}
