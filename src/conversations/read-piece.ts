import type { MessageFileRef } from '../domain/file.ts'
import { isBlank } from '../domain/text/is-blank.ts'
import { keepFile } from '../storage/files.ts'
import type { PreparedFile } from '../usecases/prepared-file.ts'
import { sayOfFile } from './say-of-file.ts'
import { remark, type Turn } from './turn.ts'

/**
 * The text of the file that came, and the file itself unless it is nothing but that text; says why there is none, and that the
 * words which came with it are no part of it: they may be to the bot.
 */
export async function readPiece(
  turn: Turn,
  caption: string,
): Promise<{ text: string; files: MessageFileRef[] } | undefined> {
  const { file, texts } = turn
  const left = isBlank(caption) ? [] : [texts.draft.captionLeft]
  if (file?.kind !== 'read') {
    await sayOfFile(turn, fileProblem(turn, file), ...left)
    return undefined
  }
  if (left.length > 0) await remark(turn, ...left)
  const isPlainText = file.name.toLowerCase().endsWith('.txt')
  return { text: file.text, files: isPlainText ? [] : [await keepFile(turn.tx, file)] }
}

function fileProblem(
  { texts }: Turn,
  file: Exclude<PreparedFile, { kind: 'read' }> | null,
): string {
  if (!file) return texts.common.unsupported
  const { name } = file
  if (file.kind === 'too-large') return texts.draft.fileTooLarge({ name })
  if (file.kind === 'failed') return texts.draft.fileFailed({ name })
  if (file.kind === 'classified') return texts.draft.classified({ marking: file.marking })
  return texts.draft.fileUnread({ name, reason: texts.unread[file.reason] })
}
