import type { JobRequest } from '../../../jobs/catalogue.ts'
import { PRIORITY } from '../../domain/delivery.ts'
import type { PersonId } from '../../domain/id.ts'
import type { Notice } from '../../domain/notice.ts'
import { vi } from '../../i18n/vi.ts'
import { pressWith } from '../../messages/action.ts'
import { approvalCard } from '../../messages/approval-messages.ts'
import { costLines, type PlatformCost } from '../../messages/cost-messages.ts'
import { dutyChat } from '../../storage/duty-chats.ts'
import { instanceOfChat } from '../../storage/chats.ts'
import { cardAbout } from '../../storage/cards.ts'
import { nameOf } from '../../storage/people.ts'
import type { Store } from '../../storage/store.ts'
import { nameChosenUnits } from '../../storage/units.ts'
import { nameBeyond } from '../../usecases/find-approval-scope.ts'
import { offerMessage } from '../../usecases/remember-menu.ts'
import { standIns, whyUntold } from '../../usecases/submit-notice.ts'
import { toWake } from '../../usecases/to-wake.ts'
import type { Reach } from './find-audience.ts'

/** Who hears of a submission. */
export interface Told {
  readonly approvers: number
  /** In place of approvers of whom none can be told. */
  readonly owners: number
  /** A line for each approver who cannot be told, with the reason. */
  readonly unreached: readonly string[]
}

/** Of what needs no approval. */
export const NOBODY: Told = { approvers: 0, owners: 0, unreached: [] }

/** Plans the approvers' cards as a submission in the chat does. */
export async function tellApprovers(
  tx: Store,
  input: {
    notice: Notice
    approvers: readonly PersonId[]
    reach: Reach
    costs: readonly PlatformCost[]
    now: Date
  },
): Promise<{ told: Told; jobs: JobRequest[] }> {
  const { notice, reach } = input
  const card = approvalCard(
    {
      notice,
      author: (await nameOf(tx, notice.authorId)) ?? '?',
      reach: { ...reach, names: await nameChosenUnits(tx, notice.audience) },
      costs: costLines(input.costs, vi),
      beyond: await nameBeyond(tx, notice, vi),
    },
    vi,
    pressWith(tx.keys),
  )
  const jobs: JobRequest[] = []
  const tell = async (person: PersonId): Promise<boolean> => {
    const chatId = await dutyChat(tx, person)
    if (!chatId) return false
    const about = cardAbout('approval-card', notice.id)
    const planned = { chatId, message: card, priority: PRIORITY.answer, ...about }
    await offerMessage(tx, planned, input.now)
    jobs.push(...toWake([await instanceOfChat(tx, chatId)]))
    return true
  }
  const unreached: PersonId[] = []
  for (const approver of input.approvers) if (!(await tell(approver))) unreached.push(approver)
  const approvers = jobs.length
  if (approvers === 0) for (const owner of await standIns(tx, notice, unreached)) await tell(owner)
  const owners = jobs.length - approvers
  return { told: { approvers, owners, unreached: await whyUntold(tx, unreached, vi) }, jobs }
}
