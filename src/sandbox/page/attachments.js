import { t } from './texts.js'

/** Bots may download 20 MB at most (Bot API, getFile). */
const LARGEST_BYTES = 20 * 1024 * 1024
const SAMPLE = 'meeting-2023-03-20.txt'

/** A file from the browser as the control API takes it: `{name, mime, base64}`; else `{refused}`. */
export async function readAttachment(file) {
  if (file.size > LARGEST_BYTES) return { refused: t.fileTooLarge }
  if (file.size === 0) return { refused: t.emptyFile }
  const mime = file.type || mimeOf(file.name)
  return { name: file.name, mime, size: file.size, base64: await toBase64(file) }
}

/** The real news item that the guide begins with. */
export async function readSample() {
  const response = await fetch(`/sandbox/${SAMPLE}`).catch(() => null)
  if (response === null || !response.ok) return { refused: t.offline }
  const blob = await response.blob()
  return readAttachment(new File([blob], SAMPLE, { type: 'text/plain' }))
}

function mimeOf(name) {
  return name.toLowerCase().endsWith('.docx')
    ? 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
    : 'application/octet-stream'
}

function toBase64(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.addEventListener('load', () =>
      resolve(reader.result.slice(reader.result.indexOf(',') + 1)),
    )
    reader.addEventListener('error', () => reject(reader.error))
    reader.readAsDataURL(blob)
  })
}
