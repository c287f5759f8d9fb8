import type { VariableName } from './variables.ts'

/** What a person reads about one variable: Vietnamese first, English second. Never holds its value. */
export function problemSentence(name: VariableName, vi: string, en: string): string {
  return `${name}: ${vi} / ${en}`
}
