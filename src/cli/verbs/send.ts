import type { Settings } from '../../deps.ts'
import type { Notice, NoticeKind } from '../../domain/notice.ts'
import { vi } from '../../i18n/vi.ts'
import { appendAudit } from '../../storage/audit.ts'
import { keepFile } from '../../storage/files.ts'
import { inTransaction, inTrial, type Store } from '../../storage/store.ts'
import { approveAsOwner } from '../../usecases/approve-as-owner.ts'
import { chooseAudience } from '../../usecases/choose-audience.ts'
import {
  draftNotice,
  editDraft,
  readContent,
  SOURCE_TEXT_MAX,
} from '../../usecases/draft-notice.ts'
import { usedInstances } from '../../compose/used-instances.ts'
import { nameBeyond } from '../../usecases/find-approval-scope.ts'
import { startBroadcast } from '../../usecases/start-broadcast.ts'
import { submitNotice } from '../../usecases/submit-notice.ts'
import type { AccountName } from '../account-name.ts'
import { withStore } from '../open-store.ts'
import { putJobs } from '../put-jobs.ts'
import { readDocumentFile, type DocumentFile } from '../read-document-file.ts'
import { readingLines } from '../reading-lines.ts'
import { isYes } from '../is-yes.ts'
import { Refusal, type ExitCode } from '../refusal.ts'
import { serviceSettings } from '../service-settings.ts'
import { breaksQuiet, chooseMoment, type MomentChoice } from '../sending/choose-moment.ts'
import { countReach, findAudience } from '../sending/find-audience.ts'
import { estimateWithoutPlatforms } from '../sending/estimate-without-platforms.ts'
import { findAuthor, type Author } from '../sending/find-author.ts'
import { tellDone, tellTrial, type Sent } from '../sending/sending-words.ts'
import { NOBODY, tellApprovers } from '../sending/tell-approvers.ts'
import type { JsonOption } from '../tell-result.ts'
import type { Terminal } from '../terminal.ts'

export interface SendOptions extends MomentChoice, JsonOption {
  readonly to: readonly string[]
  readonly kind: NoticeKind
  readonly as: AccountName
  /** Only say what it would come to. */
  readonly dryRun?: true
}

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

/**
 * `nhipcau send`: the way of a notice from a file to its audience, by the rules and rights of the chat,
 * in one transaction: whatever is refused leaves nothing behind. The running service does the sending. A dry run goes
 * the same way and takes all of it back.
 */
export async function send(
  terminal: Terminal,
  named: string,
  options: SendOptions,
): Promise<ExitCode> {
  const document = await readDocumentFile(terminal, named)
  // The stamp may stand in the page header, which is no part of the text that is judged as a draft.
  if (document.marking !== null) throw classified(document.marking)
  return withStore<ExitCode>(terminal, async (opened) => {
    const settings = serviceSettings(opened.config)
    const now = new Date()
    const at = chooseMoment(options, now, settings.timeZone)
    // A dry run shows it beside the tasks.
    if (!options.dryRun) await warn(terminal, document, options, { now, settings })
    const transact = options.dryRun ? inTrial : inTransaction
    const sent = await transact(opened.store, async (tx) => {
      const author = await findAuthor(tx, options.as, {
        settings,
        now,
        instances: await usedInstances(opened.config, tx),
      })
      const notice = await makeNotice(tx, { author, document, options, settings, now })
      return hand(tx, { author, notice, options, at, settings, now })
    })
    if (options.dryRun) tellTrial(terminal, sent, options, settings)
    else tellDone(terminal, sent, options, settings, await putJobs(opened, sent.jobs))
    return 0
  })
}

function classified(marking: string): Refusal {
  return new Refusal(`${vi.draft.classified({ marking })} / It is classified.`)
}

/** A date that no calendar has is told, as on the card in the chat, and asked about. */
async function warn(
  terminal: Terminal,
  { text }: DocumentFile,
  { yes }: SendOptions,
  { now, settings }: { readonly now: Date; readonly settings: Settings },
): Promise<void> {
  const { warnings } = readContent(text, [], now, settings.timeZone)
  const wrong = warnings.filter((warning) => /^[a-z_]+_impossible: /u.test(warning))
  for (const line of readingLines([], wrong)) terminal.err(`${line.trimStart()}\n`)
  if (yes || wrong.length === 0) return
  const answer = await terminal.ask(
    'Vẫn gửi? Gõ “có” để gửi. / There is a date that no calendar has; send all the same? (yes)\n',
  )
  // Undefined: a program has called, which may not be kept waiting and reads the lines above.
  if (answer !== undefined && !isYes(answer)) throw new Refusal('Chưa gửi gì. / Nothing was sent.')
}

async function makeNotice(
  tx: Store,
  input: {
    author: Author
    document: DocumentFile
    options: SendOptions
    settings: Settings
    now: Date
  },
): Promise<Notice> {
  const { author, document, options, settings, now } = input
  const { personId } = author.actor
  const audience = await findAudience(tx, options.to)
  const isPlainText = document.name.toLowerCase().endsWith('.txt')
  const files = isPlainText ? [] : [await keepFile(tx, { ...document, mime: DOCX })]
  const drafted = await draftNotice(tx, {
    text: document.text,
    files,
    authorId: personId,
    unitId: author.unitId,
    now,
    timeZone: settings.timeZone,
  })
  switch (drafted.kind) {
    case 'classified':
      throw classified(drafted.marking)
    case 'too-long':
      throw new Refusal(`${vi.draft.tooLong({ max: SOURCE_TEXT_MAX })} / The text is too long.`)
    case 'empty':
      throw new Refusal(`Tệp ${document.name} không có chữ nào. / The file has no text.`)
    case 'drafted': {
      const made = { id: drafted.noticeId, audience: [] }
      await chooseAudience(tx, { notice: made, units: audience, by: personId, now })
      const edited = await editDraft(tx, {
        noticeId: drafted.noticeId,
        by: personId,
        now,
        change: (content) => ({ ...content, kind: options.kind }),
      })
      if (edited.kind === 'saved') return edited.notice
      throw new Error('a draft that was just made cannot be edited')
    }
  }
}

interface Handing {
  readonly author: Author
  readonly notice: Notice
  readonly options: SendOptions
  /** null: now. */
  readonly at: Date | null
  readonly settings: Settings
  readonly now: Date
}

/** Hands the draft on: to its approvers, or straight to the sending. */
async function hand(tx: Store, input: Handing): Promise<Sent> {
  const { author, notice, options, now } = input
  const reach = await countReach(tx, notice.audience)
  const costs = await estimateWithoutPlatforms(tx, notice, input)
  const { actor } = author
  const submitted = await submitNotice(tx, { noticeId: notice.id, by: actor.personId, now })
  switch (submitted.kind) {
    case 'ready':
      return { ...(await start(tx, input)), reach, costs }
    case 'submitted':
    case 'no-approver': {
      if (options.yes) {
        const approved = await approveAsOwner(tx, { noticeId: notice.id, actor, now })
        if (approved.kind === 'approved') return { ...(await start(tx, input)), reach, costs }
        const beyond = await nameBeyond(tx, notice, vi)
        if (beyond !== null)
          throw new Refusal(
            `${vi.approval.asksAbove({ units: beyond })} --yes chỉ dùng được với chủ quản (owner). Bỏ --yes để trình duyệt. / It goes beyond the author’s unit; --yes is for owners. Leave it out to submit the notice.`,
          )
        throw new Refusal(
          'Tin của đơn vị này phải có người khác duyệt; --yes chỉ dùng được với chủ quản (owner). Bỏ --yes để trình duyệt. / Somebody else must approve; --yes is for owners. Leave it out to submit the notice.',
        )
      }
      if (submitted.kind === 'no-approver') {
        const units = await nameBeyond(tx, notice, vi)
        const why =
          units === null ? vi.approval.noApprover : vi.approval.noApproverBeyond({ units })
        throw new Refusal(`${why} / There is nobody to approve it.`)
      }
      const asked = { notice: submitted.notice, approvers: submitted.approvers, reach, costs, now }
      const { told, jobs } = await tellApprovers(tx, asked)
      return { notice: submitted.notice, reach, costs, jobs, releaseAt: null, told }
    }
    case 'nobody-reached':
      throw new Refusal(`${vi.draft.nobodyReached} / No group and no private chat is reached.`)
    case 'no-audience':
    case 'not-editable':
      throw new Error(`a draft that was just made is ${submitted.kind}`)
  }
}

async function start(tx: Store, input: Handing): Promise<Omit<Sent, 'reach' | 'costs'>> {
  const { author, notice, options, at, now } = input
  const isOverride = breaksQuiet(options, at ?? now, input.settings.timeZone)
  const started = await startBroadcast(tx, {
    noticeId: notice.id,
    actor: author.actor,
    at,
    urgent: options.urgent ?? false,
    undoMs: 0,
    progressChatId: null,
    now,
  })
  if (started.kind !== 'started') throw new Error(`a ready notice was not started: ${started.kind}`)
  if (isOverride)
    await appendAudit(tx, {
      at: now,
      actor: author.actor.personId,
      action: 'override-quiet-hours',
      subject: { kind: 'broadcast', id: started.broadcastId },
    })
  const { jobs, releaseAt } = started
  return { notice: started.notice, jobs, releaseAt, told: NOBODY }
}
