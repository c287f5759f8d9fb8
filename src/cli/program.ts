import { Command, InvalidArgumentError, Option } from 'commander'
import { NOTICE_KINDS } from '../domain/notice.ts'
import { IMPORT_KINDS, type ImportKind } from '../usecases/import/import-table.ts'
import { parseAccountName, type AccountName } from './account-name.ts'
import { parseNoticeCode, parseQuestionCode } from './codes.ts'
import type { ExitCode } from './refusal.ts'
import type { JsonOption } from './tell-result.ts'
import type { Terminal } from './terminal.ts'
import type { BackupVerbOptions } from './verbs/backup.ts'
import type { EraseOptions } from './verbs/erase.ts'
import type { RestoreVerbOptions } from './verbs/restore.ts'
import type { SendOptions } from './verbs/send.ts'
import type { SandboxOptions } from './verbs/sandbox.ts'

const JSON_OPTION = ['--json', 'kết quả dạng JSON cho chương trình khác đọc / print JSON'] as const

/**
 * The command line. Each verb is loaded only when it is used, so that `--help` and small commands are
 * quick. `done` is told the exit code; undefined when a service goes on running.
 */
export function buildProgram(
  terminal: Terminal,
  done: (code: ExitCode | undefined) => void,
): Command {
  const program = new Command('nhipcau')
    .description(
      'Nhịp Cầu: gửi tin của cơ quan tới các nhóm Zalo, Telegram và nhận câu hỏi của người dân.\nCarries notices to Zalo and Telegram groups and residents’ questions back.',
    )
    .exitOverride()
    .configureOutput({
      writeOut: terminal.out,
      writeErr: terminal.err,
      outputError: (text, write) => write(`${vietnameseFirst(text)}\n`),
    })
    .configureHelp({ styleTitle: (title) => TITLES[title] ?? title })
    .helpOption('-h, --help', 'xem hướng dẫn / show help')
    .helpCommand('help [verb]', 'xem hướng dẫn của một lệnh / show help for a verb')
    .showHelpAfterError('Xem hướng dẫn: thêm --help. / Add --help for help.')
  const finish = async (work: Promise<ExitCode>): Promise<void> => done(await work)

  program
    .command('serve')
    .description('chạy dịch vụ / run the service')
    .action(async () => {
      done(undefined)
      await import('../main.ts')
    })
  program
    .command('migrate')
    .description('nâng cấp cơ sở dữ liệu / bring the database up to date')
    .option(...JSON_OPTION)
    .action(async (options: JsonOption) => {
      const { migrate } = await import('./verbs/migrate.ts')
      await finish(migrate(terminal, options))
    })
  program
    .command('import')
    .description('nhập đơn vị, nhóm hoặc người từ tệp CSV, Excel / take in a table')
    .argument('<what>', `loại bảng / which table: ${IMPORT_KINDS.join(', ')}`, oneOf(IMPORT_KINDS))
    .argument('<file>', 'tệp .csv hoặc .xlsx / the file')
    .option(...JSON_OPTION)
    .action(async (what: ImportKind, file: string, options: JsonOption) => {
      const { importFile } = await import('./verbs/import-file.ts')
      await finish(importFile(terminal, what, file, options))
    })
  program
    .command('read')
    .description('đọc một văn bản .docx, .txt và nêu các ý chính / read a document')
    .argument('<file>', 'tệp .docx hoặc .txt / the file')
    .addOption(new Option(...JSON_OPTION).conflicts('text'))
    .option('--text', 'in nguyên văn phần chữ / print the extracted text')
    .action(async (file: string, options: JsonOption & { text?: true }) => {
      const { readFileVerb } = await import('./verbs/read-file.ts')
      await finish(readFileVerb(terminal, file, options))
    })
  addSend(program, terminal, finish)
  program
    .command('status')
    .description('xem tình hình chung hoặc của một tin / show how things stand')
    .argument('[code]', 'mã tin như T12 / the code of a notice', parseNoticeCode)
    .option(...JSON_OPTION)
    .action(async (code: number | undefined, options: JsonOption) => {
      const { status } = await import('./verbs/status.ts')
      await finish(status(terminal, code, options))
    })
  addControls(program, terminal, finish)
  program
    .command('sandbox')
    .description('chạy riêng máy chủ Telegram, Zalo mô phỏng / run the emulated platforms alone')
    .option('--telegram', 'chỉ Telegram / Telegram only')
    .option('--zalo', 'chỉ Zalo OA và Zalo Bot / Zalo only')
    .option('--port <port>', 'cổng; 0: tự chọn / port; 0: any', parsePort, 0)
    .option('--data <folder>', 'thư mục dữ liệu / data folder')
    .action(async (options: SandboxOptions) => {
      const { sandbox } = await import('./verbs/sandbox.ts')
      await sandbox(terminal, options)
      done(undefined)
    })
  program
    .command('doctor')
    .description('kiểm tra cấu hình, dữ liệu, token và webhook / check the installation')
    .option(...JSON_OPTION)
    .action(async (options: JsonOption) => {
      const { doctor } = await import('./verbs/doctor.ts')
      await finish(doctor(terminal, options))
    })
  program
    .command('retire')
    .description(
      'bỏ một bot hoặc OA đã gỡ khỏi cấu hình: kết thúc những lượt gửi còn chờ nó / end what waits for a bot that is gone',
    )
    .argument('<bot>', 'như doctor nêu, ví dụ telegram:123 / as doctor names it', parseAccountName)
    .option(...JSON_OPTION)
    .action(async (bot: AccountName, options: JsonOption) => {
      const { retire } = await import('./verbs/retire.ts')
      await finish(retire(terminal, bot, options))
    })
  program
    .command('erase')
    .description(
      'xoá mọi điều đã lưu về một tài khoản, theo yêu cầu của người ấy / erase what is known of an account',
    )
    .argument('[account]', 'ví dụ telegram:1001 / the account', parseAccountName)
    .option(
      '--question <code>',
      'thay cho tài khoản: người đã hỏi câu này, ví dụ H12 / whoever asked it',
      parseQuestionCode,
    )
    .option('--yes', 'không hỏi lại / do not ask')
    .option(...JSON_OPTION)
    .action(async (account: AccountName | undefined, options: EraseOptions) => {
      const { erase } = await import('./verbs/erase.ts')
      await finish(erase(terminal, account, options))
    })
  program
    .command('zalo-consent')
    .description('lấy đường dẫn để quản trị viên OA cấp quyền / a link for the OA’s consent')
    .option(...JSON_OPTION)
    .action(async (options: JsonOption) => {
      const { zaloConsent } = await import('./verbs/zalo-consent.ts')
      await finish(zaloConsent(terminal, options))
    })
  program
    .command('backup')
    .description(
      'sao lưu mọi dữ liệu vào một tệp, kể cả khi dịch vụ đang chạy; không gồm khoá / back up, also while the service runs',
    )
    .option('--out <file>', 'tệp sẽ tạo; bỏ trống: tên theo giờ / the file to make')
    .option(...JSON_OPTION)
    .action(async (options: BackupVerbOptions) => {
      const { backup } = await import('./verbs/backup.ts')
      await finish(backup(terminal, options))
    })
  program
    .command('restore')
    .description(
      'khôi phục một bản sao lưu vào nơi còn trống / restore a backup into an empty place',
    )
    .argument('<file>', 'tệp sao lưu / the backup')
    .option(
      '--moved',
      'chuyển máy: dịch vụ đã dừng trước khi sao lưu, mọi việc dở dang được làm tiếp / nothing has run since the backup',
    )
    .option(...JSON_OPTION)
    .action(async (file: string, options: RestoreVerbOptions) => {
      const { restore } = await import('./verbs/restore.ts')
      await finish(restore(terminal, file, options))
    })
  const audit = program.command('audit').description('nhật ký thao tác / the audit log')
  audit
    .command('verify')
    .description('kiểm tra nhật ký còn nguyên vẹn / check that the log is intact')
    .option(...JSON_OPTION)
    .action(async (options: JsonOption) => {
      const { verifyLog } = await import('./verbs/verify-log.ts')
      await finish(verifyLog(terminal, options))
    })
  return program
}

function addSend(
  program: Command,
  terminal: Terminal,
  finish: (work: Promise<ExitCode>) => Promise<void>,
): void {
  program
    .command('send')
    .description('gửi một văn bản tới các đơn vị / send a document to units')
    .argument('<file>', 'tệp .docx hoặc .txt / the document')
    .requiredOption('--to <unit...>', 'mã đơn vị nhận, gồm cả cấp dưới / codes of the units')
    .addOption(
      new Option('--kind <kind>', 'loại tin / kind of notice')
        .choices(NOTICE_KINDS)
        .makeOptionMandatory(),
    )
    .requiredOption(
      '--as <account>',
      'tài khoản người soạn, ví dụ telegram:1001 / the author’s account',
      parseAccountName,
    )
    .addOption(
      new Option('--at <time>', 'giờ gửi, ví dụ “mai 8h”, “25/12 8:00” / when').conflicts('now'),
    )
    .option(
      '--dry-run',
      'chỉ xem trước nơi nhận, chi phí; không lưu, không gửi / show what it would come to',
    )
    .option('--now', 'gửi ngay, kể cả giờ nghỉ đêm / send now, in quiet hours too')
    .option('--urgent', 'tin khẩn, gửi trước các tin khác / overtakes other notices')
    .option(
      '--yes',
      'tự duyệt, chỉ khi tài khoản là chủ quản hoặc đơn vị không cần duyệt / approve, owners only',
    )
    .option(...JSON_OPTION)
    .action(async (file: string, options: SendOptions) => {
      const { send } = await import('./verbs/send.ts')
      await finish(send(terminal, file, options))
    })
}

function addControls(
  program: Command,
  terminal: Terminal,
  finish: (work: Promise<ExitCode>) => Promise<void>,
): void {
  const verbs = {
    pause: 'tạm dừng một đợt gửi / hold a broadcast',
    resume: 'gửi tiếp / go on with it',
    stop: 'dừng hẳn / end it',
    retry: 'gửi lại những lượt chưa được / send the failed copies again',
  } as const
  for (const verb of ['pause', 'resume', 'stop', 'retry'] as const)
    program
      .command(verb)
      .description(verbs[verb])
      .argument('<code>', 'mã tin như T12 / the code of a notice', parseNoticeCode)
      .option(...JSON_OPTION)
      .action(async (code: number, options: JsonOption) => {
        const { control } = await import('./verbs/control.ts')
        await finish(control(terminal, verb, code, options))
      })
}

const TITLES: Readonly<Record<string, string>> = {
  'Usage:': 'Cách dùng / Usage:',
  'Arguments:': 'Tham số / Arguments:',
  'Options:': 'Tuỳ chọn / Options:',
  'Commands:': 'Lệnh / Commands:',
}

/** Commander's own sentences, by how they begin. */
const PROBLEMS: readonly (readonly [RegExp, string])[] = [
  [/^error: unknown command/, 'Không có lệnh này.'],
  [/^error: unknown option/, 'Không có tuỳ chọn này.'],
  [/^error: missing required argument/, 'Thiếu tham số.'],
  [/^error: required option/, 'Thiếu tuỳ chọn bắt buộc.'],
  [/^error: option .* argument missing/, 'Tuỳ chọn này cần một giá trị.'],
  [/^error: too many arguments/, 'Thừa tham số.'],
  [/^error: option .* cannot be used with/, 'Hai tuỳ chọn này không đi cùng nhau.'],
  [/is invalid/, 'Giá trị không đúng.'],
]

function vietnameseFirst(text: string): string {
  const english = text.trim().replace(/^error: /, '')
  const found = PROBLEMS.find(([pattern]) => pattern.test(text))
  return `${found?.[1] ?? 'Dùng sai cách.'} / ${english}`
}

function oneOf<T extends string>(values: readonly T[]): (text: string) => T {
  return (text) => {
    const value = values.find((known) => known === text)
    if (value) return value
    throw new InvalidArgumentError(`Chọn một trong / one of: ${values.join(', ')}.`)
  }
}

function parsePort(text: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('Cần số từ 0 đến 65535. / A number from 0 to 65535.')
}
