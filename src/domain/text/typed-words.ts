import { foldKey } from './fold-key.ts'
import { toneLast } from './tone-last.ts'
import { wordsAsWritten } from './words-as-written.ts'

type Kind = 'received' | 'understood'

/**
 * What people put before and after it: "dạ", "vâng", "em"; "tin T1", "thông báo" (of what has come: “nhận thông báo” is a wish),
 * what they will do, "rồi", "ạ", "nhé".
 */
const PRONOUN = '(?:toi|em|con|chau|minh|chung toi|chung em)'
const SELF = `(?:${PRONOUN} )?`
const YES_BEFORE = '(?:(?:da|vang|ok) )?'
const LEAD = `${YES_BEFORE}${SELF}`
const WHAT = '(?: tin| (?<=da nhan |duoc |triet )thong bao)?'
const WILL_DO = '(?: se| xin){0,2} (?:trien khai|thuc hien|chap hanh)(?: ngay| day du| nghiem tuc)?'
const DOING = `(?:(?: va)?${WILL_DO})?`
/** “T7”, “T7, T8 và T9”. */
const CODES = '(?<codes>t ?\\d{1,15}(?:(?: ?(?:va|[;&+]))?(?: tin)? ?t ?\\d{1,15}){0,9})'
const CODE = `${WHAT}(?: ${CODES})?(?: roi)?`
const REST = `${CODE}${DOING}(?: (?:a|roi|nhe|nha))*`

const PATTERNS: readonly [Kind, RegExp][] = [
  ['understood', new RegExp(`^${LEAD}(?:da )?quan triet(?: duoc)?${REST}$`, 'u')],
  ['received', new RegExp(`^${LEAD}(?:(?:da )?nhan(?: duoc)?|da ro)${REST}$`, 'u')],
]

/** “Vâng, em sẽ thực hiện ạ”; “đã thực hiện” says that something is done, “dạ em …” and “dạ sẽ …” cannot. */
const YES_DOING = `(?: ${PRONOUN}|(?<!^da(?: roi)?)|(?= se ))${WILL_DO}(?: (?:a|nhe|nha))*`

/** What says yes to a notice, and to anything else. */
const YES = new RegExp(
  `^(?:(?:ok|oke|vang|da)${CODE}(?:${YES_DOING}|(?: (?:a|roi|nhe|nha))*)|(?:👍\\p{Emoji_Modifier}? ?)+)$`,
  'u',
)

/**
 * What members say of what they were told, and who agrees with anything at all: “dạ vâng ạ”, “rõ rồi ạ”, “nhất trí”. “Dạ rõ”,
 * which folds like “đã rõ”, is one of the words above.
 */
const AGREEMENT = new RegExp(
  `^(?:da vang|(?:(?:da|vang|ok) ){0,2}${SELF}(?:ro|nhat tri))${CODE}(?:${YES_DOING}|(?: (?:a|roi|nhe|nha))*)$`,
  'u',
)

/** What people say to one another as well: “em nhận nhé”, “tôi nhận được rồi” may be of anything. */
const SHORT = new RegExp(
  `^(?:${[
    '(?:nhan|ok|oke|vang|da|[👍\\p{Emoji_Modifier} ]+)(?: (?:a|nhe|nha))*',
    `(?:ok|oke|vang|da)${YES_DOING}`,
    `${YES_BEFORE}${PRONOUN} (?:nhan|quan triet)(?: duoc)?(?: roi)?${DOING}(?: (?:a|roi|nhe|nha))*`,
  ].join('|')})$`,
  'u',
)

/**
 * How the words are written that fold like others: “nhắn tin”, “nhấn” and the name Nhân, “tối nhận”, the names Châu and Minh,
 * “vắng” of who will not come. A text without marks is taken for these, but “Minh”, which begins a sentence like a name.
 */
const WRITTEN = new Map(
  Object.entries({
    nhan: ['nhận', 'nhan'],
    toi: ['tôi', 'toi'],
    con: ['con'],
    chau: ['cháu', 'chau'],
    minh: ['mình'],
    vang: ['vâng', 'vang'],
    ro: ['rõ', 'ro'],
    nhat: ['nhất', 'nhat'],
    tri: ['trí', 'tri'],
  }).map(([key, words]) => [key, words.map(toneLast)]),
)

/** Without marks it may be “nhắn tin”. */
const UNMARKED = /(?:^| )nhan tin(?: |$)/u

export interface TypedAcknowledgement {
  readonly kind: Kind
  /** Of the notices it names, each once. */
  readonly codes: readonly number[]
  /** A word that between people means all kinds of things. */
  readonly isShort: boolean
  /** It says no more than yes: to a notice, or to whatever was said last. */
  readonly isYes: boolean
  /** People who talk with one another say it of anything: only what it answers, or names, makes it one. */
  readonly isAgreement: boolean
  /** Its codes may be days of the week: “nhất trí T7 ạ”, “vâng t3, t5 nhé”. */
  readonly mayMeanDays: boolean
}

const RANGE = /t ?\d+\s*[-–—]\s*t? ?\d/iu
/** “T2” to “T7” are Monday to Saturday, as people write them. */
const LAST_WEEKDAY = 7

/** Quotation marks around it as the bot writes them, and what people end it with; looked at from its first mark only. */
const AROUND = /^["“”]+|(?<!["“”!,])["“”!,]+$/gu

/** What an acknowledgement looks like when typed; null: the text is something else. */
export function parseAcknowledgement(text: string): TypedAcknowledgement | null {
  const key = foldKey(text).replace(AROUND, '').trim()
  const yes = [YES, AGREEMENT].map((pattern) => ['received', pattern] as const)
  for (const [kind, pattern] of [...PATTERNS, ...yes]) {
    const match = pattern.exec(key)
    if (!match) continue
    // “T7-T9” may mean the one between as well.
    if (RANGE.test(text)) return null
    const words = wordsAsWritten(text)
    if (!words.every((word) => WRITTEN.get(foldKey(word))?.includes(word) ?? true)) return null
    const codes = codesIn(match.groups?.['codes'] ?? '')
    const isAgreement = pattern === AGREEMENT
    const isYes = isAgreement || pattern === YES
    return {
      kind,
      codes,
      isShort:
        isAgreement || SHORT.test(key) || (codes.length === 0 && UNMARKED.test(words.join(' '))),
      isYes,
      isAgreement,
      mayMeanDays:
        codes.length > 0 &&
        !/ tin t ?\d/u.test(key) &&
        (isAgreement || (isYes && codes.length > 1)) &&
        codes.every((code) => code >= 2 && code <= LAST_WEEKDAY),
    }
  }
  return null
}

function codesIn(words: string): number[] {
  return [...new Set((words.match(/\d+/gu) ?? []).map(Number))]
}

const ONLY_CODES = new RegExp(`^${CODES}(?: (?:a|nhe|nha))*$`, 'u')

/** The numbers of several notices where a text names them and says nothing else (“T7, T8”); null: it says something else. */
export function severalCodes(text: string): readonly number[] | null {
  const codes = codesIn(ONLY_CODES.exec(foldKey(text))?.groups?.['codes'] ?? '')
  return codes.length > 1 ? codes : null
}

/** The code of the notice about which somebody asks more ("hỏi thêm T12"), which means the bot wherever it is said; null: of none. */
export function codeAskedAbout(typed: string): number | null {
  const code = /^(?:hoi them|chua ro|ask more)(?: ve)?(?: tin)? t ?(\d{1,9})(?: a)?$/u.exec(
    foldKey(typed),
  )?.[1]
  return code === undefined ? null : Number(code)
}

/** A number as people type it after "Trả lời bằng số": also "số 1", "chọn 1", and, word for word, "trả lời 1". */
const PLACE = /^(?:(?:tra loi|chon|so) )?(\d{1,3})\)?$/u

/** The place of the choice that a text can only mean by it; null: it is no such number. */
export function typedPlace(text: string): number | null {
  const place = PLACE.exec(foldKey(text))?.[1]
  return place === undefined ? null : Number(place)
}
