import {
  CONNECTOR,
  LEAD_IN,
  TOPIC,
  NOUN_AFTER,
  NOUN_BEFORE,
  ORDER_VERBS,
  WISH_VERBS,
} from './cues.ts'
import { holdsVerb, skipBlanks, startsOrganisation } from './organisation-phrase.ts'
import { findPeople } from './people.ts'
import { rankOf } from './rank.ts'
import { cue, lengthAt, lowOf, standsAt, type Source, type Span } from './source.ts'

/** Who asks whom in a sentence. `verb` is the place of the verb; `subject` null when none is said. */
export interface Speech {
  direction: 'order' | 'wish'
  verb: Span
  subject: Span | null
}

/** Whose paper or message it is that speaks. */
export interface Voice {
  /** The level of its issuer. */
  rank: number | undefined
  /** The issuer as the reading copy has it. */
  issuer: string | null
  /** A paper or a message of its own, no report of what others said: any office in it may give orders. */
  isOwn: boolean
  /** A message without title and sender: whoever asks in it may have written it. */
  isUnsigned: boolean
  /** Minutes: bodies say in them what they wish for. */
  isMinutes: boolean
}

/** Whoever speaks in words that are known to be an order. */
export const ANY_VOICE: Voice = {
  rank: undefined,
  issuer: null,
  isOwn: true,
  isUnsigned: true,
  isMinutes: false,
}

const VERB = cue(`${ORDER_VERBS}|${WISH_VERBS}`, 'gu')
const WISH_ONLY = cue('kiến nghị|đề xuất|phản ánh|mong|kính đề nghị')
const ORDER_ONLY = cue('yêu cầu|giao|chỉ đạo|phân công|giao nhiệm vụ|giao cho|chỉ thị')
const NEEDS_ADDRESSEE = /^(?:chỉ\s+đạo|giao|phân\s+công|lưu\s+ý|định\s+hướng|mong\s+muốn)$/u
const DUTY_BEFORE = /(?<!\p{L})(?:cần|phải|có\s+trách\s+nhiệm)\s*$/u
/** "Ông Lê Văn Bình nêu ý kiến: Đề nghị …" */
const VOICED = cue(
  '(?:kiến nghị|phản ánh|đề xuất|ý kiến|chia sẻ|bày tỏ|tham luận|báo cáo|trình bày|hỏi|thắc mắc)\\s*:\\s*$',
)
const LABEL_MAX = 60
const SUBJECT_OF_WISH_MAX = 80
const ADVERBS = cue(
  '(?:đã|cũng|còn|tiếp tục|thì|và|tha thiết|rất|xin|đồng thời|thống nhất|đặc biệt|trân trọng|có|kết luận|nhấn mạnh|quyết định|tại hội nghị)\\s*$',
)
const LEADER = cue(
  '(?:đồng chí|(?:đồng chí |đ/c )?(?:người đứng đầu|bí thư|phó bí thư|chủ tịch|phó chủ tịch|thủ tướng|phó thủ tướng|bộ trưởng|giám đốc|trưởng ban|trưởng đoàn|chủ trì|thường trực|ban thường vụ|ban chấp hành|đảng ủy|huyện ủy|tỉnh ủy|thành ủy|ubnd|ủy ban nhân dân|hđnd|hội đồng nhân dân|ủy ban mttq|ủy ban mặt trận|ban thường trực|ban chỉ đạo|văn phòng|ban|hội nghị|tổng bí thư))',
  'uy',
)
/** Those who can only wish, whatever else the sentence says of them. */
const VOICE = cue(
  '(?:(?:các|nhiều|một số|những|đa số|đại diện|toàn thể) )*(?:cử tri|đại biểu|người dân|nhân dân|bà con|hộ dân|hộ gia đình|hội viên|đoàn viên|ý kiến|tham luận|công nhân|nông dân|phụ huynh|tiểu thương)',
  'uy',
)
const FROM_BELOW = cue(
  '(?:(?:các|nhiều|một số|những|đa số|đại diện|toàn thể) )*(?:cử tri|đại biểu|đại diện|người dân|nhân dân|bà con|hội viên|đoàn viên|đảng viên|đoàn thể|ý kiến(?! chỉ đạo| kết luận)|lãnh đạo|huyện|xã|phường|thị trấn|thôn|bản|ấp|khu dân cư|địa phương|cơ sở|doanh nghiệp|hợp tác xã|chi bộ|chi hội|chi đoàn|hội(?! đồng)|đoàn|mttq|mặt trận|ông|bà|hộ|hộ dân|hộ gia đình|công nhân|nông dân|tham luận|báo cáo|phụ huynh|tiểu thương|tổ chức|đơn vị)',
  'uy',
)

/** People and things asked for, who are no office. */
const NO_OFFICE = cue(
  '(?:các |những |toàn thể )*(?:gia đình|anh|chị|ông|bà|bác|quý vị|thành viên|chủ hộ|chủ phương tiện|viên chức|hộ|bà con|người dân|nhân dân|hội viên|đoàn viên|đảng viên|đại biểu)',
  'uy',
)
/** Whom an office of the same level can only ask. */
const GOVERNING = cue(
  '(?:các |đồng chí |lãnh đạo |thường trực |ban thường vụ |chủ tịch |phó chủ tịch |bí thư |phó bí thư )*(?:ubnd|ủy ban nhân dân|hđnd|hội đồng nhân dân|đảng ủy|ban thường vụ|cấp trên|nhà nước|chính phủ)',
  'uy',
)
/** Who gives orders at a meeting, beside its leaders. */
const GOVERNS = cue(
  '(?:đại diện )?(?:công an|trưởng|phó trưởng|tổ trưởng|đội trưởng|phòng|thôn đội|chỉ huy|quân sự|kiểm lâm|thanh tra|chi ủy|chi bộ|cấp ủy)',
  'uy',
)
/** Whom a branch, an association or a hamlet leads. */
const LED = cue(
  '(?:(?:toàn thể|toàn bộ|tất cả|quý) )?(?:(?:các|những|mọi|mỗi|từng) (?:chi hội|chi đoàn|chi bộ|tổ hội)|(?:(?:các|những|mọi|mỗi|từng) )?(?:hội viên|đoàn viên|đảng viên|thành viên|đồng chí|đ/c|hộ|gia đình|bà con|người dân|nhân dân|phụ huynh|ông|bà|anh|chị|cô|bác))',
  'uy',
)
/** "đã yêu cầu", "vừa đề nghị" tells of it. */
const TOLD = cue('đã|vừa|từng')

interface Candidate {
  verb: Span
  subject: Span | null
}

/** Blanks, quotes, emoji: whatever is no letter or figure. */
function skipSymbols(low: string, at: number, limit: number): number {
  let index = at
  while (index < limit && !/[\p{L}\p{N}]/u.test(low[index] ?? 'x')) index += 1
  return index
}

function skipLeads(source: Source, start: number, limit: number): number {
  let at = skipSymbols(source.low, start, limit)
  for (let moved = true; moved;) {
    moved = false
    for (const pattern of [CONNECTOR, LEAD_IN, TOPIC]) {
      const length = lengthAt(pattern, source, at) ?? 0
      if (length > 0 && at + length <= limit) {
        at = skipSymbols(source.low, at + length, limit)
        moved = true
      }
    }
  }
  return at
}

/** The last clause in front of the verb, without helping words: its subject. */
function subjectBefore(
  source: Source,
  sentence: Span,
  verbAt: number,
  voice: Voice,
): Span | null | 'none' {
  const start = skipLeads(source, sentence.start, verbAt)
  let end = verbAt
  for (let cut = true; cut;) {
    const found = ADVERBS.exec(source.low.slice(start, end))
    cut = found !== null
    if (found !== null) end = start + found.index
    while (end > start && /[\s,;:]/u.test(source.low[end - 1] ?? '')) end -= 1
  }
  if (end <= start) return null
  const before = source.low.slice(start, end)
  const clause = Math.max(...[';', ':', '–', '('].map((mark) => before.lastIndexOf(mark))) + 1
  const from = start + clause
  const comma = before.slice(clause).lastIndexOf(',')
  const segment = comma < 0 ? from : from + comma + 1
  const isTold = TOLD.test(source.low.slice(end, verbAt))
  const subject = chooseSubject(source, { start: from, end }, segment, voice.isOwn && !isTold)
  // "Ghi chú: Yêu cầu các thôn …": what stands in front of the colon is a label and speaks not.
  const isLabel =
    verbAt - sentence.start <= LABEL_MAX && /:\s*$/u.test(source.low.slice(end, verbAt))
  return subject === 'none' && isLabel ? null : subject
}

function skipSpace(low: string, at: number): number {
  let index = at
  while (/\s/u.test(low[index] ?? 'x')) index += 1
  return index
}

/** Whether a body or post that speaks begins here. */
export function startsWithSpeaker(source: Source, at: number, who: 'leader' | 'anybody'): boolean {
  return standsAt(LEADER, source, at) || (who === 'anybody' && standsAt(FROM_BELOW, source, at))
}

/** "Công an xã", "Trưởng thôn Yên Cát": an office by its name alone. */
function isOffice(source: Source, span: Span): boolean {
  return (
    startsOrganisation(source, span.start) &&
    !standsAt(NO_OFFICE, source, span.start) &&
    !holdsVerb(source, span)
  )
}

function chooseSubject(
  source: Source,
  clause: Span,
  lastSegment: number,
  mayBeOffice: boolean,
): Span | 'none' {
  for (const from of [clause.start, lastSegment]) {
    const start = skipSpace(source.low, from)
    if (start >= clause.end) continue
    const span = { start, end: clause.end }
    if (startsWithSpeaker(source, start, 'anybody')) return span
    if (findPeople(source, span).length > 0) return span
    if (mayBeOffice && isOffice(source, span)) return span
  }
  return 'none'
}

/** "chỉ đạo", "giao" and the verbs of wishing are said of many things; they count beside who is concerned. */
function isUttered(source: Source, { verb, subject }: Candidate): boolean {
  const word = lowOf(source, verb)
  // "các chi bộ phải phân công …" is a duty of the cells, not their order.
  if (subject !== null && DUTY_BEFORE.test(source.low.slice(subject.start, verb.start)))
    return false
  if (NEEDS_ADDRESSEE.test(word) && !startsOrganisation(source, skipBlanks(source, verb.end)))
    return false
  if (!WISH_ONLY.test(word) || subject === null) return true
  if (standsAt(VOICE, source, subject.start)) return true
  const isShort = subject.end - subject.start <= SUBJECT_OF_WISH_MAX
  return standsAt(FROM_BELOW, source, subject.start) && isShort && !holdsVerb(source, subject)
}

/** "Giao Ban Chỉ huy Quân sự xã …" gives work; "giao ban" is a meeting. */
function isBriefing(source: Source, verb: Span): boolean {
  const behind = /^\s+([Bb][Aa][Nn])(?!\p{L})/u.exec(source.text.slice(verb.end, verb.end + 20))
  return /^giao$/u.test(lowOf(source, verb)) && behind !== null && behind[1] !== 'Ban'
}

/** Who asks is said at the beginning; what comes later in an endless sentence is no new utterance. */
const UTTERANCE_MAX = 1500

function findCandidate(source: Source, sentence: Span, voice: Voice): Candidate | undefined {
  const limit = Math.min(sentence.end, sentence.start + UTTERANCE_MAX)
  const low = source.low.slice(sentence.start, limit)
  for (const found of low.matchAll(VERB)) {
    const start = sentence.start + found.index
    const end = start + found[0].length
    if (NOUN_BEFORE.test(low.slice(Math.max(0, found.index - 30), found.index))) continue
    if (NOUN_AFTER.test(source.low.slice(end, end + 30))) continue
    if (isBriefing(source, { start, end })) continue
    const subject = subjectBefore(source, sentence, start, voice)
    if (subject === 'none') continue
    const candidate = { verb: { start, end }, subject }
    if (isUttered(source, candidate)) return candidate
  }
  return undefined
}

function directionOf(
  source: Source,
  candidate: Candidate,
  sentence: Span,
  voice: Voice,
): 'order' | 'wish' {
  const verb = lowOf(source, candidate.verb)
  const before = source.low.slice(sentence.start, candidate.verb.start).slice(-LABEL_MAX)
  if (!ORDER_ONLY.test(verb) && VOICED.test(before)) return 'wish'
  const object = rankOf(source, {
    start: candidate.verb.end,
    end: Math.min(sentence.end, candidate.verb.end + 60),
  })
  if (candidate.subject === null) {
    if (WISH_ONLY.test(verb)) return 'wish'
    return verb === 'đề nghị' &&
      voice.rank !== undefined &&
      object !== undefined &&
      object > voice.rank
      ? 'wish'
      : 'order'
  }
  if (ORDER_ONLY.test(verb)) return 'order'
  if (WISH_ONLY.test(verb)) return 'wish'
  const speaker = rankOf(source, candidate.subject)
  const isLeader =
    standsAt(LEADER, source, candidate.subject.start) ||
    findPeople(source, candidate.subject).length > 0
  if (speaker !== undefined && object !== undefined && speaker !== object)
    return object > speaker ? 'wish' : 'order'
  return isLeader || mayAsk(source, candidate.subject, candidate.verb.end, voice) ? 'order' : 'wish'
}

/**
 * Whether somebody who leads nobody by rank asks as one who may: an office (in minutes one that governs), a
 * hamlet, a branch or an association in its own paper, or its members; none of them the authorities of its level.
 */
function mayAsk(source: Source, subject: Span, verbEnd: number, voice: Voice): boolean {
  if (!voice.isOwn || !isOffice(source, subject)) return false
  const object = skipBlanks(source, verbEnd)
  if (standsAt(GOVERNING, source, object)) return false
  const isLed = standsAt(LED, source, object)
  if (voice.isMinutes && !isLed && !standsAt(GOVERNS, source, subject.start)) return false
  if (!standsAt(FROM_BELOW, source, subject.start)) return true
  const name = lowOf(source, subject)
  if (name.split(/\s+/u)[0] === voice.issuer?.split(/\s+/u)[0]) return true
  const isAbove = (rankOf(source, subject) ?? 0) > 1
  if (isAbove && !voice.isMinutes && startsOrganisation(source, object)) return true
  return (isAbove || voice.isMinutes || voice.isUnsigned) && isLed
}

/** Whether a sentence asks authorities for something: what they are to do by a day is nobody's task here. */
export function asksAuthorities(source: Source, sentence: Span): boolean {
  const candidate = findCandidate(source, sentence, ANY_VOICE)
  if (candidate === undefined) return false
  return standsAt(GOVERNING, source, skipBlanks(source, candidate.verb.end))
}

/**
 * The first order or wish that a sentence utters. The verbs are the same in both directions; it is decided
 * by who speaks to whom: a body that asks one above it wishes.
 */
export function findSpeech(source: Source, sentence: Span, voice: Voice): Speech | undefined {
  const candidate = findCandidate(source, sentence, voice)
  if (candidate === undefined) return undefined
  return { ...candidate, direction: directionOf(source, candidate, sentence, voice) }
}

/** Where a sentence's own words begin, behind "Do đó," and "Đối với …,". */
export function skipLeadIns(source: Source, sentence: Span): number {
  return skipLeads(source, sentence.start, sentence.end)
}
