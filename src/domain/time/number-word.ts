const WORDS: Readonly<Record<string, number>> = {
  mot: 1,
  hai: 2,
  ba: 3,
  bon: 4,
  tu: 4,
  nam: 5,
  sau: 6,
  bay: 7,
  tam: 8,
  chin: 9,
  muoi: 10,
  'muoi mot': 11,
  'muoi hai': 12,
}

/** Digits, or a Vietnamese number word up to twelve without tones, as part of a pattern. */
export const NUMBER = String.raw`\d{1,3}|muoi mot|muoi hai|muoi|mot|hai|ba|bon|tu|nam|sau|bay|tam|chin`

/** The value of what NUMBER matched. */
export function readNumber(text: string): number {
  return WORDS[text] ?? Number(text)
}
