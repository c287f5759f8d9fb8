import { unconfiguredBots } from '../../compose/unconfigured-bots.ts'
import { retireBot } from '../../usecases/sending/retire-bot.ts'
import { showAccount, type AccountName } from '../account-name.ts'
import { withStore } from '../open-store.ts'
import { Refusal, type ExitCode } from '../refusal.ts'
import { tellResult, type JsonOption } from '../tell-result.ts'
import type { Terminal } from '../terminal.ts'

/** `nhipcau retire telegram:123`: ends what waits for a bot or OA that is not used any more. */
export async function retire(
  terminal: Terminal,
  name: AccountName,
  options: JsonOption,
): Promise<ExitCode> {
  return withStore<ExitCode>(terminal, async ({ config, store }) => {
    const bot = showAccount(name)
    const found = (await unconfiguredBots(config, store)).find((one) => showAccount(one) === bot)
    if (!found)
      throw new Refusal(
        `${bot}: không có bot hay OA này, hoặc nó vẫn còn trong cấu hình; chỉ bỏ được bot đã gỡ token. / There is no such bot, or it is still configured.`,
      )
    const result = await retireBot(store, found.instanceId, new Date())
    if (result.kind === 'in-use')
      throw new Refusal(
        `${bot}: dịch vụ đang chạy vẫn dùng bot này; gỡ token của nó rồi khởi động lại dịch vụ trước. / The running service still uses it; restart the service without its token first.`,
      )
    const { copies, messages, updates } = result
    tellResult(
      terminal,
      options,
      { bot, copies, messages, updates },
      `${bot}: đã bỏ; ${copies} lượt gửi kết thúc là không tới được, ${messages} tin khác bị huỷ, ${updates} tin đến chưa đọc bị xoá. Sau này dùng lại bot thì đặt lại token, khởi động lại dịch vụ rồi chọn “Thử lại” để gửi. / Retired.`,
    )
    return 0
  })
}
