import type { Attendee } from './document-reading.ts'
import { findPeople, type Person } from './people.ts'
import type { Paragraph } from './paragraphs.ts'
import { splitSentences } from './sentences.ts'
import { cue, lowOf, type Source, type Span } from './source.ts'

export interface Participants {
  chair: string | null
  attendees: Attendee[]
}

/** Who came is said at the beginning. */
const LEAD_PARAGRAPHS = 14
const ATTENDANCE = cue(
  'tham dự|cùng dự|đến dự|dự (?:buổi|hội nghị|cuộc|họp|có|phiên)|có mặt|về phía|chủ trì|thành phần',
)
const SPEAKING = cue('kết luận|phát biểu kết luận|phát biểu chỉ đạo|phát biểu kết luận chỉ đạo')
const CONCLUDES = cue('kết luận như sau|kết luận|chỉ đạo như sau')
/** Receivers of a speech also "phát biểu": only a concluding one shows who is in the chair. */
const CHAIRED = /^[^.;]{0,120}?(?:đồng\s+)?chủ\s+trì/u
const MET = /^(?:\s*,[^.;]{0,120})?\s*(?:đã\s+)?(?:có\s+(?:buổi|cuộc)\s+)?làm\s+việc\s+với/u
const CHAIR_BEFORE = /(?:chủ\s+trì(?:\s+của)?\s*:?|do)\s*$/u
const CHAIR_SEPARATE = /(?:đồng\s+chí|[.;])/u

function after(source: Source, person: Person, sentence: Span): string {
  return source.low.slice(person.end, sentence.end)
}

function isChairOf(source: Source, person: Person, sentence: Span): boolean {
  const rest = after(source, person, sentence)
  const found = CHAIRED.exec(rest)
  if (found !== null && !CHAIR_SEPARATE.test(found[0])) return true
  const before = source.low
    .slice(sentence.start, person.start)
    .replace(/(?:đồng\s+chí|đ\/c|ông|bà)\s*$/u, '')
  return CHAIR_BEFORE.test(before) && /chủ\s+trì/u.test(lowOf(source, sentence))
}

/** Of several who chair together, the first named. */
function chairInLead(source: Source, sentences: readonly Span[]): Person | undefined {
  for (const sentence of sentences) {
    if (!/chủ\s+trì/u.test(lowOf(source, sentence))) continue
    const people = findPeople(source, sentence)
    const together = /đồng\s+chủ\s+trì/u.test(lowOf(source, sentence))
    const person = together ? people[0] : people.find((one) => isChairOf(source, one, sentence))
    if (person !== undefined) return person
  }
  return undefined
}

/** Who concludes chairs, where nobody is said to. */
function concludingPerson(source: Source, sentences: readonly Span[]): Person | undefined {
  for (const sentence of sentences) {
    const opening = source.low.slice(sentence.start, sentence.start + 60)
    const isOpening = SPEAKING.exec(opening)?.index === 0
    const concludes = CONCLUDES.exec(lowOf(source, sentence))
    if (!isOpening && concludes === null) continue
    const people = findPeople(source, sentence)
    const person = isOpening
      ? people[0]
      : people.findLast((one) => concludes !== null && one.end <= sentence.start + concludes.index)
    if (person !== undefined) return person
  }
  return undefined
}

function meetingPerson(source: Source, sentences: readonly Span[]): Person | undefined {
  for (const sentence of sentences.slice(0, 6)) {
    const person = findPeople(source, sentence).find((one) =>
      MET.test(after(source, one, sentence)),
    )
    if (person !== undefined) return person
  }
  return undefined
}

function listed(source: Source, paragraphs: readonly Paragraph[]): Person[] {
  const people: Person[] = []
  let isList = false
  for (const paragraph of paragraphs.slice(0, LEAD_PARAGRAPHS)) {
    const found = findPeople(source, { start: paragraph.body, end: paragraph.end })
    const startsWithPerson = found[0] !== undefined && found[0].start - paragraph.body < 30
    if (isList && startsWithPerson) people.push(...found.slice(0, 1))
    else {
      const words = source.low.slice(paragraph.body, paragraph.end)
      isList = /:\s*$/u.test(words) && ATTENDANCE.test(words)
    }
  }
  return people
}

function present(source: Source, paragraphs: readonly Paragraph[]): Person[] {
  const people: Person[] = []
  for (const paragraph of paragraphs.slice(0, LEAD_PARAGRAPHS)) {
    for (const sentence of splitSentences(source, { start: paragraph.body, end: paragraph.end })) {
      if (ATTENDANCE.test(lowOf(source, sentence))) people.push(...findPeople(source, sentence))
    }
  }
  return people
}

function keyOf(name: string): string {
  return name.normalize('NFC').toLowerCase().replace(/\s+/gu, ' ')
}

function toAttendees(people: readonly Person[]): Attendee[] {
  const byName = new Map<string, Attendee>()
  for (const { name, title } of people) {
    const known = byName.get(keyOf(name))
    if (known === undefined) byName.set(keyOf(name), { name, title })
    else known.title ??= title
  }
  return [...byName.values()]
}

/** Who chaired a meeting and who is named as present, with the titles written beside the names. */
export function readParticipants(source: Source, paragraphs: readonly Paragraph[]): Participants {
  const sentences = paragraphs.flatMap(({ body, end }) =>
    splitSentences(source, { start: body, end }),
  )
  const lead = sentences.slice(0, LEAD_PARAGRAPHS * 2)
  const chair =
    chairInLead(source, lead) ?? concludingPerson(source, sentences) ?? meetingPerson(source, lead)
  const people = [...present(source, paragraphs), ...listed(source, paragraphs)]
  const isListed = people.some(
    (person) => chair !== undefined && keyOf(person.name) === keyOf(chair.name),
  )
  const all = chair === undefined || isListed ? people : [chair, ...people]
  // The chair's title may stand beside another mention of the name.
  const known = new Set(all.map(({ name }) => keyOf(name)))
  const titled = lead.flatMap((sentence) => findPeople(source, sentence))
  const mentions = titled.filter(({ name, title }) => title !== null && known.has(keyOf(name)))
  return { chair: chair?.name ?? null, attendees: toAttendees([...all, ...mentions]) }
}
