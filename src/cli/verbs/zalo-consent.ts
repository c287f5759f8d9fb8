import { offerConsent, type ConsentOffer } from '../../channels/zalo-oa/zalo-oa-consent.ts'
import { consentConfig } from '../../compose/zalo-oa-consent.ts'
import { withStore } from '../open-store.ts'
import { Refusal, type ExitCode } from '../refusal.ts'
import { tellResult, type JsonOption } from '../tell-result.ts'
import type { Terminal } from '../terminal.ts'

/**
 * `nhipcau zalo-consent`: a link on which an administrator of the OA lets the app act for it, the first time or
 * again. The service that runs at `PUBLIC_URL` takes what comes back.
 */
export async function zaloConsent(terminal: Terminal, options: JsonOption): Promise<ExitCode> {
  const offer = await withStore(terminal, async ({ config, store }) => {
    if (config.zaloOa === undefined)
      throw new Refusal(
        'Chưa đặt ZALO_OA_APP_ID và ZALO_OA_APP_SECRET. / ZALO_OA_APP_ID and ZALO_OA_APP_SECRET are not set.',
      )
    const consent = consentConfig(store, config)
    if (consent === null)
      throw new Refusal(
        'Chưa đặt PUBLIC_URL nên Zalo không có chỗ để gọi lại. Cách khác: lấy cặp token ở API Explorer và đặt ZALO_OA_ACCESS_TOKEN, ZALO_OA_REFRESH_TOKEN. / PUBLIC_URL is not set, so Zalo cannot come back; put the first pair of tokens into the configuration instead.',
      )
    return offerConsent(consent)
  })
  tellResult(terminal, options, offer, steps(offer))
  return 0
}

function steps({ link, callbackUrl, codeChallenge }: ConsentOffer): string {
  return [
    '1. Ở trang ứng dụng (developers.zalo.me → Official Account → Thiết lập chung), lưu hai giá trị (chỉ cần một lần):',
    '   In the developer console, save two values (once):',
    `   Callback URL:   ${callbackUrl}`,
    `   Code Challenge: ${codeChallenge}`,
    '',
    '2. Quản trị viên của OA mở đường dẫn này trong 30 phút và bấm đồng ý (dịch vụ phải đang chạy):',
    '   An administrator of the OA opens this link within 30 minutes (the service must be running):',
    `   ${link}`,
  ].join('\n')
}
