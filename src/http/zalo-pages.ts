import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import type { HttpLog } from './http-log.ts'
import { refuse } from './refusals.ts'

/** Where Zalo sends the administrator of an account back to. */
export const CONSENT_PATH = '/zalo/callback'

export interface ZaloPages {
  /** Null: no account is waited for, and the page is not there. */
  readonly takeConsent: ((address: string) => Promise<ConsentAnswer>) | null
  /** Where the operator puts the file with which Zalo checks whose domain this is. */
  readonly verifierFolder: string
  readonly log: HttpLog
}

/** What the administrator who has just consented reads. */
export type ConsentAnswer =
  | 'granted'
  | 'stale'
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
    vi: 'Đã cấp quyền xong. Dịch vụ nối với OA trong ít phút. Có thể đóng trang này.',
    en: 'Done. The service joins the account within minutes. You can close this page.',
  },
  stale: {
    status: 400,
    vi: 'Đường dẫn cấp quyền này đã dùng rồi hoặc đã quá 30 phút. Xin chạy lại lệnh: npx nhipcau zalo-consent',
    en: 'This link was used or is older than 30 minutes. Run again: npx nhipcau zalo-consent',
  },
  'other-account': {
    status: 409,
    vi: 'Quyền vừa cấp là của một OA khác với OA đang dùng, nên dịch vụ không nhận. Xin mở lại đường dẫn và chọn đúng OA.',
    en: 'This consent is for another account than the one in use, so it was not taken. Open the link again and choose the right account.',
  },
  'refused-app': {
    status: 502,
    vi: 'Zalo báo sai ID hoặc khoá bí mật của ứng dụng. Xin kiểm tra ZALO_OA_APP_ID, ZALO_OA_APP_SECRET.',
    en: 'Zalo refuses the id or the secret of the app. Check ZALO_OA_APP_ID and ZALO_OA_APP_SECRET.',
  },
  'refused-redirect': {
    status: 502,
    vi: 'Zalo không nhận địa chỉ gọi lại. Xin lưu đúng địa chỉ đó ở trang ứng dụng rồi làm lại.',
    en: 'Zalo refuses the callback address. Save it in the developer console, then try again.',
  },
  'refused-code': {
    status: 502,
    vi: 'Zalo không nhận mã cấp quyền. Xin kiểm tra Code Challenge đã lưu ở trang ứng dụng, rồi chạy lại lệnh: npx nhipcau zalo-consent',
    en: 'Zalo refuses the code. Check the code challenge saved in the console, then run again: npx nhipcau zalo-consent',
  },
  'refused-silent': {
    status: 502,
    vi: 'Chưa nhận được trả lời của Zalo. Xin chạy lại lệnh: npx nhipcau zalo-consent',
    en: 'Zalo gave no usable answer. Run again: npx nhipcau zalo-consent',
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

/** Every word on the page is ours: nothing of the address is shown. */
function sayAnswer(reply: FastifyReply, answer: ConsentAnswer): FastifyReply {
  const { status, vi, en } = ANSWERS[answer]
  const page = `<!doctype html>
<html lang="vi">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Nhịp Cầu – Zalo OA</title>
<body style="font: 1.25rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 3rem auto; padding: 0 1rem">
<h1 style="font-size: 1.5rem">Nhịp Cầu – Zalo OA</h1>
<p>${vi}</p>
<p lang="en" style="color: #555">${en}</p>
`
  return reply.code(status).headers(PAGE_HEADERS).type('text/html; charset=utf-8').send(page)
}
