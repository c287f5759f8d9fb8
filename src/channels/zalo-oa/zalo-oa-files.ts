import type { MessageFileRef } from '../../domain/file.ts'

/** Zalo's upload limits: pdf, doc, docx up to 5 MB; jpg, png up to 1 MB. */
export const MAX_FILE_BYTES = 5 * 1024 * 1024
export const MAX_IMAGE_BYTES = 1024 * 1024
/** Zalo keeps an upload for seven days (zalo-api.md 1.5); one day in hand for clocks and for what waits. */
export const UPLOAD_LIFE_MS = 6 * 24 * 3_600_000
const DOCUMENTS = ['pdf', 'doc', 'docx']
const IMAGES = ['jpg', 'jpeg', 'png']
export const FILE_EXTENSIONS: readonly string[] = [...DOCUMENTS, ...IMAGES]

/** How the OA takes a file; null: it does not. Zalo goes by the extension of the name. */
export function uploadKind({
  name,
  size,
}: Pick<MessageFileRef, 'name' | 'size'>): 'file' | 'image' | null {
  const extension = name.toLowerCase().split('.').at(-1) ?? ''
  if (size <= 0) return null
  if (DOCUMENTS.includes(extension)) return size <= MAX_FILE_BYTES ? 'file' : null
  return IMAGES.includes(extension) && size <= MAX_IMAGE_BYTES ? 'image' : null
}
