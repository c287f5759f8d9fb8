import type { DocumentKind } from './document-reading.ts'
import { isAllCapitals } from './paragraphs.ts'
import { sliceOf, type Source, type Span } from './source.ts'

export interface KindLine {
  kind: DocumentKind
  /** Index of the line in the list of lines. */
  line: number
  /** The line says more than the kind ("THÔNG BÁO KẾT LUẬN CỦA …"): it belongs to the title. */
  isTitle: boolean
  /** A paper that reports or rules (no orders by itself): tasks only where its sections say so. */
  isReporting: boolean
  isMinutes: boolean
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

/** Kinds whose words many a line begins with: a kind only where nothing but a head block stands above. */
const LOOSE_KINDS: readonly [string, DocumentKind, boolean][] = [
  ['THƯ NGỎ', 'khac', false],
  ['LỜI KÊU GỌI', 'khac', false],
  ['THƯ MỜI', 'giay_moi', true],
  ['LỊCH', 'khac', true],
]
const OF_HEAD = /^(?:Số(?!\p{L})|Độc lập|[^.;:]{1,60},\s*[Nn]gày\s)|^[^\p{L}]*$/u

function isOfHead(line: string): boolean {
  return line.split(/\t|\s{3,}/u).every((cell) => isAllCapitals(cell) || OF_HEAD.test(cell.trim()))
}

/** "📢 THÔNG BÁO 📢", "THÔNG BÁO (Lần 2)" */
function withoutOrnaments(line: string): string {
  return line
    .replace(/\s+/gu, ' ')
    .replace(/^[^\p{L}\p{N}(“"]+|[^\p{L}\p{N})”".…]+$/gu, '')
    .replace(/\s\((?:lần|số)\s[^()]{1,20}\)$/iu, '')
}

function isKindAlone(line: string, word: string): boolean {
  return line.replace(/[\s*:]+$/u, '').toUpperCase() === word
}

/** The line that names the kind of a paper; undefined for news and letters. */
export function findKindLine(source: Source, lines: readonly Span[]): KindLine | undefined {
  let isUnderHead = true
  for (const [index, span] of lines.slice(0, HEAD_LINES).entries()) {
    if (span.end - span.start > LINE_MAX) continue
    const written = sliceOf(source.text, span)
    const line = withoutOrnaments(written)
    const isCapital = line === line.toUpperCase()
    const kinds = isUnderHead ? [...KINDS, ...LOOSE_KINDS] : KINDS
    for (const [word, kind, isReporting] of kinds) {
      const found = { kind, line: index, isReporting, isMinutes: word === 'BIÊN BẢN' }
      if (isKindAlone(line, word)) return { ...found, isTitle: false }
      // A post may begin with "LỊCH CẮT ĐIỆN": that alone makes no paper of it.
      const isPaper = word !== 'LỊCH' || index > 0
      if (isCapital && isPaper && line.startsWith(`${word} `)) return { ...found, isTitle: true }
    }
    isUnderHead &&= isOfHead(written)
  }
  return undefined
}
