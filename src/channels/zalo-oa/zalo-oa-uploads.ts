import { type OfficialAccount, ZaloError } from 'zalo-api-sdk-node'
import type { SendContext } from '../channel.ts'
import { MAX_FILE_BYTES, MAX_IMAGE_BYTES } from './zalo-oa-files.ts'

/** Zalo keeps an upload for seven days; one day in hand. */
const LIFE_MS = 6 * 24 * 3_600_000
const MAX_KNOWN = 200

interface Known {
  readonly token: Promise<string>
  readonly until: number
}

export interface Uploads {
  /** The platform's token of a file; uploads it when there is none. `again`: the one there was is dead. */
  tokenOf(
    fileId: string,
    kind: 'file' | 'image',
    context: SendContext,
    again?: boolean,
  ): Promise<string>
}

/**
 * One upload of a file for all the chats it goes to, also when they are sent side by side. What is kept is a
 * saving only: after a restart the file is uploaded again.
 */
export function createUploads(account: OfficialAccount, now: () => number): Uploads {
  const known = new Map<string, Known>()
  return {
    tokenOf(fileId, kind, context, again = false) {
      if (!again && context.file?.token) return Promise.resolve(context.file.token)
      const found = known.get(fileId)
      if (!again && found && found.until > now()) return found.token
      const token = upload(account, kind, context)
      known.delete(fileId)
      known.set(fileId, { token, until: now() + LIFE_MS })
      const oldest = known.keys().next()
      if (known.size > MAX_KNOWN && !oldest.done) known.delete(oldest.value)
      token.catch(() => {
        if (known.get(fileId)?.token === token) known.delete(fileId)
      })
      return token
    },
  }
}

async function upload(
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
  return await (kind === 'file'
    ? account.uploadFile(input, { signal })
    : account.uploadImage(input, { signal }))
}
