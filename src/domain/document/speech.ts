import { CONNECTOR, LEAD_IN, NOUN_AFTER, NOUN_BEFORE, ORDER_VERBS, WISH_VERBS } from './cues.ts'
import { holdsVerb, skipBlanks, startsOrganisation } from './organisation-phrase.ts'
import { findPeople } from './people.ts'
import { rankOf } from './rank.ts'
import { cue, type Source, type Span } from './source.ts'

/** Who asks whom in a sentence. `verb` is the place of the verb; `subject` null when none is said. */
export interface Speech {
  direction: 'order' | 'wish'
  verb: Span
  subject: Span | null
}

const VERB = cue(`${ORDER_VERBS}|${WISH_VERBS}`, 'gu')
const WISH_ONLY = cue('kiến nghị|đề xuất|phản ánh|mong|kính đề nghị')
const ORDER_ONLY = cue('yêu cầu|giao|chỉ đạo|phân công|giao nhiệm vụ|giao cho|chỉ thị')
const NEEDS_ADDRESSEE = /^(?:chỉ\s+đạo|giao|phân\s+công|lưu\s+ý|định\s+hướng|mong\s+muốn)$/u
const SUBJECT_OF_WISH_MAX = 80
const ADVERBS = cue(
  '(?:đã|cũng|còn|tiếp tục|thì|và|tha thiết|rất|xin|đồng thời|thống nhất|đặc biệt|trân trọng|có|kết luận|nhấn mạnh|quyết định|tại hội nghị)\\s*$',
)
const LEADER = cue(
  '(?:đồng chí |đ/c )?(?:người đứng đầu|bí thư|phó bí thư|chủ tịch|phó chủ tịch|thủ tướng|phó thủ tướng|bộ trưởng|giám đốc|trưởng ban|trưởng đoàn|chủ trì|thường trực|ban thường vụ|ban chấp hành|đảng ủy|huyện ủy|tỉnh ủy|thành ủy|ubnd|ủy ban nhân dân|hđnd|hội đồng nhân dân|ủy ban mttq|ủy ban mặt trận|ban thường trực|ban chỉ đạo|văn phòng|ban|hội nghị|tổng bí thư)',
  'uy',
)
const FROM_BELOW = cue(
  '(?:cử tri|đại biểu|các đại biểu|đại diện|người dân|nhân dân|bà con|hội viên|đoàn viên|đảng viên|(?:các )?đoàn thể|(?:các |nhiều |một số )?ý kiến|lãnh đạo|huyện|xã|phường|thị trấn|thôn|bản|ấp|khu dân cư|địa phương|cơ sở|doanh nghiệp|hợp tác xã|chi bộ|chi hội|các thôn|các xã|các chi bộ|hội|đoàn|mttq|mặt trận|ông|bà|hộ|công nhân|nông dân|tham luận|báo cáo)',
  'uy',
)

interface Candidate {
  verb: Span
  subject: Span | null
}

function skipLeads(source: Source, start: number, limit: number): number {
  let at = start
  for (let moved = true; moved;) {
    moved = false
    for (const pattern of [CONNECTOR, LEAD_IN]) {
      pattern.lastIndex = at
      const found = pattern.exec(source.low)
      if (found !== null && at + found[0].length <= limit && found[0].length > 0) {
        at = skipSpace(source.low, at + found[0].length)
        moved = true
      }
    }
  }
  return at
}

/** The last clause in front of the verb, without helping words: its subject. */
function subjectBefore(source: Source, sentence: Span, verbAt: number): Span | null | 'none' {
  const start = skipLeads(source, sentence.start, verbAt)
  let end = verbAt
  for (let cut = true; cut;) {
    const found = ADVERBS.exec(source.low.slice(start, end))
    cut = found !== null
    if (found !== null) end = start + found.index
    while (end > start && /[\s,]/u.test(source.low[end - 1] ?? '')) end -= 1
  }
  if (end <= start) return null
  const before = source.low.slice(start, end)
  const clause = Math.max(...[';', ':', '–', '('].map((mark) => before.lastIndexOf(mark))) + 1
  const from = start + clause
  const comma = before.slice(clause).lastIndexOf(',')
  return chooseSubject(source, { start: from, end }, comma < 0 ? from : from + comma + 1)
}

function skipSpace(low: string, at: number): number {
  let index = at
  while (/\s/u.test(low[index] ?? 'x')) index += 1
  return index
}

/** Whether a body or post that speaks begins here. */
export function startsWithSpeaker(source: Source, at: number, who: 'leader' | 'anybody'): boolean {
  LEADER.lastIndex = at
  FROM_BELOW.lastIndex = at
  return LEADER.test(source.low) || (who === 'anybody' && FROM_BELOW.test(source.low))
}

function chooseSubject(source: Source, clause: Span, lastSegment: number): Span | 'none' {
  for (const from of [clause.start, lastSegment]) {
    const start = skipSpace(source.low, from)
    if (start >= clause.end) continue
    const span = { start, end: clause.end }
    if (startsWithSpeaker(source, start, 'anybody')) return span
    if (findPeople(source, span).length > 0) return span
  }
  return 'none'
}

/** "chỉ đạo", "giao" and the verbs of wishing are said of many things; they count beside who is concerned. */
function isUttered(source: Source, { verb, subject }: Candidate): boolean {
  const word = source.low.slice(verb.start, verb.end)
  if (NEEDS_ADDRESSEE.test(word) && !startsOrganisation(source, skipBlanks(source, verb.end)))
    return false
  if (!WISH_ONLY.test(word) || subject === null) return true
  FROM_BELOW.lastIndex = subject.start
  const isShort = subject.end - subject.start <= SUBJECT_OF_WISH_MAX
  return FROM_BELOW.test(source.low) && isShort && !holdsVerb(source, subject)
}

function findCandidates(source: Source, sentence: Span): Candidate[] {
  const low = source.low.slice(sentence.start, sentence.end)
  const candidates: Candidate[] = []
  for (const found of low.matchAll(VERB)) {
    const start = sentence.start + found.index
    const end = start + found[0].length
    if (NOUN_BEFORE.test(low.slice(Math.max(0, found.index - 30), found.index))) continue
    if (NOUN_AFTER.test(source.low.slice(end, end + 30))) continue
    const subject = subjectBefore(source, sentence, start)
    const candidate = { verb: { start, end }, subject: subject === 'none' ? null : subject }
    if (subject !== 'none' && isUttered(source, candidate)) candidates.push(candidate)
  }
  return candidates
}

function directionOf(
  source: Source,
  candidate: Candidate,
  sentence: Span,
  ownRank: number | undefined,
): 'order' | 'wish' {
  const verb = source.low.slice(candidate.verb.start, candidate.verb.end)
  const object = rankOf(source, {
    start: candidate.verb.end,
    end: Math.min(sentence.end, candidate.verb.end + 60),
  })
  if (candidate.subject === null) {
    if (WISH_ONLY.test(verb)) return 'wish'
    return verb === 'đề nghị' && ownRank !== undefined && object !== undefined && object > ownRank
      ? 'wish'
      : 'order'
  }
  if (ORDER_ONLY.test(verb)) return 'order'
  if (WISH_ONLY.test(verb)) return 'wish'
  const speaker = rankOf(source, candidate.subject)
  LEADER.lastIndex = candidate.subject.start
  const isLeader = LEADER.test(source.low) || findPeople(source, candidate.subject).length > 0
  if (speaker !== undefined && object !== undefined && speaker !== object)
    return object > speaker ? 'wish' : 'order'
  return isLeader ? 'order' : 'wish'
}

/**
 * The first order or wish that a sentence utters. The verbs are the same in both directions; it is decided
 * by who speaks to whom: a body that asks one above it wishes. `ownRank` is the level of the paper's issuer.
 */
export function findSpeech(
  source: Source,
  sentence: Span,
  ownRank: number | undefined,
): Speech | undefined {
  const candidate = findCandidates(source, sentence)[0]
  if (candidate === undefined) return undefined
  return { ...candidate, direction: directionOf(source, candidate, sentence, ownRank) }
}

/** Where a sentence's own words begin, behind "Do đó," and "Đối với …,". */
export function skipLeadIns(source: Source, sentence: Span): number {
  return skipLeads(source, sentence.start, sentence.end)
}
