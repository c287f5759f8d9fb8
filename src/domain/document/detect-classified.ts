/** How a paper is marked; the values name the Vietnamese marking without tones. */
export type MarkingLevel = 'mat' | 'toi_mat' | 'tuyet_mat' | 'luu_hanh_noi_bo' | 'khong_pho_bien'

export interface Marking {
  level: MarkingLevel
  /** The marking as it stands in the paper. */
  text: string
}

/** A stamp stands in the head block; text boxes may come a little later in the extracted text. */
const HEAD_LINES = 60
/** "Tài liệu lưu hành nội bộ" also stands at the foot. */
const FOOT_LINES = 6

const LEVELS: readonly [RegExp, MarkingLevel][] = [
  [/^(?:TUYỆT|Tuyệt) (?:MẬT|mật|Mật)$/u, 'tuyet_mat'],
  [/^(?:TỐI|Tối) (?:MẬT|mật|Mật)$/u, 'toi_mat'],
  [/^(?:MẬT|Mật|(?:TÀI LIỆU|Tài liệu|VĂN BẢN|Văn bản) (?:MẬT|mật|Mật))$/u, 'mat'],
  [/^(?:tài liệu |văn bản )?lưu hành nội bộ$/iu, 'luu_hanh_noi_bo'],
  [/^(?:tài liệu |văn bản )?(?:không phổ biến|không được phổ biến)$/iu, 'khong_pho_bien'],
]

/** Table cells come as tabs, stamps set beside other text as wide gaps. */
const CELL_GAP = /\t|\s{3,}/u
const FRAME = /^[\s*[\]()“”"'.\-–—_|]+|[\s*[\]()“”"'.\-–—_|]+$/gu
const LABEL = /^(?:độ mật|mức độ mật|dấu mật)\s*:?\s*/iu
const COPY_NUMBER = /\s*[(,;-]?\s*(?:bản số|số bản)(?!\p{L}).*$/iu
/** "Số: 12-TB/ĐU (Mật)" */
const BRACKETED = /\((tuyệt mật|tối mật|mật|lưu hành nội bộ|không phổ biến)\)/iu
/** "M Ậ T": letters set apart. */
const SPACED_OUT = /^\p{Lu}(?: \p{Lu})+$/u

function isNumberLine(line: string): boolean {
  return /^\s*số\s*:?/iu.test(line)
}

function levelOf(words: string): MarkingLevel | undefined {
  const joined = SPACED_OUT.test(words) ? words.replace(/ /gu, '') : words
  const spaced = joined.replace(/\s+/gu, ' ').replace(/^(TUYỆT|TỐI)(MẬT)$/u, '$1 $2')
  return LEVELS.find(([pattern]) => pattern.test(spaced))?.[1]
}

function readCell(cell: string): Marking | undefined {
  const bare = cell
    .replace(FRAME, '')
    .replace(LABEL, '')
    .replace(COPY_NUMBER, '')
    .replace(FRAME, '')
  const level = levelOf(bare)
  return level === undefined ? undefined : { level, text: bare }
}

function readLine(line: string): Marking | undefined {
  const bracketed = isNumberLine(line) ? BRACKETED.exec(line)?.[1] : undefined
  const cells = bracketed === undefined ? line.split(CELL_GAP) : [bracketed]
  for (const cell of [line.trim(), ...cells]) {
    const marking = readCell(cell)
    if (marking !== undefined) return marking
  }
  return undefined
}

/**
 * The secrecy or internal-use marking in the head block (or at the foot) of a paper, null when there
 * is none. Such a paper is refused at the door (Law on the protection of State secrets). A marking is
 * a line or cell of its own: "bí mật" inside a sentence is none.
 */
export function detectClassified(text: string): Marking | null {
  const lines = text
    .normalize('NFC')
    .split(/\r\n|[\r\n]/u)
    .filter((line) => line.trim() !== '')
  const looked =
    lines.length > HEAD_LINES ? [...lines.slice(0, HEAD_LINES), ...lines.slice(-FOOT_LINES)] : lines
  for (const line of looked) {
    // A marking is short; a long line is running text.
    const marking = line.length > 200 ? undefined : readLine(line)
    if (marking !== undefined) return marking
  }
  return null
}
