import type { FileId } from '../domain/id.ts'
import { FULL_TEXT_NAME, isLong, type NoticeContent } from '../domain/notice.ts'
import { textToDocx } from '../exports/text-to-docx.ts'
import { keepFile } from '../storage/files.ts'
import type { Store } from '../storage/store.ts'

/** Every platform that takes files takes this kind. */
const FULL_TEXT = {
  name: FULL_TEXT_NAME,
  mime: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
}

/**
 * Attaches the whole text as a document where it is too long for messages. `earlier` is the document of the text as it
 * was, which goes. By its id: an author may send one that a bot has made, of the same name, as any other file.
 */
export async function carryFullText(
  tx: Store,
  content: NoticeContent,
  earlier: FileId | null,
): Promise<NoticeContent> {
  const others = content.files.filter(({ fileId }) => fileId !== earlier)
  if (!isLong(content)) return { ...content, files: others, fullTextId: null }
  const whole = await keepFile(tx, { ...FULL_TEXT, bytes: await textToDocx(content.sourceText) })
  return { ...content, files: [whole, ...others], fullTextId: whole.fileId }
}
