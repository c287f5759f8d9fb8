import { isLong, type NoticeContent } from '../domain/notice.ts'
import { textToDocx } from '../exports/text-to-docx.ts'
import { keepFile } from '../storage/files.ts'
import type { Store } from '../storage/store.ts'

/** Every platform that takes files takes this kind. */
const FULL_TEXT = {
  name: 'toan-van.docx',
  mime: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
}

/**
 * Attaches the whole text as a document where it is too long for messages, and takes the document away again
 * where it is not. `isInFile`: the text is that of an attached file, which goes instead.
 */
export async function carryFullText(
  tx: Store,
  content: NoticeContent,
  isInFile: boolean,
): Promise<NoticeContent> {
  const others = content.files.filter(({ name }) => name !== FULL_TEXT.name)
  if (isInFile || !isLong(content)) return { ...content, files: others }
  const whole = await keepFile(tx, { ...FULL_TEXT, bytes: await textToDocx(content.sourceText) })
  return { ...content, files: [whole, ...others] }
}
