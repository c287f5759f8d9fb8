import { mayApprove, needsApproval, type ApprovalScope } from '../domain/approval-scope.ts'
import type { NoticeId, PersonId } from '../domain/id.ts'
import { isEditable, type Notice, type NoticeState } from '../domain/notice.ts'
import type { Texts } from '../i18n/vi.ts'
import { whyUnreached } from '../storage/duty-chats.ts'
import { appendAudit } from '../storage/audit.ts'
import { findNotice, lockNotice, moveNotice, saveContent } from '../storage/notices.ts'
import { isJudged } from '../storage/approvals.ts'
import { namesOf, ownersOf, peopleWithRole } from '../storage/people.ts'
import type { Store } from '../storage/store.ts'
import { findUnit } from '../storage/units.ts'
import { reachOfAudience } from '../storage/audience-reach.ts'
import { actorOf } from './actor-of.ts'
import { findApprovalScope } from './find-approval-scope.ts'

export type SubmitResult =
  | { readonly kind: 'submitted'; readonly notice: Notice; readonly approvers: readonly PersonId[] }
  /** It goes nowhere beyond its unit, which needs no approval: it may be sent now. */
  | { readonly kind: 'ready'; readonly notice: Notice }
  | { readonly kind: 'no-audience' }
  | { readonly kind: 'nobody-reached' }
  | { readonly kind: 'no-approver' }
  | { readonly kind: 'not-editable'; readonly state: NoticeState }

/** Hands a draft to its approvers, or makes it ready where the unit needs none. */
export async function submitNotice(
  tx: Store,
  input: { noticeId: NoticeId; by: PersonId; now: Date },
): Promise<SubmitResult> {
  const draft = await lockNotice(tx, input.noticeId)
  if (!draft) return { kind: 'not-editable', state: 'cancelled' }
  if (!isEditable(draft.state)) return { kind: 'not-editable', state: draft.state }
  const notice = await startVersion(tx, draft, input)
  if (notice.audience.length === 0) return { kind: 'no-audience' }
  if (!(await reachesAnybody(tx, notice))) return { kind: 'nobody-reached' }
  const unit = await findUnit(tx, notice.unitId)
  const scope = await findApprovalScope(tx, notice)
  const isNeeded = needsApproval(scope, unit?.approvalRequired !== false)
  const approvers = isNeeded ? await approversOf(tx, notice, scope) : null
  if (approvers?.length === 0) return { kind: 'no-approver' }
  const state: NoticeState = approvers ? 'pending' : 'approved'
  await moveNotice(tx, notice.id, ['draft', 'returned'], state, input.now)
  await appendAudit(tx, {
    at: input.now,
    actor: input.by,
    action: approvers ? 'submit-notice' : 'ready-notice-without-approval',
    subject: { kind: 'notice', id: notice.id },
    detail: { version: notice.version },
  })
  return approvers
    ? { kind: 'submitted', notice: { ...notice, state }, approvers }
    : { kind: 'ready', notice: { ...notice, state } }
}

/**
 * What was given back is judged anew as the next version, also when only the audience has changed: the card of
 * the last time must not approve what it does not show.
 */
async function startVersion(
  tx: Store,
  notice: Notice,
  { by, now }: { by: PersonId; now: Date },
): Promise<Notice> {
  if (!(await isJudged(tx, notice.versionId))) return notice
  await saveContent(tx, notice, notice, by, now)
  return (await findNotice(tx, notice.id)) ?? notice
}

/** Approvers of all that the notice goes to who are not its author; owners where there are none. */
async function approversOf(
  store: Store,
  notice: Notice,
  scope: ApprovalScope,
): Promise<PersonId[]> {
  const others: PersonId[] = []
  const units = [scope.own, ...scope.beyond].flat()
  for (const person of await peopleWithRole(store, units, ['approver']))
    if (person !== notice.authorId && mayApprove(await actorOf(store, person), scope))
      others.push(person)
  return others.length > 0 ? others : standIns(store, notice, [])
}

/** The owners who judge a notice in place of those who were asked and cannot be told; never its author. */
export async function standIns(
  store: Store,
  notice: Notice,
  asked: readonly PersonId[],
): Promise<PersonId[]> {
  const owners = await ownersOf(store)
  return owners.filter((person) => person !== notice.authorId && !asked.includes(person))
}

async function reachesAnybody(store: Store, notice: Notice): Promise<boolean> {
  const reach = await reachOfAudience(store, notice.audience)
  return reach.byPlatform.some(({ groups, privateChats }) => groups + privateChats > 0)
}

/** A line for each who cannot be told of a submission: the name and why, in the reader's language. */
export async function whyUntold(
  store: Store,
  people: readonly PersonId[],
  texts: Texts,
): Promise<string[]> {
  const names = await namesOf(store, people)
  const lines: string[] = []
  for (const person of people)
    lines.push(`${names.get(person) ?? '?'}: ${texts.reason[await whyUnreached(store, person)]}`)
  return lines
}
