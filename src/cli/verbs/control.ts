import { noticeCode } from '../../domain/notice.ts'
import type { Actor } from '../../domain/rights.ts'
import type { JobRequest } from '../../../jobs/catalogue.ts'
import type { UnitId } from '../../domain/id.ts'
import { findBroadcast, type Broadcast } from '../../storage/sending/broadcasts.ts'
import { inRetriedTransaction, type Store } from '../../storage/store.ts'
import { controlBroadcast, type ControlVerb } from '../../usecases/control-broadcast.ts'
import { undoBroadcast } from '../../usecases/undo-broadcast.ts'
import { BROADCAST_WORDS, WAITS_FOR } from '../broadcast-words.ts'
import { requireBroadcast } from '../find-broadcast.ts'
import { withStore } from '../open-store.ts'
import { putJobs, type ServiceState } from '../put-jobs.ts'
import { Refusal, type ExitCode } from '../refusal.ts'
import { tellResult, type JsonOption } from '../tell-result.ts'
import type { Terminal } from '../terminal.ts'

/** Who sits at the machine has the database in hand; the log names no person for what is done here. */
const OPERATOR: Actor = { personId: null, posts: [{ unitId: '' as UnitId, role: 'owner' }] }

const DONE: Readonly<Record<ControlVerb, string>> = {
  pause: 'đã tạm dừng / held',
  resume: 'gửi tiếp / going on',
  stop: 'đã dừng hẳn / ended',
  retry: 'gửi lại những lượt chưa được / sending the failed copies again',
}

/** What a stop does to what has not begun. */
const CANCELLED = 'đã huỷ / cancelled'

/** `nhipcau pause|resume|stop|retry`: steers the newest broadcast of a notice. */
export async function control(
  terminal: Terminal,
  verb: ControlVerb,
  code: number,
  options: JsonOption,
): Promise<ExitCode> {
  return withStore<ExitCode>(terminal, async (opened) => {
    const now = new Date()
    const { jobs, count, state } = await inRetriedTransaction(opened.store, async (tx) => {
      const broadcast = await requireBroadcast(tx, code)
      const at = { now, timeZone: opened.config.timeZone }
      const steered = await steer(tx, verb, broadcast, noticeCode(code), at)
      const after = await findBroadcast(tx, broadcast.id)
      return { ...steered, state: after?.state ?? broadcast.state }
    })
    const service = await putJobs(opened, jobs)
    // To hold or to end is done when it is written; to go on needs somebody who goes on.
    const needs = verb === 'resume' || verb === 'retry'
    const done = state === 'cancelled' ? CANCELLED : DONE[verb]
    tellResult(
      terminal,
      options,
      { code: noticeCode(code), state, count, ...(needs && { service }) },
      `${noticeCode(code)}: ${needs && service !== 'running' ? recorded(service) : done}${count > 0 ? ` (${count})` : ''}.`,
    )
    return 0
  })
}

function recorded(service: Exclude<ServiceState, 'running'>): string {
  const { vi, until, en } = WAITS_FOR[service]
  return `đã ghi; ${vi} nên sẽ gửi ${until} / recorded; ${en}`
}

async function steer(
  tx: Store,
  verb: ControlVerb,
  broadcast: Broadcast,
  code: string,
  { now, timeZone }: { readonly now: Date; readonly timeZone: string },
): Promise<{ jobs: readonly JobRequest[]; count: number }> {
  const input = { broadcastId: broadcast.id, actor: OPERATOR, now }
  if (verb === 'stop' && broadcast.isUndoable) {
    const undone = await undoBroadcast(tx, input)
    if (undone.kind === 'undone') return { jobs: undone.jobs, count: 0 }
  }
  // Who types it at night has chosen to, as by `send --now`.
  const result = await controlBroadcast(tx, {
    ...input,
    verb,
    wantedAt: now,
    timeZone,
    anyway: true,
  })
  if (result.kind === 'changed') return { jobs: result.jobs, count: result.count }
  const tellsStop =
    verb === 'pause' && (broadcast.state === 'scheduled' || broadcast.state === 'starting')
  if (tellsStop)
    throw new Refusal(
      `Đợt gửi đang ở trạng thái “${BROADCAST_WORDS[broadcast.state]}” nên không làm được việc này; chưa muốn gửi thì huỷ bằng: nhipcau stop ${code}. / The broadcast is ${broadcast.state} and cannot be held; take it back by: nhipcau stop ${code}.`,
    )
  throw new Refusal(
    verb === 'retry'
      ? 'Không có lượt gửi nào để gửi lại (hoặc đợt gửi chưa xong). / There is nothing to send again, or the broadcast is not finished.'
      : `Đợt gửi đang ở trạng thái “${BROADCAST_WORDS[broadcast.state]}” nên không làm được việc này. / The broadcast is ${broadcast.state}; this cannot be done now.`,
  )
}
