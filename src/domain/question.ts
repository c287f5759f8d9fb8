/** Longest question in characters, as the invitation to ask says. */
export const QUESTION_MAX = 1_000
export const ANSWER_MAX = 3_000
/** Questions one account may send a day: far above honest use, far below a flood. */
export const QUESTIONS_PER_DAY = 10
/** Outcome to the asker within 10 working days: Luật Tiếp công dân 42/2013, Điều 28. */
export const ANSWER_WORKING_DAYS = 10

/** `H34`, as people type and read it. */
export function questionCode(code: number): string {
  return `H${code}`
}

/** The words of a question under the line that names the notice it is about; undefined: about none. */
export function questionAbout(about: string | undefined, words: string): string {
  return about === undefined ? words : `${about}\n${words}`
}
