import type { MessageFileRef } from '../../domain/file.ts'
import type { RefusedFile } from '../write-texts.ts'

/** Zalo's upload limits: pdf, doc, docx up to 5 MB; jpg, png up to 1 MB. */
export const MAX_FILE_BYTES = 5 * 1024 * 1024
export const MAX_IMAGE_BYTES = 1024 * 1024
/** Zalo keeps an upload for seven days (developers.zalo.me, Official Account, Upload file); one day in hand for clocks and for what waits. */
export const UPLOAD_LIFE_MS = 6 * 24 * 3_600_000
const DOCUMENTS = ['pdf', 'doc', 'docx']
const IMAGES = ['jpg', 'jpeg', 'png']
const MAX_BYTES = { file: MAX_FILE_BYTES, image: MAX_IMAGE_BYTES } as const
export const FILE_EXTENSIONS: readonly string[] = [...DOCUMENTS, ...IMAGES]

/** How the OA takes a file; null: it does not. Zalo goes by the extension of the name. */
export function uploadKind({
  name,
  size,
}: Pick<MessageFileRef, 'name' | 'size'>): 'file' | 'image' | null {
  const type = typeOf(name)
  return type !== null && size > 0 && size <= MAX_BYTES[type] ? type : null
}

/** Why the OA does not take a file; null: it does. */
export function refusalOf(
  file: Pick<MessageFileRef, 'name' | 'size' | 'link'>,
): RefusedFile | null {
  if (uploadKind(file) !== null) return null
  const type = typeOf(file.name)
  const isTooLarge = type !== null && file.size > MAX_BYTES[type]
  return {
    name: file.name,
    maxBytes: isTooLarge ? MAX_BYTES[type] : null,
    ...(file.link && { link: file.link }),
  }
}

function typeOf(name: string): 'file' | 'image' | null {
  const extension = name.toLowerCase().split('.').at(-1) ?? ''
  if (DOCUMENTS.includes(extension)) return 'file'
  return IMAGES.includes(extension) ? 'image' : null
}
