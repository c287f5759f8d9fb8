import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import type { StorageLog } from '../storage/storage-log.ts'
import { refuse } from './refusals.ts'

/** Where Zalo sends the administrator of an account back to. */
export const CONSENT_PATH = '/zalo/callback'

export interface ZaloPages {
  /** Null: no account is waited for, and the page is not there. */
  readonly takeConsent: ((address: string) => Promise<ConsentAnswer>) | null
  /** Where the operator puts the file with which Zalo checks whose domain this is. */
  readonly verifierFolder: string
  readonly log: Pick<StorageLog, 'error'>
}

/** What the administrator who has just consented reads. */
export type ConsentAnswer =
  | 'granted'
  | 'stale'
  | 'no-code'
  | 'other-account'
  | 'refused-app'
  | 'refused-redirect'
  | 'refused-code'
  | 'refused-silent'

const ANSWERS: Readonly<
  Record<ConsentAnswer, { readonly status: number; readonly vi: string; readonly en: string }>
> = {
  granted: {
    status: 200,
    vi: 'Dịch vụ sẽ tự kết nối với OA trong ít phút. Ông/bà có thể đóng trang này.',
    en: 'The service joins the account within minutes. You can close this page.',
  },
  stale: {
    status: 400,
    vi: 'Đường dẫn đã được dùng, đã quá 30 phút, hoặc đã có đường dẫn mới hơn. Nếu trước đó trang này đã báo “Đã cấp quyền xong” thì không cần làm gì thêm. Nếu chưa, xin nhờ người vận hành chạy lại lệnh: nhipcau zalo-consent',
    en: 'It was used, is older than 30 minutes, or there is a newer one. If this page has said “Consent given” before, nothing is left to do. Otherwise have the operator run again: nhipcau zalo-consent',
  },
  'no-code': {
    status: 400,
    vi: 'Zalo chưa gửi mã cấp quyền về đây; có thể ông/bà chưa bấm đồng ý. Xin mở lại đường dẫn đã nhận, chọn đúng OA và bấm đồng ý. Đường dẫn dùng được trong 30 phút.',
    en: 'Zalo has sent no code; perhaps you have not agreed. Open the link again, choose the right account and agree. The link is good for 30 minutes.',
  },
  'other-account': {
    status: 409,
    vi: 'Quyền vừa cấp là của một OA khác với OA đang dùng, nên dịch vụ không nhận. Xin mở lại đường dẫn đã nhận và chọn đúng OA. Nếu cơ quan chuyển sang OA mới: xin người vận hành lập ứng dụng mới cho OA đó, đặt ZALO_OA_APP_ID và ZALO_OA_APP_SECRET mới, khởi động lại dịch vụ rồi chạy: nhipcau zalo-consent',
    en: 'This consent is for another account than the one in use, so it was not taken. Open the link again and choose the right account. For a new account, the operator makes a new app for it, sets its ZALO_OA_APP_ID and ZALO_OA_APP_SECRET, restarts the service and runs: nhipcau zalo-consent',
  },
  'refused-app': {
    status: 502,
    vi: 'Zalo báo sai ID hoặc khoá bí mật của ứng dụng. Xin người vận hành sửa ZALO_OA_APP_ID, ZALO_OA_APP_SECRET, khởi động lại dịch vụ rồi chạy lại lệnh: nhipcau zalo-consent',
    en: 'Zalo refuses the id or the secret of the app. The operator corrects ZALO_OA_APP_ID and ZALO_OA_APP_SECRET, restarts the service and runs again: nhipcau zalo-consent',
  },
  'refused-redirect': {
    status: 502,
    vi: 'Zalo không nhận địa chỉ gọi lại. Xin người vận hành lưu đúng Callback URL ở trang ứng dụng rồi chạy lại lệnh: nhipcau zalo-consent',
    en: 'Zalo refuses the callback address. The operator saves it in the developer console, then runs again: nhipcau zalo-consent',
  },
  'refused-code': {
    status: 502,
    vi: 'Zalo không nhận mã cấp quyền. Xin người vận hành xem lại Code Challenge đã lưu ở trang ứng dụng, rồi chạy lại lệnh: nhipcau zalo-consent',
    en: 'Zalo refuses the code. The operator checks the code challenge saved in the console, then runs again: nhipcau zalo-consent',
  },
  'refused-silent': {
    status: 502,
    vi: 'Chưa nhận được trả lời của Zalo. Xin nhờ người vận hành chạy lại lệnh: nhipcau zalo-consent',
    en: 'Zalo gave no usable answer. Have the operator run again: nhipcau zalo-consent',
  },
}

/** Zalo's file has a few hundred characters. */
const VERIFIER_BYTES = 10_000

const PAGE_HEADERS = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  'x-content-type-options': 'nosniff',
  // The address holds a code that is good for ten minutes.
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
} as const

/**
 * The two addresses that Zalo's console wants on our domain: `GET /zalo/callback`, where the administrator of an
 * account lands after consenting, and `GET /zalo_verifier<code>.html`, the proof whose domain it is.
 */
export function zaloPages({ takeConsent, verifierFolder, log }: ZaloPages): FastifyPluginAsync {
  return async (app) => {
    if (takeConsent !== null)
      app.get(CONSENT_PATH, async (request, reply) => {
        try {
          return await sayAnswer(reply, await takeConsent(request.url))
        } catch (error) {
          log.error({ err: error }, 'the consent of an account could not be kept')
          return sayAnswer(reply, 'refused-silent')
        }
      })
    app.get<{ Params: { file: string } }>(
      '/:file(^zalo_verifier[A-Za-z0-9_-]{1,100}\\.html$)',
      async (request, reply) => {
        const file = await readVerifier(join(verifierFolder, request.params.file))
        if (file === null) return refuse(reply, 'not-found')
        return reply.headers(PAGE_HEADERS).type('text/html; charset=utf-8').send(file)
      },
    )
  }
}

async function readVerifier(path: string): Promise<Buffer | null> {
  try {
    const file = await readFile(path)
    return file.length > VERIFIER_BYTES ? null : file
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'EISDIR') return null
    throw error
  }
}

/** The command stands whole in its line, to be read out and typed elsewhere. */
function withCommand(sentence: string): string {
  const command = 'nhipcau zalo-consent'
  return sentence.replace(command, `<code style="white-space: nowrap">${command}</code>`)
}

/** A link that was used may have done its work: that is no failure. */
function headingOf(answer: ConsentAnswer): readonly [sign: string, vi: string, en: string] {
  if (answer === 'granted') return ['✅', 'Đã cấp quyền xong', 'Consent given']
  if (answer === 'stale') return ['ℹ️', 'Đường dẫn này không còn dùng được', 'This link is closed']
  return ['⚠️', 'Chưa cấp được quyền', 'Consent not given']
}

/** Every word on the page is ours: nothing of the address is shown. */
function sayAnswer(reply: FastifyReply, answer: ConsentAnswer): FastifyReply {
  const { status, vi, en } = ANSWERS[answer]
  const [sign, outcome, inEnglish] = headingOf(answer)
  const page = `<!doctype html>
<html lang="vi">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${outcome} – Nhịp Cầu</title>
<body style="font: 1.25rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 3rem auto; padding: 0 1rem; overflow-wrap: anywhere">
<p style="color: #555; margin: 0">Nhịp Cầu – Zalo OA</p>
<h1 style="font-size: 1.6rem; margin: .5rem 0"><span aria-hidden="true">${sign}</span> ${outcome}</h1>
<p>${withCommand(vi)}</p>
<p lang="en" style="color: #555; font-size: 1rem">${inEnglish}. ${withCommand(en)}</p>
`
  return reply.code(status).headers(PAGE_HEADERS).type('text/html; charset=utf-8').send(page)
}
