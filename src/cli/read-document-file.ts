import { extractText } from '../documents/extract-text.ts'
import type { ExtractResult, NotReadableReason } from '../documents/extract-result.ts'
import { findInputFile, readInputFile } from './input-file.ts'
import { Refusal } from './refusal.ts'
import type { Terminal } from './terminal.ts'

export interface DocumentFile {
  readonly name: string
  readonly bytes: Uint8Array
  readonly text: string
  /** Secrecy or internal-use stamp as it stands in the document; null: none. */
  readonly marking: string | null
}

/** Reads the text of a document, or refuses it with the reason. */
export async function readDocumentFile(terminal: Terminal, named: string): Promise<DocumentFile> {
  const file = await findInputFile(terminal, named)
  const bytes = await readInputFile(file)
  const extracted = await extractText({ name: file.name, bytes })
  if (extracted.kind !== 'text') throw new Refusal(problem(file.name, extracted))
  return { name: file.name, bytes, text: extracted.text, marking: extracted.marking?.text ?? null }
}

function problem(name: string, result: Exclude<ExtractResult, { kind: 'text' }>): string {
  switch (result.kind) {
    case 'empty':
      return `Tệp ${name} không có chữ nào. / The file has no text.`
    case 'too-large':
      return `Tệp ${name} quá lớn, hoặc văn bản trong tệp quá dài. / The file is too large, or its text is too long.`
    case 'unsupported':
      return `Chưa đọc được loại tệp này (${name}); hãy dùng .docx hoặc .txt. / Only .docx and .txt can be read.`
    case 'not-readable':
      return `Không đọc được tệp ${name}: ${REASONS[result.reason]}`
  }
}

const REASONS: Readonly<Record<NotReadableReason, string>> = {
  encoding: 'không ở bảng mã UTF-8 hoặc UTF-16. / it is neither UTF-8 nor UTF-16.',
  'legacy-tcvn3':
    'gõ bằng phông TCVN3 (ABC) cũ; hãy chuyển sang Unicode. / typed for old TCVN3 fonts.',
  'legacy-vni': 'gõ bằng phông VNI cũ; hãy chuyển sang Unicode. / typed for old VNI fonts.',
  binary: 'không phải tệp văn bản. / it is not a text.',
  'encrypted-or-old-word':
    'có mật khẩu hoặc là .doc kiểu cũ; hãy lưu lại thành .docx. / it has a password or is an old .doc.',
  'not-a-docx': 'không phải tệp Word. / it is not a Word document.',
  damaged: 'tệp Word bị hỏng. / the Word document is damaged.',
}
