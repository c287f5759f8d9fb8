import type { FileSource } from '../../channels/channel.ts'
import type { MessageFileRef } from '../../domain/file.ts'
import type { ChannelInstanceId, FileId } from '../../domain/id.ts'
import { findFileToken, keepFileToken } from '../../storage/file-tokens.ts'
import { readFileBytes } from '../../storage/files.ts'
import type { SendingDeps } from './sending-deps.ts'

/** Sees to it that a file is uploaded once per bot: the other copies wait for the first. */
export interface FileDesk {
  /** Looks the token of an earlier upload up, so that the other functions know it. */
  meet(fileId: FileId): Promise<void>
  /**
   * How a call may carry the file now: by its token, by uploading it (then `leave` must follow the call),
   * or not yet, because somebody else is uploading it.
   */
  admit(fileId: FileId): 'token' | 'upload' | 'wait'
  /** The upload that was admitted is over, or was not made. */
  leave(fileId: FileId): void
  source(file: MessageFileRef): FileSource
  /** Keeps what an upload gave. */
  keep(fileId: FileId, token: string): Promise<void>
  /** The platform refused a call that used a token. True when the token was an old one, and is dropped. */
  drop(fileId: FileId): boolean
}

export function createFileDesk(
  deps: Pick<SendingDeps, 'store' | 'clock'>,
  instanceId: ChannelInstanceId,
): FileDesk {
  const tokens = new Map<FileId, string | null>()
  const uploading = new Set<FileId>()
  /** Tokens of this run cannot be stale; what is refused with one is refused for another reason. */
  const fresh = new Set<FileId>()

  return {
    async meet(fileId) {
      if (tokens.has(fileId)) return
      tokens.set(fileId, (await findFileToken(deps.store, instanceId, fileId)) ?? null)
    },
    admit(fileId) {
      if (tokens.get(fileId)) return 'token'
      if (uploading.has(fileId)) return 'wait'
      uploading.add(fileId)
      return 'upload'
    },
    leave: (fileId) => void uploading.delete(fileId),
    source: ({ fileId, name, mime }) => ({
      name,
      mime,
      token: tokens.get(fileId) ?? null,
      read: () => readFile(deps, fileId),
    }),
    async keep(fileId, token) {
      tokens.set(fileId, token)
      fresh.add(fileId)
      await keepFileToken(deps.store, instanceId, fileId, token, deps.clock.now())
    },
    drop(fileId) {
      if (!tokens.get(fileId) || fresh.has(fileId)) return false
      tokens.set(fileId, null)
      return true
    },
  }
}

async function readFile(deps: Pick<SendingDeps, 'store'>, fileId: FileId): Promise<Uint8Array> {
  const bytes = await readFileBytes(deps.store, fileId)
  if (!bytes) throw new Error('the file is not there')
  return bytes
}
