import { TOLD_OF } from './cues.ts'
import { findHeadingAssignee, isPureAddress } from './find-assignee.ts'
import { findDeadlines, type FoundDeadline } from './find-deadlines.ts'
import { holdsVerb } from './organisation-phrase.ts'
import {
  bodyOf,
  introductionOf,
  isIntroduction,
  isTitleOf,
  oncePerNode,
  type Node,
} from './outline.ts'
import { splitSentences } from './sentences.ts'
import { cue, standsAt, type Source, type Span } from './source.ts'
import { findSpeech, skipLeadIns, type Speech, type Voice } from './speech.ts'

/** What a node says to all that stands under it. */
export interface Introduction {
  /** What its last words utter, where they end with a colon. */
  speech: Speech | undefined
  /** When all under it is due, where they end with a colon. */
  deadlines: FoundDeadline[]
  /** Whom it addresses as the title of what stands under it. */
  assignee: Span | null
  /** It says nothing but whom it addresses. */
  isPureAddress: boolean
}

interface Context {
  source: Source
  voice: Voice
  issuedOn: string | null
}

/** "Cụ thể như sau:" utters nothing: what it makes clear was said in front of it. */
const SPELLS_OUT = cue('(?:cụ thể|trong đó|như sau|gồm|bao gồm)', 'uy')
/** A time opens a clause also behind these words. */
const OPENS_CLAUSE = new RegExp(
  `(?:^|,\\s*)(?:${cue('(?:trong )?(?:thời gian|thời hạn)(?: thực hiện)?|trong').source}\\s*:?\\s*)?$`,
  'u',
)

/** The sentence of an introduction that utters what is introduced. */
function utteringSentence({ source, voice }: Context, node: Node): Span | undefined {
  const sentences = splitSentences(source, introductionOf(node))
  const last = sentences.at(-1)
  const before = sentences.at(-2)
  if (last === undefined || before === undefined) return last
  const isEmpty =
    standsAt(SPELLS_OUT, source, last.start) && findSpeech(source, last, voice) === undefined
  return isEmpty ? before : last
}

/**
 * When all under an introduction is due: by the time that its order names, or that stands in front of who
 * gives it. Any other time in front tells of something else ("từ ngày … đến ngày … có mưa to").
 */
function deadlinesIn(
  { source, issuedOn }: Context,
  sentence: Span,
  speech: Speech | undefined,
): FoundDeadline[] {
  const who = speech?.subject ?? null
  const ordered = speech?.verb.start ?? skipLeadIns(source, sentence)
  const asked = who !== null && !holdsVerb(source, who) ? who.start : ordered
  return findDeadlines(source, sentence, issuedOn).filter(({ start, end }) => {
    const before = source.low.slice(sentence.start, start)
    if (TOLD_OF.test(before.slice(before.lastIndexOf(',') + 1))) return false
    const opensClause = OPENS_CLAUSE.test(before)
    return start > ordered || (opensClause && !/[^\s,]/u.test(source.low.slice(end, asked)))
  })
}

function read(context: Context, node: Node): Introduction {
  const { source, voice } = context
  const sentence = utteringSentence(context, node)
  const introduces = sentence !== undefined && isIntroduction(source, node.paragraph)
  const speech = introduces ? findSpeech(source, sentence, voice) : undefined
  const heading = sentence ?? bodyOf(node)
  const assignee = isTitleOf(source, node) ? findHeadingAssignee(source, heading) : null
  return {
    speech,
    deadlines: introduces ? deadlinesIn(context, sentence, speech) : [],
    assignee,
    isPureAddress: assignee !== null && isPureAddress(source, assignee, heading.end),
  }
}

/** What each node says to those under it, worked out once however many they are. */
export function readIntroductions(context: Context): (node: Node) => Introduction {
  return oncePerNode((node) => read(context, node))
}
