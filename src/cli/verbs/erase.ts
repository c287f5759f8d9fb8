import type { JobRequest } from '../../../jobs/catalogue.ts'
import type { AccountId, PersonId } from '../../domain/id.ts'
import { questionCode } from '../../domain/question.ts'
import type { Role } from '../../domain/role.ts'
import { formatDay } from '../../domain/time/format.ts'
import { en } from '../../i18n/en.ts'
import { vi } from '../../i18n/vi.ts'
import { accountsBeside, peopleBehind } from '../../storage/account-links.ts'
import { accountsNamed, addressesOf, nameOfAccount } from '../../storage/account-by-name.ts'
import { instancesOf } from '../../storage/channel-instances.ts'
import { currentPosts } from '../../storage/people.ts'
import { askerOf, findQuestionByCode } from '../../storage/questions.ts'
import { inRetriedTransaction, type Store } from '../../storage/store.ts'
import { erasePersonOf, type EraseResult } from '../../usecases/erase-account.ts'
import { showAccount, type AccountName } from '../account-name.ts'
import { withStore } from '../open-store.ts'
import { putJobs } from '../put-jobs.ts'
import { isYes } from '../is-yes.ts'
import { Refusal, type ExitCode } from '../refusal.ts'
import { tellResult, type JsonOption } from '../tell-result.ts'
import type { Terminal } from '../terminal.ts'

export interface EraseOptions extends JsonOption {
  readonly question?: number
  readonly yes?: true
}

/** Whose data are erased: the account, and the words by which it was named. Those of a question say nothing of who asked it. */
interface Erased {
  readonly account: AccountName
  readonly shown: Words
  /** What is to be known before: what the bearer of the request must see, or what they hold. */
  readonly beware?: Words
  /** By a code nobody is to learn what its asker holds. That they hold something is told by the refusal. */
  readonly withOfficers: boolean
  readonly refusals: Readonly<Record<Exclude<EraseResult['kind'], 'erased'>, string>>
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
  options: EraseOptions,
): Promise<ExitCode> {
  const { question, yes } = options
  if ((name === undefined) === (question === undefined))
    throw new Refusal(
      'Cần một trong hai: tài khoản (telegram:1001) hoặc --question H12. / Give either the account or --question.',
      2,
    )
  return withStore<ExitCode>(terminal, async (opened) => {
    const { store, config } = opened
    const found = name ? await byAccount(store, name) : await byQuestion(store, question ?? 0)
    if (!yes) await requireYes(terminal, found)
    const result = await inRetriedTransaction(store, (tx) =>
      eraseOnEach(tx, found, config.timeZone),
    )
    if (result.kind !== 'erased') throw new Refusal(found.refusals[result.kind])
    const jobs = result.broadcasts.map((broadcastId): JobRequest => ({
      name: 'update-progress',
      data: { broadcastId },
    }))
    if (jobs.length > 0) await putJobs(opened, jobs)
    tellResult(
      terminal,
      options,
      { ...found.json, erased: true },
      `${found.shown.vi.replace(/^./u, (letter) => letter.toUpperCase())}: đã xoá. Tên trong danh sách của đơn vị, trong các bản sao lưu cũ và bảng tính đã xuất (bot tự xoá sau 35 ngày) vẫn còn, do cơ quan xử lý. / Erased; the unit’s roll, older backups and exported reports (kept for 35 days) still have the name.`,
    )
    return 0
  })
}

async function byAccount(store: Store, account: AccountName): Promise<Erased> {
  const shown = showAccount(account)
  // Each bot's may stand for somebody else (`eraseOnEach`).
  const named = await accountsNamed(store, account)
  if (named.length === 0)
    throw new Refusal(
      `${shown}: không có tài khoản này, hoặc đã xoá rồi. / There is no such account, or it was erased.`,
    )
  const accounts = new Set<AccountId>()
  for (const id of named) for (const one of await accountsBeside(store, id)) accounts.add(one)
  const all = await addressesOf(store, [...accounts])
  const linked = [...new Set(all.map(showAccount))].filter((one) => one !== shown)
  const others = linked.join(', ')
  const roles = await officesOf(store, await peopleBehind(store, [...accounts]))
  const lastOwner = `${shown}: đây là chủ quản duy nhất có tài khoản. Giao vai trò chủ quản cho người khác trước (lệnh /canbo trong chat), rồi xoá. / The only owner with an account: give that role to somebody else first.`
  return {
    account,
    withOfficers: true,
    refusals: { officer: lastOwner, 'last-owner': lastOwner },
    ...(roles.length > 0 && {
      beware: {
        vi: `Người này đang giữ vai trò: ${roles.map((role) => vi.role[role]).join(', ')}; xoá rồi thì không làm việc ấy qua bot được nữa.`,
        en: `They hold an office: ${roles.map((role) => en.role[role]).join(', ')}.`,
      },
    }),
    shown: {
      vi: `tài khoản ${shown}${others && ` và tài khoản của cùng một người: ${others}`}`,
      en: `the account ${shown}${others && ` and those of the same person: ${others}`}`,
    },
    json: { account: shown, ...(linked.length > 0 && { linked }) },
  }
}

async function officesOf(store: Store, people: readonly PersonId[]): Promise<readonly Role[]> {
  const roles = new Set<Role>()
  for (const personId of people)
    for (const { role } of await currentPosts(store, personId)) roles.add(role)
  return [...roles].filter((role) => role !== 'member')
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
  const refusal = `${code}: không xoá theo mã câu hỏi được. Xin người yêu cầu tự nhắn “xoá dữ liệu” cho bot: bot nói riêng với họ phải làm gì trước. / It cannot be done by this code; please have its bearer send “xoá dữ liệu” to the bot, which tells them why.`
  return {
    account,
    withOfficers: false,
    refusals: { officer: refusal, 'last-owner': refusal },
    shown: { vi: `người hỏi câu ${code}`, en: `whoever asked ${code}` },
    beware: {
      vi: `Hạn trả lời câu ${code} là ${due}: người yêu cầu nhắn “theo dõi ${code}” phải thấy đúng ngày ấy.`,
      en: `It is due on ${due}, which the bearer sees by “theo dõi ${code}”.`,
    },
    json: { question: code },
  }
}

/** On each bot or OA of the platform, as the same person has the same id for each of Telegram's; and what is linked there. */
async function eraseOnEach(
  tx: Store,
  { account: { platform, externalId }, withOfficers }: Erased,
  timeZone: string,
): Promise<EraseResult> {
  const now = new Date()
  const named = (await instancesOf(tx, platform)).map(({ id }) => ({ instanceId: id, externalId }))
  return erasePersonOf(tx, named, { at: now, now, timeZone, withOfficers })
}

async function requireYes(terminal: Terminal, { shown, beware }: Erased): Promise<void> {
  const answer = await terminal.ask(
    `Xoá mọi điều đã lưu về ${shown.vi}: tên, chat riêng, mọi câu hỏi và câu trả lời? Không lấy lại được.${beware ? ` ${beware.vi}` : ''} Gõ “có” để xoá. / Erase all that is known of ${shown.en}, for good?${beware ? ` ${beware.en}` : ''} (yes)\n`,
  )
  if (answer === undefined)
    throw new Refusal('Không có ai để hỏi lại: thêm --yes. / Nobody can be asked: add --yes.')
  if (!isYes(answer)) throw new Refusal('Chưa xoá gì. / Nothing was erased.')
}
