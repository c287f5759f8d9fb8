import type { DocumentKind } from './document-reading.ts'
import type { Source, Span } from './source.ts'

export interface KindLine {
  kind: DocumentKind
  /** Index of the line in the list of lines. */
  line: number
  /** The line says more than the kind ("THÔNG BÁO KẾT LUẬN CỦA …"): it belongs to the title. */
  isTitle: boolean
  /** A paper that reports or rules (no orders by itself): tasks only where its sections say so. */
  isReporting: boolean
}

/** How far down the head block may reach. */
const HEAD_LINES = 40
const LINE_MAX = 300

const KINDS: readonly [string, DocumentKind, boolean][] = [
  ['THÔNG BÁO KẾT LUẬN', 'thong_bao_ket_luan', false],
  ['THÔNG BÁO', 'khac', false],
  // A Party committee's "Kết luận" (KL) has the same build as a notice of conclusions.
  ['KẾT LUẬN', 'thong_bao_ket_luan', false],
  ['NGHỊ QUYẾT', 'nghi_quyet', false],
  ['CHỈ THỊ', 'chi_thi', false],
  ['KẾ HOẠCH', 'ke_hoach', true],
  ['CHƯƠNG TRÌNH', 'khac', true],
  ['HƯỚNG DẪN', 'huong_dan', true],
  ['CÔNG ĐIỆN', 'cong_dien', false],
  ['GIẤY MỜI', 'giay_moi', true],
  ['QUYẾT ĐỊNH', 'khac', false],
  ['QUY ĐỊNH', 'khac', true],
  ['QUY CHẾ', 'khac', true],
  ['THÔNG TRI', 'khac', false],
  ['BÁO CÁO', 'khac', true],
  ['TỜ TRÌNH', 'khac', true],
  ['BIÊN BẢN', 'khac', true],
  ['ĐỀ ÁN', 'khac', true],
  ['PHƯƠNG ÁN', 'khac', true],
]

function isKindAlone(line: string, word: string): boolean {
  return line.replace(/[\s*:]+$/u, '').toUpperCase() === word
}

/** The line that names the kind of a paper; undefined for news and letters. */
export function findKindLine(source: Source, lines: readonly Span[]): KindLine | undefined {
  for (const [index, span] of lines.slice(0, HEAD_LINES).entries()) {
    if (span.end - span.start > LINE_MAX) continue
    const line = source.text.slice(span.start, span.end).replace(/\s+/gu, ' ')
    const isCapital = line === line.toUpperCase()
    for (const [word, kind, isReporting] of KINDS) {
      if (isKindAlone(line, word)) return { kind, line: index, isTitle: false, isReporting }
      if (isCapital && line.startsWith(`${word} `))
        return { kind, line: index, isTitle: true, isReporting }
    }
  }
  return undefined
}
