import { foldKey } from '../domain/text/fold-key.ts'
import { typedPlace } from '../domain/text/typed-words.ts'
import { withoutCourtesy } from '../domain/text/without-courtesy.ts'
import type { Texts } from '../i18n/vi.ts'

/** Emoji, ticks and dots before the words of a label. */
const LEAD = /^[^\p{L}\p{N}]+/u
/** A count in brackets after them. */
const COUNT = /\s*\([^()]*\)$/u
/** Several numbers at once: "1 3 5", "1, 3 và 5". */
const NUMBERS = /^(?:(?:tra loi|chon|so) )?\d{1,3}(?: (?:va )?\d{1,3}){1,99}$/u

/** What people say for a button in the words of every day. */
const SYNONYMS: Readonly<Record<string, string>> = { 'chua ro': 'hoi them' }

/** What has to be typed to mean a button: its words without emoji and count, in any case, with or without tones. */
function choiceKey(label: string): string {
  return foldKey(wordsOfLabel(label))
}

/** The words of a button without what stands around them. */
export function wordsOfLabel(label: string): string {
  return label.replace(LEAD, '').replace(COUNT, '')
}

/** Whether a text can only mean a choice by its place. */
export function isNumber(typed: string): boolean {
  return typedPlace(typed) !== null
}

/** The choice that a typed number or word means, with courtesy or without; undefined: none, or more than one. */
export function findChoice<T extends { readonly label: string; readonly name?: string }>(
  typed: string,
  choices: readonly T[],
): T | undefined {
  const place = typedPlace(typed)
  if (place !== null) return choices[place - 1]
  // A label comes first: “dạ” or “ạ” may be a part of one.
  for (const key of [foldKey(typed), foldKey(withoutCourtesy(typed))]) {
    const words = SYNONYMS[key] ?? key
    const meant = choices.filter(({ label }) => choiceKey(label) === words)
    const named =
      meant.length > 0
        ? meant
        : choices.filter(({ name }) => name !== undefined && foldKey(name) === words)
    if (named.length > 0) return named.length === 1 ? named[0] : undefined
  }
  return undefined
}

/**
 * The choice that “huỷ” means where none is called so: what takes back what was just begun, or leaves what is asked. It is
 * none where one is asked whether a sending ends or goes on: the word may mean either. Nor is it “Quay lại” by itself,
 * which leads into something that was left.
 */
export function findWayOut<T extends { readonly label: string }>(
  choices: readonly T[],
  { button }: Texts,
): T | undefined {
  const { undo, notMe, leaveIt, back } = button
  const ways = choices.length > 1 ? [undo, notMe, leaveIt, back] : [undo]
  return ways.map((label) => findChoice(label, choices)).find((choice) => choice !== undefined)
}

/** Whether one is asked, at night, if something goes out all the same: “huỷ” means no. A card with a “Huỷ” is no such question. */
export function asksToSend(
  choices: readonly { readonly label: string }[],
  { button }: Texts,
): boolean {
  const { sendAnyway, cancel } = button
  return Boolean(findChoice(sendAnyway, choices) && !findChoice(cancel, choices))
}

/** Whether one is asked if a sending ends or goes on. */
export function asksToStop(
  choices: readonly { readonly label: string }[],
  { button }: Texts,
): boolean {
  return findChoice(button.stopForGood, choices) !== undefined
}

/** Whether a choice only leads back to what was left. */
export function isWayBack(choice: { readonly label: string }, { button }: Texts): boolean {
  return findChoice(button.back, [choice]) !== undefined
}

/** The choices that several typed numbers mean, each once; null: the text is something else, or one is not there. */
export function findChoices<T>(typed: string, choices: readonly T[]): readonly T[] | null {
  const key = foldKey(typed)
  if (!NUMBERS.test(key)) return null
  const places = new Set((key.match(/\d+/gu) ?? []).map(Number))
  const meant = [...places].map((place) => choices[place - 1])
  return meant.every((choice) => choice !== undefined) ? meant : null
}
