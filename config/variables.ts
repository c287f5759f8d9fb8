import { resolve } from 'node:path'
import { z } from 'zod'
import { PLATFORMS } from '../src/domain/platform.ts'
import { accountList, platformList } from './account-list.ts'
import {
  flag,
  headerText,
  httpRoot,
  key32,
  port,
  timeZone,
  urlOf,
  type Variable,
} from './variable-kinds.ts'

const ROOT_RULE = {
  vi: 'cần một địa chỉ http:// hoặc https://, có thể thêm tiền tố đường dẫn, không có tên đăng nhập, "?" hay "#"',
  en: 'needs an http:// or https:// origin with an optional path prefix, without user name, "?" or "#"',
}

/** Where the platforms themselves are. */
export const TELEGRAM_ROOT = 'https://api.telegram.org'
const ZALO_OA_ROOT = 'https://openapi.zalo.me'
const ZALO_BOT_ROOT = 'https://bot-api.zaloplatforms.com'

/** Every variable the service knows, in the order of `.env.example`. */
export const variables = {
  DATABASE_URL: open({
    group: 'storage',
    help: {
      vi: 'Máy chủ PostgreSQL. Bỏ trống: dịch vụ tự chạy PostgreSQL trong DATA_DIR.',
      en: 'PostgreSQL server. Unset: the service runs its own PostgreSQL in DATA_DIR.',
    },
    rule: {
      vi: 'cần dạng postgres://người-dùng:mật-khẩu@máy:5432/cơ-sở-dữ-liệu (ký tự đặc biệt trong mật khẩu viết theo kiểu %40)',
      en: 'needs the form postgres://user:password@host:5432/database (percent-encode special characters of the password)',
    },
    secret: true,
    schema: urlOf('postgres:', 'postgresql:').optional(),
  }),
  REDIS_URL: open({
    group: 'storage',
    help: {
      vi: 'Máy chủ Redis cho hàng đợi. Bỏ trống: hàng đợi nằm trong PostgreSQL.',
      en: 'Redis server for the queue. Unset: the queue lives in PostgreSQL.',
    },
    rule: {
      vi: 'cần dạng redis://máy:6379 hoặc rediss://…',
      en: 'needs the form redis://host:6379 or rediss://…',
    },
    secret: true,
    schema: urlOf('redis:', 'rediss:').optional(),
  }),
  DATA_DIR: open({
    group: 'storage',
    help: {
      vi: 'Thư mục dữ liệu: cơ sở dữ liệu tự chạy, khoá mã hoá, bản chạy thử.',
      en: 'Data folder: the own database, the encryption key, the demo.',
    },
    rule: {
      vi: 'cần một đường dẫn thư mục ghi được, viết đủ (/home/…): dấu ~ và $ ở đầu không được hiểu là thư mục nào',
      en: 'needs the path of a folder that can be written, written out (/home/…): a ~ or $ in front stands for no folder here',
    },
    example: './data',
    schema: z
      .string()
      .max(1024)
      .refine((text) => !text.includes('\0'))
      // Only a shell knows what they mean; a folder named `~` would be made, whose `rm -rf ~` takes the home.
      .refine((text) => !/^[~$]/u.test(text))
      // Node never comes back from making a folder and its parents in there.
      .refine((text) => !/^\/proc(?:\/|$)/u.test(resolve(text)))
      .default('./data'),
  }),
  ENCRYPTION_KEY: open({
    group: 'storage',
    help: {
      vi: 'Khoá mã hoá danh tính, base64 của 32 byte (openssl rand -base64 32). Bỏ trống: tạo một lần trong DATA_DIR, quyền 600. Mất khoá là mất danh tính người gửi.',
      en: 'Key that encrypts identities, base64 of 32 bytes (openssl rand -base64 32). Unset: made once in DATA_DIR, mode 600. Without it identities cannot be read again.',
    },
    rule: {
      vi: 'cần base64 của đúng 32 byte (tạo bằng: openssl rand -base64 32)',
      en: 'needs base64 of exactly 32 bytes (make one with: openssl rand -base64 32)',
    },
    secret: true,
    schema: key32.optional(),
  }),

  HOST: open({
    group: 'web',
    help: { vi: 'Địa chỉ lắng nghe.', en: 'Address to listen on.' },
    rule: {
      vi: 'cần một địa chỉ IP hoặc tên máy, không có cổng',
      en: 'needs an IP address or a host name, without a port',
    },
    example: '127.0.0.1',
    schema: z
      .string()
      .max(253)
      .regex(/^(?:[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+)$/)
      .default('127.0.0.1'),
  }),
  PORT: open({
    group: 'web',
    help: {
      vi: 'Cổng lắng nghe; 0 để hệ điều hành tự chọn.',
      en: 'Port to listen on; 0 lets the system choose.',
    },
    rule: { vi: 'cần một số từ 0 đến 65535', en: 'needs a number from 0 to 65535' },
    example: '8080',
    schema: port,
  }),
  PUBLIC_URL: open({
    group: 'web',
    help: {
      vi: 'Địa chỉ công khai (https). Có: nhận tin qua webhook. Không: tự hỏi máy chủ Telegram và Zalo.',
      en: 'Public address (https). Set: webhooks. Unset: the service polls Telegram and Zalo.',
    },
    rule: ROOT_RULE,
    schema: httpRoot.optional(),
  }),
  METRICS_TOKEN: open({
    group: 'web',
    help: {
      vi: 'Mã để đọc /metrics, từ máy khác và từ chính máy này. Bỏ trống: chỉ đọc được từ chính máy này; máy chủ web đứng trước mà chuyển tiếp /metrics thì cũng tính là máy này.',
      en: 'Token for /metrics, from other machines and from this one. Unset: loopback only, which a web server in front that passes /metrics on is too.',
    },
    rule: {
      vi: 'cần 8 đến 256 ký tự ASCII, không có khoảng trắng',
      en: 'needs 8 to 256 ASCII characters without blanks',
    },
    secret: true,
    schema: headerText(8, 256).optional(),
  }),

  TIME_ZONE: open({
    group: 'service',
    help: {
      vi: 'Múi giờ dùng cho ngày làm việc và thời hạn theo luật.',
      en: 'Time zone of working days and legal deadlines.',
    },
    rule: {
      vi: 'cần tên múi giờ như Asia/Ho_Chi_Minh',
      en: 'needs the name of a time zone such as Asia/Ho_Chi_Minh',
    },
    example: 'Asia/Ho_Chi_Minh',
    schema: timeZone,
  }),
  LOG_LEVEL: open({
    group: 'service',
    help: {
      vi: 'Mức nhật ký: trace, debug, info, warn, error, fatal hoặc silent.',
      en: 'Log level: trace, debug, info, warn, error, fatal or silent.',
    },
    rule: {
      vi: 'cần một trong: trace, debug, info, warn, error, fatal, silent',
      en: 'needs one of: trace, debug, info, warn, error, fatal, silent',
    },
    example: 'info',
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  }),
  ROLE: open({
    group: 'service',
    help: {
      vi: 'Phần việc của tiến trình này: all (tất cả), web (nhận tin) hoặc worker (gửi tin).',
      en: 'What this process does: all, web (receives) or worker (sends).',
    },
    rule: { vi: 'cần một trong: all, web, worker', en: 'needs one of: all, web, worker' },
    example: 'all',
    schema: z.enum(['all', 'web', 'worker']).default('all'),
  }),
  OWNERS: open({
    group: 'service',
    help: {
      vi: 'Tài khoản của chủ quản đầu tiên, cách nhau bằng dấu phẩy, ví dụ telegram:1001,zalo-oa:2468.',
      en: 'Accounts of the first owners, separated by commas, such as telegram:1001,zalo-oa:2468.',
    },
    rule: {
      vi: `cần danh sách nền-tảng:mã-tài-khoản cách nhau bằng dấu phẩy (nền tảng: ${PLATFORMS.join(', ')}; tối đa 100)`,
      en: `needs a list of platform:account separated by commas (platform: ${PLATFORMS.join(', ')}; at most 100)`,
    },
    schema: accountList,
  }),
  RESIDENT_CHANNELS: open({
    group: 'service',
    help: {
      vi: 'Nền tảng nhận câu hỏi của người dân, ví dụ zalo-oa,telegram. Bỏ trống: mọi nền tảng đã cấu hình.',
      en: 'Platforms on which residents may ask, such as zalo-oa,telegram. Unset: all that are configured.',
    },
    rule: {
      vi: `cần danh sách gồm ${PLATFORMS.join(', ')}, cách nhau bằng dấu phẩy`,
      en: `needs a list of ${PLATFORMS.join(', ')}, separated by commas`,
    },
    schema: platformList,
  }),

  TELEGRAM_BOT_TOKEN: open({
    group: 'telegram',
    help: { vi: 'Mã của bot do @BotFather cấp.', en: 'Token of the bot, from @BotFather.' },
    rule: {
      vi: 'cần dạng số:chữ như @BotFather đã cấp (ví dụ 123456:ABC-def)',
      en: 'needs the form digits:letters as @BotFather gave it (such as 123456:ABC-def)',
    },
    secret: true,
    schema: z
      .string()
      .regex(/^\d{1,20}:[\w-]{1,128}$/)
      .optional(),
  }),
  TELEGRAM_API_ROOT: open({
    group: 'telegram',
    help: {
      vi: 'Máy chủ Bot API (đổi khi dùng máy chủ riêng hoặc để thử).',
      en: 'Bot API server (change it for a server of your own or for tests).',
    },
    rule: ROOT_RULE,
    example: TELEGRAM_ROOT,
    schema: httpRoot.default(TELEGRAM_ROOT),
  }),
  TELEGRAM_WEBHOOK_SECRET: open({
    group: 'telegram',
    help: {
      vi: 'Mã xác thực webhook. Bỏ trống: tạo một lần và giữ lại.',
      en: 'Secret of the webhook. Unset: made once and kept.',
    },
    // https://core.telegram.org/bots/api#setwebhook (secret_token)
    rule: {
      vi: 'cần 1 đến 256 ký tự trong A-Z a-z 0-9 _ -',
      en: 'needs 1 to 256 characters of A-Z a-z 0-9 _ -',
    },
    secret: true,
    schema: z
      .string()
      .regex(/^[\w-]{1,256}$/)
      .optional(),
  }),

  ZALO_OA_APP_ID: open({
    group: 'zalo-oa',
    help: {
      vi: 'Mã ứng dụng ở developers.zalo.me đã liên kết với OA.',
      en: 'Id of the application at developers.zalo.me that is linked with the OA.',
    },
    rule: { vi: 'cần mã ứng dụng (chữ số)', en: 'needs the id of the application (digits)' },
    schema: z
      .string()
      .regex(/^[\w-]{1,64}$/)
      .optional(),
  }),
  ZALO_OA_APP_SECRET: open({
    group: 'zalo-oa',
    help: {
      vi: 'Khoá bí mật của ứng dụng (không phải OA Secret Key).',
      en: 'Secret of the application (not the OA secret key).',
    },
    rule: { vi: 'cần 1 đến 256 ký tự ASCII', en: 'needs 1 to 256 ASCII characters' },
    secret: true,
    schema: headerText(1, 256).optional(),
  }),
  ZALO_OA_WEBHOOK_SECRET: open({
    group: 'zalo-oa',
    help: {
      vi: 'OA Secret Key ở trang Webhook của ứng dụng; khác với khoá bí mật của ứng dụng.',
      en: 'OA Secret Key of the application’s webhook page; not the secret of the application.',
    },
    rule: { vi: 'cần 1 đến 256 ký tự ASCII', en: 'needs 1 to 256 ASCII characters' },
    secret: true,
    schema: headerText(1, 256).optional(),
  }),
  ZALO_OA_ACCESS_TOKEN: open({
    group: 'zalo-oa',
    help: {
      vi: 'Access token đầu tiên (API Explorer). Sau đó dịch vụ tự làm mới và tự giữ.',
      en: 'The first access token (API Explorer). The service refreshes and keeps it afterwards.',
    },
    rule: {
      vi: 'cần chuỗi ASCII không có khoảng trắng',
      en: 'needs ASCII characters without blanks',
    },
    secret: true,
    schema: headerText(1, 4096).optional(),
  }),
  ZALO_OA_REFRESH_TOKEN: open({
    group: 'zalo-oa',
    help: {
      vi: 'Refresh token đầu tiên, đi cùng access token.',
      en: 'The first refresh token, of the same pair.',
    },
    rule: {
      vi: 'cần chuỗi ASCII không có khoảng trắng',
      en: 'needs ASCII characters without blanks',
    },
    secret: true,
    schema: headerText(1, 4096).optional(),
  }),
  ZALO_OA_API_ROOT: open({
    group: 'zalo-oa',
    help: { vi: 'Máy chủ OpenAPI của Zalo OA.', en: 'OpenAPI server of Zalo OA.' },
    rule: ROOT_RULE,
    example: ZALO_OA_ROOT,
    schema: httpRoot.default(ZALO_OA_ROOT),
  }),
  ZALO_OAUTH_ROOT: open({
    group: 'zalo-oa',
    help: { vi: 'Máy chủ cấp token của Zalo.', en: 'Zalo’s token server.' },
    rule: ROOT_RULE,
    example: 'https://oauth.zaloapp.com',
    schema: httpRoot.default('https://oauth.zaloapp.com'),
  }),

  ZALO_BOT_TOKEN: open({
    group: 'zalo-bot',
    help: {
      vi: 'Mã của bot do Zalo Bot Creator gửi qua tin nhắn Zalo.',
      en: 'Token of the bot, sent by Zalo Bot Creator as a Zalo message.',
    },
    rule: {
      vi: 'cần dạng số:chữ như Zalo Bot Creator đã cấp',
      en: 'needs the form digits:letters as Zalo Bot Creator gave it',
    },
    secret: true,
    // The token is a segment of the path: nothing that could end the segment may be in it.
    schema: z
      .string()
      .regex(/^\d{1,24}:[\w.~+=-]{1,256}$/)
      .optional(),
  }),
  ZALO_BOT_API_ROOT: open({
    group: 'zalo-bot',
    help: { vi: 'Máy chủ Zalo Bot.', en: 'Zalo Bot server.' },
    rule: ROOT_RULE,
    example: ZALO_BOT_ROOT,
    schema: httpRoot.default(ZALO_BOT_ROOT),
  }),
  ZALO_BOT_WEBHOOK_SECRET: open({
    group: 'zalo-bot',
    help: {
      vi: 'Mã xác thực webhook. Bỏ trống: tạo một lần và giữ lại.',
      en: 'Secret of the webhook. Unset: made once and kept.',
    },
    rule: {
      vi: 'cần 8 đến 256 ký tự ASCII, không có khoảng trắng',
      en: 'needs 8 to 256 ASCII characters without blanks',
    },
    secret: true,
    schema: headerText(8, 256).optional(),
  }),

  SANDBOX: open({
    group: 'demo',
    help: {
      vi: '1: mở bản chạy thử, kể cả khi đã có token; dữ liệu riêng trong DATA_DIR/demo.',
      en: '1: run the demo even when tokens are set; its data are its own, in DATA_DIR/demo.',
    },
    rule: { vi: 'cần 1 hoặc 0', en: 'needs 1 or 0' },
    example: '0',
    schema: flag,
  }),
  SANDBOX_ALLOW_REMOTE: open({
    group: 'demo',
    help: {
      vi: '1: cho phép bản chạy thử lắng nghe ngoài máy này. Ai mở được trang cũng đóng vai được mọi người. PUBLIC_URL khi ấy là địa chỉ để mở.',
      en: '1: let the demo listen beyond this machine. Whoever opens its page can act as anybody. PUBLIC_URL then is where it is opened.',
    },
    rule: { vi: 'cần 1 hoặc 0', en: 'needs 1 or 0' },
    example: '0',
    schema: flag,
  }),
} as const

export type VariableName = keyof typeof variables
/** Parsed values by name. */
export type Values = {
  readonly [Name in VariableName]: z.output<(typeof variables)[Name]['schema']>
}

export const variableNames = Object.keys(variables) as VariableName[]

/** Names that may also come from a file, as `<NAME>_FILE`. */
export const secretNames = variableNames.filter((name) => variables[name].secret)

function open<S extends z.ZodType>(
  variable: Omit<Variable<S>, 'secret' | 'example'> & { secret?: boolean; example?: string },
): Variable<S> {
  return { secret: false, example: '', ...variable }
}
