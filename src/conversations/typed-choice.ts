import { foldKey } from '../domain/text/fold-key.ts'

/** Emoji, ticks and dots before the words of a label. */
const LEAD = /^[^\p{L}\p{N}]+/u
/** A count in brackets after them. */
const COUNT = /\s*\([^()]*\)$/u

/** What has to be typed to mean a button: its words without emoji and count, in any case, with or without tones. */
function choiceKey(label: string): string {
  return foldKey(label.replace(LEAD, '').replace(COUNT, ''))
}

/** Whether a text can only mean a choice by its place. */
export function isNumber(typed: string): boolean {
  return /^\d{1,3}$/.test(typed.trim())
}

/** The choice that a typed number or word means; undefined: none, or more than one. */
export function findChoice<T extends { readonly label: string }>(
  typed: string,
  choices: readonly T[],
): T | undefined {
  const text = typed.trim()
  if (isNumber(text)) return choices[Number(text) - 1]
  const key = foldKey(text)
  const meant = choices.filter(({ label }) => choiceKey(label) === key)
  return meant.length === 1 ? meant[0] : undefined
}
