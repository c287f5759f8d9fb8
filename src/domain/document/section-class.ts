import {
  bodyOf,
  introductionOf,
  isIntroduction,
  isTitleOf,
  oncePerNode,
  type Node,
} from './outline.ts'
import { splitSentences } from './sentences.ts'
import { cue, type Source } from './source.ts'
import { ANY_VOICE, findSpeech } from './speech.ts'

export type SectionClass = 'appraisal' | 'task' | 'petition' | 'grounds' | 'background'

// Order matters: "đánh giá kết quả và nhiệm vụ" is a section of tasks.
const CLASSES: readonly [RegExp, SectionClass][] = [
  [
    cue(
      'nhiệm vụ|giải pháp|tổ chức thực hiện|phân công|trách nhiệm|ý kiến chỉ đạo|công việc sau|việc sau|thời gian tới|như sau|sau đây|trọng tâm|nội dung sau|yêu cầu sau|chỉ đạo',
    ),
    'task',
  ],
  [cue('kiến nghị|đề xuất'), 'petition'],
  [cue('đánh giá|kết quả|ưu điểm|hạn chế|tồn tại|khuyết điểm|nguyên nhân|tình hình'), 'appraisal'],
  [cue('mục đích|mục tiêu|quan điểm|căn cứ'), 'grounds'],
  [
    cue('phạm vi|đối tượng|thành phần|thời gian|địa điểm|kinh phí|chương trình|nội dung'),
    'background',
  ],
]

const PETITION = cue('kiến nghị')

/** "Trước tình hình …, UBND xã yêu cầu:" speaks of the situation and gives tasks. */
function orders(source: Source, node: Node): boolean {
  if (!isIntroduction(source, node.paragraph)) return false
  const last = splitSentences(source, introductionOf(node)).at(-1)
  return last !== undefined && findSpeech(source, last, ANY_VOICE)?.direction === 'order'
}

function classOf(source: Source, node: Node): SectionClass | undefined {
  if (!isTitleOf(source, node)) return undefined
  const { start, end } = bodyOf(node)
  const words = source.low.slice(start, end)
  if (PETITION.test(words) && /^về(?!\p{L})/u.test(words)) return 'petition'
  const found = CLASSES.find(([pattern]) => pattern.test(words))?.[1]
  if (found === 'appraisal' && orders(source, node)) return 'task'
  // "Về kinh phí:" is the field of the tasks under it, not a section about money.
  const tellsOf = found === 'background' || found === 'grounds'
  return tellsOf && /^về(?!\p{L})/u.test(words) ? undefined : found
}

/** What the nearest heading that says so makes of a place; undefined where none does. */
export function sectionClasses(source: Source): (node: Node) => SectionClass | undefined {
  const ofHeading = oncePerNode((node) => classOf(source, node))
  return (node) => {
    for (let above = node.parent; above !== null; above = above.parent) {
      const found = ofHeading(above)
      if (found !== undefined) return found
    }
    return undefined
  }
}
