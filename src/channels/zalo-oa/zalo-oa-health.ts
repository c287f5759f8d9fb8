import { type OaProfile, type OfficialAccount, ZaloError } from 'zalo-api-sdk-node'
import type { GrantEnd } from '../../domain/channel-fact.ts'
import type { ChannelHealth } from '../channel.ts'
import { createLook } from '../remembered-look.ts'
import type { OaGroupState } from './zalo-oa-groups.ts'
import type { OaPollState } from './zalo-oa-poller.ts'

const CHECK_TIMEOUT_MS = 5_000
/** Each look costs a call of the account's quota. */
const FRESH_MS = 60_000

const GRANT_ENDS: Readonly<Record<GrantEnd['cause'], string>> = {
  consent:
    'Zalo OA: mã làm mới (refresh token) không còn dùng được nên vài giờ nữa OA ngừng gửi và nhận; quản trị viên OA cần cấp quyền lại.',
  app: 'Zalo OA: ZALO_OA_APP_ID hoặc ZALO_OA_APP_SECRET không đúng nên vài giờ nữa OA ngừng gửi và nhận; sửa lại rồi khởi động lại dịch vụ.',
}

/** The calls of this minute are used up, by a sending for instance. */
const MINUTE_USED = -32

const DEAF =
  'Zalo OA: webhook không đưa tin đến, dịch vụ phải tìm trong lịch sử OA một giờ một lần; kiểm tra PUBLIC_URL và ZALO_OA_WEBHOOK_SECRET, rồi lưu lại địa chỉ webhook trong trang ứng dụng.'

/** How what people write comes in, as this process has met it. */
interface OaHearing {
  /** Null: Zalo calls. */
  readonly poll: OaPollState | null
  readonly found: OaGroupState
  readonly deaf: () => Promise<boolean>
  /** Until when the tokens serve that are renewed no more; null: they are. */
  readonly grantEnds: () => Promise<GrantEnd | null>
}

/** Asks how the account stands, at most once a minute. */
export function createOaHealth(
  account: OfficialAccount,
  { poll, found, deaf, grantEnds }: OaHearing,
  now: () => number,
): () => Promise<ChannelHealth> {
  const look = createLook(() => checkHealth(account), { freshMs: FRESH_MS, now })
  return async () => {
    const health = await look.say()
    if (!health.ok) return health
    const end = await grantEnds()
    if (end !== null) return { ok: false, detail: GRANT_ENDS[end.cause] }
    if (poll?.failure) return { ok: false, detail: oaSentence(poll.failure) }
    if (poll?.groupFailure && found.hasGroups)
      return { ok: false, detail: groupSentence(poll.groupFailure) }
    return (await deaf()) ? { ok: false, detail: DEAF } : health
  }
}

async function checkHealth(account: OfficialAccount): Promise<ChannelHealth> {
  try {
    const profile = await account.getOa({ signal: AbortSignal.timeout(CHECK_TIMEOUT_MS) })
    return { ok: true, detail: `Zalo OA: ${describe(profile)} đang hoạt động.` }
  } catch (error) {
    if (!(error instanceof ZaloError)) throw error
    const detail = oaSentence(error)
    // The account works, and its calls come again by themselves.
    return error.code === MINUTE_USED
      ? { ok: true, detail: `Lưu ý: ${detail}` }
      : { ok: false, detail }
  }
}

function describe({ name, packageName, packageValidThrough }: OaProfile): string {
  const end = packageValidThrough === null ? '' : `, hạn đến ${packageValidThrough}`
  return packageName === null ? name : `${name} (gói ${packageName}${end})`
}

function groupSentence({ code }: ZaloError): string {
  return `Zalo OA: không đọc được tin trong nhóm (mã lỗi ${code}) nên xác nhận ở đó không được tính; kiểm tra quyền quản lý nhóm của ứng dụng và gói của OA.`
}

/** Without a pair of tokens nothing can be asked; whoever sets the service up has to get one first. */
export const OA_WITHOUT_PAIR =
  'Zalo OA: chưa có cặp mã truy cập; chạy “nhipcau zalo-consent”, hoặc đặt cả ZALO_OA_ACCESS_TOKEN và ZALO_OA_REFRESH_TOKEN.'

function oaSentence(error: ZaloError): string {
  switch (error.code) {
    case -14014:
    case -118:
    case 'grant-in-doubt':
      return 'Zalo OA: mã làm mới (refresh token) không còn dùng được; quản trị viên OA cần cấp quyền lại.'
    case -14002:
    case -14004:
      return 'Zalo OA: ZALO_OA_APP_ID hoặc ZALO_OA_APP_SECRET không đúng.'
    case 'no-token':
      return OA_WITHOUT_PAIR
    case MINUTE_USED:
      return 'Zalo OA: đã dùng hết số lượt gọi của phút này; phút sau lại gọi được.'
    case -221:
      return 'Zalo OA: OA chưa được xác thực.'
    case -224:
      return 'Zalo OA: gói dịch vụ của OA không đủ để dùng API này; cần nâng hoặc gia hạn gói.'
    case -204:
    case -205:
      return 'Zalo OA: OA đã bị khoá hoặc không tồn tại.'
    default:
      return describeClass(error)
  }
}

function describeClass(error: ZaloError): string {
  if (error.class === 'refresh')
    return 'Zalo OA: mã truy cập bị từ chối; quản trị viên OA cần cấp quyền lại.'
  if (error.class === 'human')
    return `Zalo OA: Zalo từ chối, cần người xử lý (mã lỗi ${error.code}).`
  return 'Zalo OA: chưa kết nối được với máy chủ; dịch vụ tự thử lại khi đang chạy.'
}
