import type { JobRequest } from '../../../jobs/catalogue.ts'
import { questionCode } from '../../domain/question.ts'
import { formatDay } from '../../domain/time/format.ts'
import { accountsBeside } from '../../storage/account-links.ts'
import { addressesOf, findAccountByName, nameOfAccount } from '../../storage/account-by-name.ts'
import { instancesOf } from '../../storage/channel-instances.ts'
import { askerOf, findQuestionByCode } from '../../storage/questions.ts'
import { inRetriedTransaction, type Store } from '../../storage/store.ts'
import { erasePersonOf } from '../../usecases/erase-account.ts'
import type { AccountName } from '../account-name.ts'
import { withStore } from '../open-store.ts'
import { putJobs } from '../put-jobs.ts'
import { isYes } from '../is-yes.ts'
import { Refusal, type ExitCode } from '../refusal.ts'
import type { Terminal } from '../terminal.ts'

export interface EraseOptions {
  readonly question?: number
  readonly yes?: true
  readonly json?: true
}

/** Whose data are erased: the account, and the words by which it was named. Those of a question say nothing of who asked it. */
interface Erased {
  readonly account: AccountName
  readonly shown: Words
  /** What whoever runs it can compare with what the bearer of the request sees. */
  readonly compare?: Words
  readonly json:
    | { readonly account: string; readonly linked?: readonly string[] }
    | { readonly question: string }
}

interface Words {
  readonly vi: string
  readonly en: string
}

/**
 * `nhipcau erase telegram:1001`, or `--question H12` for whoever asked that: deletes what is known of an account, as its person
 * has asked the office to; with the accounts that are linked to it, as the person is one.
 */
export async function erase(
  terminal: Terminal,
  name: AccountName | undefined,
  { question, yes, json }: EraseOptions,
): Promise<ExitCode> {
  if ((name === undefined) === (question === undefined))
    throw new Refusal(
      'Cần một trong hai: tài khoản (telegram:1001) hoặc --question H12. / Give either the account or --question.',
      2,
    )
  return withStore<ExitCode>(terminal, async (opened) => {
    const { store, config } = opened
    const found = name ? await byAccount(store, name) : await byQuestion(store, question ?? 0)
    if (!yes) await requireYes(terminal, found)
    const jobs = await inRetriedTransaction(store, (tx) =>
      eraseOnEach(tx, found.account, config.timeZone),
    )
    if (jobs.length > 0) await putJobs(opened, jobs)
    terminal.out(
      json
        ? `${JSON.stringify({ ...found.json, erased: true })}\n`
        : `${found.shown.vi.replace(/^./u, (letter) => letter.toUpperCase())}: đã xoá. Tên trong danh sách của đơn vị và trong các bản sao lưu cũ vẫn còn, do cơ quan xử lý. / Erased; the unit’s roll and older backups still have the name.\n`,
    )
    return 0
  })
}

async function byAccount(store: Store, account: AccountName): Promise<Erased> {
  const shown = wordsOf(account)
  const found = await findAccountByName(store, account, undefined)
  if (!found)
    throw new Refusal(
      `${shown}: không có tài khoản này, hoặc đã xoá rồi. / There is no such account, or it was erased.`,
    )
  const all = await addressesOf(store, await accountsBeside(store, found.id))
  const linked = [...new Set(all.map(wordsOf))].filter((one) => one !== shown)
  const others = linked.join(', ')
  return {
    account,
    shown: {
      vi: `tài khoản ${shown}${others && ` và tài khoản của cùng một người: ${others}`}`,
      en: `the account ${shown}${others && ` and those of the same person: ${others}`}`,
    },
    json: { account: shown, ...(linked.length > 0 && { linked }) },
  }
}

function wordsOf({ platform, externalId }: AccountName): string {
  return `${platform}:${externalId}`
}

/** Neither name nor account is told to whoever runs the command: a code is known to every officer who answers. */
async function byQuestion(store: Store, number: number): Promise<Erased> {
  const code = questionCode(number)
  const question = await findQuestionByCode(store, number)
  if (!question) throw new Refusal(`Không có câu hỏi ${code}. / There is no question ${code}.`)
  const asker = await askerOf(store, question.id)
  const account = asker && (await nameOfAccount(store, asker.accountId))
  if (!account)
    throw new Refusal(
      `${code}: người hỏi đã được xoá dữ liệu rồi; câu hỏi không còn gắn với ai. / Whoever asked it was erased already; it belongs to nobody.`,
    )
  const due = formatDay(question.dueOn)
  return {
    account,
    shown: { vi: `người hỏi câu ${code}`, en: `whoever asked ${code}` },
    compare: {
      vi: `Hạn trả lời câu ${code} là ${due}: người yêu cầu nhắn “theo dõi ${code}” phải thấy đúng ngày ấy.`,
      en: `It is due on ${due}, which the bearer sees by “theo dõi ${code}”.`,
    },
    json: { question: code },
  }
}

/** On each bot or OA of the platform, as the same person has the same id for each of Telegram's; and what is linked there. */
async function eraseOnEach(
  tx: Store,
  { platform, externalId }: AccountName,
  timeZone: string,
): Promise<JobRequest[]> {
  const now = new Date()
  const named = (await instancesOf(tx, platform)).map(({ id }) => ({ instanceId: id, externalId }))
  const shown = await erasePersonOf(tx, named, { at: now, now, timeZone })
  return shown.map((broadcastId) => ({ name: 'update-progress', data: { broadcastId } }))
}

async function requireYes(terminal: Terminal, { shown, compare }: Erased): Promise<void> {
  const answer = await terminal.ask(
    `Xoá mọi điều đã lưu về ${shown.vi}: tên, chat riêng, mọi câu hỏi và câu trả lời? Không lấy lại được.${compare ? ` ${compare.vi}` : ''} Gõ “có” để xoá. / Erase all that is known of ${shown.en}, for good?${compare ? ` ${compare.en}` : ''} (yes)\n`,
  )
  if (answer === undefined)
    throw new Refusal('Không có ai để hỏi lại: thêm --yes. / Nobody can be asked: add --yes.')
  if (!isYes(answer)) throw new Refusal('Chưa xoá gì. / Nothing was erased.')
}
