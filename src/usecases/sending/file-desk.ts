import type { Channel, FileSource } from '../../channels/channel.ts'
import type { MessageFileRef } from '../../domain/file.ts'
import { patienceLooksBackTo } from '../../domain/file-patience.ts'
import type { FileId } from '../../domain/id.ts'
import type { Reason } from '../../domain/reason.ts'
import { waitingUntil, type Wait } from '../../domain/wait.ts'
import { findFileToken, keepFileToken } from '../../storage/file-tokens.ts'
import { readFileBytes } from '../../storage/files.ts'
import type { DueDelivery } from '../../storage/sending/due-deliveries.ts'
import { findFileWait } from '../../storage/sending/past-calls.ts'
import type { SendingDeps } from './sending-deps.ts'

/** A file that could not go: until it is tried again, everything that carries it waits. */
export interface FileRest {
  readonly why: Reason
  readonly wait: Wait
  /** It was refused, or has failed for so long, that whatever somebody wanted before goes without it. */
  readonly isGivenUp: boolean
}

/** Sees to it that a file is uploaded once per bot: the other copies wait for the first. */
export interface FileDesk {
  /** Looks up what came of an earlier upload for this part's sake, so that the other functions know it. */
  meet(fileId: FileId, delivery: DueDelivery, ordinal: number): Promise<void>
  /**
   * How a call may carry the file now: by its token, by uploading it (then `leave` must follow the call),
   * or not yet, because somebody else is uploading it, or it rests.
   */
  admit(fileId: FileId): 'token' | 'upload' | 'wait'
  /** Whether it goes by its token now. */
  hasToken(fileId: FileId): boolean
  /** Whether somebody is uploading it, so that its other copies wait. */
  isUploading(fileId: FileId): boolean
  /** The upload that was admitted is over, or was not made. */
  leave(fileId: FileId): void
  /** The upload has failed: nobody makes another before the wait is over. */
  rest(fileId: FileId, rest: FileRest): void
  /** Null: it may be tried. */
  restOf(fileId: FileId): FileRest | null
  source(file: MessageFileRef): FileSource
  /**
   * The platform refused a call that carried this token. True when the token was an old one: it is dropped, and
   * the call may be made once more.
   */
  drop(fileId: FileId, token: string | null): boolean
}

/** A file that is not stored; reading it again would change nothing. */
export class FileGone extends Error {}

interface Known {
  readonly token: string
  /** Milliseconds since 1970. */
  readonly until: number
  /** Uploaded in this run, so that what is refused with it is refused for another reason. */
  readonly isFresh: boolean
}

export function createFileDesk(
  deps: Pick<SendingDeps, 'store' | 'clock' | 'log'>,
  { instanceId, capabilities }: Pick<Channel, 'instanceId' | 'capabilities'>,
): FileDesk {
  const tokens = new Map<FileId, Known | null>()
  const uploading = new Set<FileId>()
  const rests = new Map<FileId, FileRest>()
  /** Of a broadcast, hundreds of copies meet a file at once. */
  const looks = new Map<FileId, Promise<void>>()
  const lifeMs = capabilities.files?.tokenLifeMs ?? Infinity

  const goodToken = (fileId: FileId): string | null => {
    const known = tokens.get(fileId)
    return known && known.until > deps.clock.now().getTime() ? known.token : null
  }

  const restOf = (fileId: FileId): FileRest | null => {
    const rest = rests.get(fileId)
    return rest && waitingUntil(rest.wait, deps.clock.now()) ? rest : null
  }

  const look = async (fileId: FileId, delivery: DueDelivery, ordinal: number): Promise<void> => {
    const now = deps.clock.now()
    const since = patienceLooksBackTo(delivery.wantedAt, now)
    const found = await findFileToken(deps.store, instanceId, fileId)
    // The last owner of the lane may just have tried in vain.
    const part = { instanceId, delivery, ordinal }
    const wait = found ? null : await findFileWait(deps.store, part, { since, now })
    // Somebody may have uploaded it while we looked.
    if (tokens.has(fileId)) return
    tokens.set(
      fileId,
      found ? { token: found.token, until: found.since.getTime() + lifeMs, isFresh: false } : null,
    )
    if (wait) rests.set(fileId, { ...wait, isGivenUp: false })
  }

  const keep = async (fileId: FileId, token: string): Promise<void> => {
    const now = deps.clock.now()
    tokens.set(fileId, { token, until: now.getTime() + lifeMs, isFresh: true })
    try {
      await keepFileToken(deps.store, instanceId, fileId, token, now)
    } catch (error) {
      deps.log.warn({ err: error }, 'the token of an upload could not be kept')
    }
  }

  return {
    async meet(fileId, delivery, ordinal) {
      if (tokens.has(fileId)) return
      const looking =
        looks.get(fileId) ?? look(fileId, delivery, ordinal).finally(() => looks.delete(fileId))
      looks.set(fileId, looking)
      await looking
    },
    admit(fileId) {
      if (goodToken(fileId) !== null) return 'token'
      if (uploading.has(fileId) || restOf(fileId)) return 'wait'
      uploading.add(fileId)
      return 'upload'
    },
    hasToken: (fileId) => goodToken(fileId) !== null,
    isUploading: (fileId) => uploading.has(fileId),
    leave: (fileId) => void uploading.delete(fileId),
    rest: (fileId, rest) => void rests.set(fileId, rest),
    restOf,
    source: ({ fileId, name, mime }) => ({
      name,
      mime,
      token: goodToken(fileId),
      read: () => readFile(deps, fileId),
      keep: (token) => keep(fileId, token),
    }),
    drop(fileId, token) {
      if (token === null) return false
      const known = tokens.get(fileId)
      // Another call has found out before us, and the file may be up again by now.
      if (known?.token !== token) return true
      if (known.isFresh) return false
      tokens.set(fileId, null)
      return true
    },
  }
}

async function readFile(deps: Pick<SendingDeps, 'store'>, fileId: FileId): Promise<Uint8Array> {
  const bytes = await readFileBytes(deps.store, fileId)
  if (!bytes) throw new FileGone('the file is not there')
  return bytes
}
