import { type OfficialAccount, ZaloError } from 'zalo-api-sdk-node'
import type { SendContext } from '../channel.ts'
import { isOfOneApi, PACKAGE_TOO_LOW } from './zalo-oa-outcome.ts'
import { MAX_FILE_BYTES, MAX_IMAGE_BYTES } from './zalo-oa-files.ts'

/** Carries a file up and has its token kept, because what comes of the message after it is another matter. */
export async function uploadToOa(
  account: OfficialAccount,
  kind: 'file' | 'image',
  { file, signal, mayLeave }: SendContext,
): Promise<string> {
  if (!file)
    throw new ZaloError({ code: 'no-file', class: 'payload', text: 'the part has no file' })
  const bytes = await file.read().catch(() => {
    throw new ZaloError({ code: 'file-read', class: 'transient', text: 'the file cannot be read' })
  })
  if (bytes.byteLength > (kind === 'file' ? MAX_FILE_BYTES : MAX_IMAGE_BYTES))
    throw new ZaloError({ code: 'file-too-large', class: 'payload', text: 'the file is too large' })
  const input = { name: file.name, mime: file.mime, bytes }
  const call = { signal, mayLeave }
  const upload =
    kind === 'file' ? account.uploadFile(input, call) : account.uploadImage(input, call)
  const token = await upload.catch((error: unknown) => {
    throw ofThisFile(error)
  })
  await file.keep(token)
  return token
}

/** What is said of the account, or by us, though it was an upload that was asked for. */
const OF_ACCOUNT: ReadonlySet<number | string> = new Set([-32, 'http-429', 'aborted'])

/** -210 is said of any parameter that is over its limit, and the file is the only one. */
const TOO_LARGE: ReadonlySet<number | string> = new Set([-210, 'http-413', 'file-too-large'])

/**
 * Any other trouble is that of the file alone: messages take another way, and must not wait for it. So is a connection that
 * broke: a firewall cuts those that carry much and lets messages pass.
 */
function ofThisFile(error: unknown): unknown {
  if (!(error instanceof ZaloError) || error.ofGrant) return error
  const { code, text, neverLeft, status } = error
  const said = { text: `${code} ${text}`, ...(status !== null && { status }) }
  const refused = refusalOfUpload(error)
  if (refused !== null) return new ZaloError({ code: refused, class: 'payload', ...said })
  if (error.class !== 'transient' || neverLeft || OF_ACCOUNT.has(code)) return error
  return new ZaloError({ code: 'upload', class: 'transient', ...said })
}

/** Why this file will never be up; null: that is not said. */
function refusalOfUpload(error: ZaloError): string | null {
  if (error.code === PACKAGE_TOO_LOW) return 'package-too-low'
  if (isOfOneApi(error)) return 'uploads-not-granted'
  if (error.class !== 'payload') return null
  return TOO_LARGE.has(error.code) ? 'file-too-large' : 'file-refused'
}
