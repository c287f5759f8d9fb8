import type { JobRequest } from '../../../jobs/catalogue.ts'
import type { Settings } from '../../deps.ts'
import { doubtsOf, noticeCode, type Notice } from '../../domain/notice.ts'
import { formatMoment } from '../../domain/time/format.ts'
import { en } from '../../i18n/en.ts'
import { vi } from '../../i18n/vi.ts'
import { costLines, type PlatformCost } from '../../messages/cost-messages.ts'
import { WAITS_FOR } from '../broadcast-words.ts'
import type { ServiceState } from '../put-jobs.ts'
import { readingLines, type ReadTask } from '../reading-lines.ts'
import { tellResult, type JsonOption } from '../tell-result.ts'
import type { Terminal } from '../terminal.ts'
import type { MomentChoice } from './choose-moment.ts'
import type { Reach } from './find-audience.ts'
import type { Told } from './tell-approvers.ts'

/** What `nhipcau send` has come to. */
export interface Sent {
  readonly notice: Notice
  readonly reach: Reach
  readonly costs: readonly PlatformCost[]
  readonly jobs: readonly JobRequest[]
  /** null: its approvers must judge it first; `told`: who has been asked. */
  readonly releaseAt: Date | null
  readonly told: Told
}

/** How it was asked for, as far as the words depend on it. */
type Asked = JsonOption & Pick<MomentChoice, 'at'>

/** Says what a dry run has found. */
export function tellTrial(
  terminal: Terminal,
  sent: Sent,
  options: Asked,
  settings: Settings,
): void {
  const { chats, people } = sent.reach
  const { costs } = sent
  tellResult(
    terminal,
    options,
    { state: 'dry-run', chats, people, costs: costs.map(costFigures), items: tasksOf(sent) },
    [...taskText(sent), ...costText(costs), wouldDo(sent, options, settings)].join('\n'),
  )
}

/** What the sender should compare with the paper: a task that was not recognised is asked of nobody. */
function taskText(sent: Sent): string[] {
  const tasks = tasksOf(sent)
  const lines = readingLines(tasks, doubtsOf(sent.notice)).map((line) => line.trimStart())
  return [`Nhận ra ${tasks.length} việc được giao: / Tasks recognised: ${tasks.length}`, ...lines]
}

function tasksOf({ notice }: Sent): ReadTask[] {
  return notice.items.map(({ text, assignee, deadline }) => ({
    text,
    assignee,
    deadline: deadline?.text ?? null,
  }))
}

/** Says what has been done, and whether somebody takes it further. */
export function tellDone(
  terminal: Terminal,
  sent: Sent,
  options: Asked,
  settings: Settings,
  service: ServiceState,
): void {
  const { notice, costs, releaseAt } = sent
  const { chats, people } = sent.reach
  const waits = releaseAt === null ? { state: 'pending' } : {}
  tellResult(
    terminal,
    options,
    { code: noticeCode(notice.code), chats, people, ...waits, service },
    [...costText(costs), did(sent, options, settings, service)].join('\n'),
  )
}

/** As on the card in the chat: messages, but for `closed`, people, and `lost`, groups; null: none are counted, or nobody knows. */
function costFigures(cost: PlatformCost) {
  const { platform, group, free, paid, closed, lost, need, left, missing } = cost
  return { platform, group, free, paid, closed, lost, need, left, missing }
}

function costText(costs: readonly PlatformCost[]): string[] {
  if (costs.length === 0) return []
  const english = costLines(costs, en)
  const lines = costLines(costs, vi).map((line, index) => `- ${line} / ${english[index] ?? ''}`)
  return [`${vi.cost.title}: / ${en.cost.title}:`, ...lines]
}

function sizeOf({ chats, people, unreached }: Reach): string {
  const without = unreached > 0 ? ` (${unreached} người chưa có nơi nhận)` : ''
  return `${chats} nhóm và chat riêng, ${people} người${without}`
}

function did(sent: Sent, { at }: Asked, { timeZone }: Settings, service: ServiceState): string {
  const { notice, reach, releaseAt } = sent
  const code = noticeCode(notice.code)
  if (releaseAt === null) return submitted(sent, at !== undefined, service)
  const to = `tới ${sizeOf(reach)}. Xem tiến độ: nhipcau status ${code}.`
  if (at !== undefined)
    return `${code}: gửi lúc ${formatMoment(releaseAt, timeZone)} ${to}${atItsHour(service)} / Scheduled${service === 'running' ? '' : `; ${WAITS_FOR[service].en}`}.`
  if (service === 'running') return `${code}: gửi ngay ${to} / On its way.`
  const { vi: why, until, en: english } = WAITS_FOR[service]
  return `${code}: đã ghi; ${why} nên sẽ gửi ${until}, ${to} / Recorded; ${english}.`
}

/** What keeps it from going now may be gone by then, or not. */
function atItsHour(service: ServiceState): string {
  if (service === 'running') return ''
  const { vi: why, until } = WAITS_FOR[service]
  return ` Hiện ${why}; đến giờ mà vẫn thế thì tin đi ${until}.`
}

function submitted({ notice, reach, told }: Sent, hasHour: boolean, service: ServiceState): string {
  const hour = hasHour ? '; giờ gửi chọn lúc ấy' : ''
  const waits =
    service === 'running'
      ? ''
      : ` Hiện ${WAITS_FOR[service].vi} nên người duyệt chỉ nhận được tin báo ${WAITS_FOR[service].until}.`
  return `${noticeCode(notice.code)}: đã trình duyệt (${whoIsAsked(told)}), nơi nhận ${sizeOf(reach)}. Duyệt xong, người soạn, người duyệt hoặc người phát hành còn phải chọn “Gửi ngay” hoặc “Hẹn giờ” trong chat thì tin mới đi${hour}.${waits} / Submitted for approval; once approved, somebody still sends it in the chat.`
}

function whoIsAsked({ approvers, owners, unreached }: Told): string {
  const instead =
    owners > 0
      ? `${owners} chủ quản được báo để duyệt thay`
      : 'người duyệt nhắn cho bot là thấy thẻ'
  return [
    ...(approvers > 0 ? [`${approvers} người duyệt được báo`] : []),
    ...(unreached.length > 0 ? [`chưa báo được cho ${unreached.join(', ')}`] : []),
    ...(approvers > 0 ? [] : [instead]),
  ].join('; ')
}

function wouldDo({ reach, releaseAt }: Sent, { at }: Asked, { timeZone }: Settings): string {
  const next =
    releaseAt === null
      ? 'trình duyệt'
      : `gửi ${at === undefined ? 'ngay' : `lúc ${formatMoment(releaseAt, timeZone)}`}`
  return `Chỉ xem trước, chưa lưu và chưa gửi gì. Bỏ --dry-run thì ${next}, nơi nhận ${sizeOf(reach)}. / A look only: nothing is stored or sent.`
}
