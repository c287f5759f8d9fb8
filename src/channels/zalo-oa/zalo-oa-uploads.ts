import { type OfficialAccount, ZaloError } from 'zalo-api-sdk-node'
import type { SendContext } from '../channel.ts'
import { MAX_FILE_BYTES, MAX_IMAGE_BYTES } from './zalo-oa-files.ts'

/** Carries a file up and has its token kept, because what comes of the message after it is another matter. */
export async function uploadToOa(
  account: OfficialAccount,
  kind: 'file' | 'image',
  { file, signal }: SendContext,
): Promise<string> {
  if (!file)
    throw new ZaloError({ code: 'no-file', class: 'payload', text: 'the part has no file' })
  const bytes = await file.read().catch(() => {
    throw new ZaloError({ code: 'file-read', class: 'transient', text: 'the file cannot be read' })
  })
  if (bytes.byteLength > (kind === 'file' ? MAX_FILE_BYTES : MAX_IMAGE_BYTES))
    throw new ZaloError({ code: 'file-too-large', class: 'payload', text: 'the file is too large' })
  const input = { name: file.name, mime: file.mime, bytes }
  const token = await (kind === 'file'
    ? account.uploadFile(input, { signal })
    : account.uploadImage(input, { signal }))
  await file.keep(token)
  return token
}
