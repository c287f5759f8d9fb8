import type { Locale } from '../domain/locale.ts'
import { en } from './en.ts'
import { vi, type Texts } from './vi.ts'

/** The catalogue of a language. */
export function textsFor(locale: Locale): Texts {
  return locale === 'en' ? en : vi
}
