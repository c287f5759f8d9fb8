import type { JobRequest } from '../../../jobs/catalogue.ts'
import { findAccountByName } from '../../storage/account-by-name.ts'
import { instancesOf } from '../../storage/channel-instances.ts'
import { inRetriedTransaction, type Store } from '../../storage/store.ts'
import { eraseAccountOf } from '../../usecases/erase-account.ts'
import type { AccountName } from '../account-name.ts'
import { withStore } from '../open-store.ts'
import { putJobs } from '../put-jobs.ts'
import { isYes } from '../is-yes.ts'
import { Refusal, type ExitCode } from '../refusal.ts'
import type { Terminal } from '../terminal.ts'

export interface EraseOptions {
  readonly yes?: true
  readonly json?: true
}

/** `nhipcau erase telegram:1001`: deletes what is known of an account, as its person has asked the office to. */
export async function erase(
  terminal: Terminal,
  name: AccountName,
  { yes, json }: EraseOptions,
): Promise<ExitCode> {
  const shown = `${name.platform}:${name.externalId}`
  return withStore<ExitCode>(terminal, async (opened) => {
    const { store, config } = opened
    if (!(await findAccountByName(store, name, undefined)))
      throw new Refusal(
        `${shown}: không có tài khoản này, hoặc đã xoá rồi. / There is no such account, or it was erased.`,
      )
    if (!yes) await requireYes(terminal, shown)
    const jobs = await inRetriedTransaction(store, (tx) => eraseOnEach(tx, name, config.timeZone))
    if (jobs.length > 0) await putJobs(opened, jobs)
    terminal.out(
      json
        ? `${JSON.stringify({ account: shown, erased: true })}\n`
        : `${shown}: đã xoá. Tên trong danh sách của đơn vị và trong các bản sao lưu cũ vẫn còn, do cơ quan xử lý. / Erased; the unit’s roll and older backups still have the name.\n`,
    )
    return 0
  })
}

/** On each bot or OA of the platform: the same person has the same id for each of Telegram's. */
async function eraseOnEach(
  tx: Store,
  { platform, externalId }: AccountName,
  timeZone: string,
): Promise<JobRequest[]> {
  const now = new Date()
  const jobs: JobRequest[] = []
  for (const { id: instanceId } of await instancesOf(tx, platform)) {
    const shown = await eraseAccountOf(tx, { instanceId, externalId, at: now, now, timeZone })
    for (const broadcastId of shown) jobs.push({ name: 'update-progress', data: { broadcastId } })
  }
  return jobs
}

async function requireYes(terminal: Terminal, shown: string): Promise<void> {
  const answer = await terminal.ask(
    `Xoá mọi điều đã lưu về tài khoản ${shown}: tên, chat riêng, câu hỏi và câu trả lời? Không lấy lại được. Gõ “có” để xoá. / Erase all that is known of it, for good? (yes)\n`,
  )
  if (answer === undefined)
    throw new Refusal('Không có ai để hỏi lại: thêm --yes. / Nobody can be asked: add --yes.')
  if (!isYes(answer)) throw new Refusal('Chưa xoá gì. / Nothing was erased.')
}
