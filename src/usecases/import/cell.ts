import { countCharacters } from '../../domain/text/clip.ts'
import { EXTERNAL_ID, isPlatform, type Platform } from '../../domain/platform.ts'
import { importTexts } from '../../i18n/import-texts.ts'
import type { DataRow } from './read-rows.ts'
import type { ErrorList } from './import-report.ts'

/** Control characters, and marks that turn the reading direction round and so hide what a text says. */
const HIDDEN = /[\p{Cc}\u202A-\u202E\u2066-\u2069]/u
/** What a spreadsheet would calculate if our data were exported to it again. */
const FORMULA = /^(?:[=@]|[+-].*[=|!(])/u
const UNIT_CODE = /^[\p{L}\p{M}\p{N}_.-]{1,64}$/u
/** A long id that a spreadsheet has taken for a number, and cut. */
const CUT_NUMBER = /^-?[\d.]+E\+\d+$/iu

interface TextRule {
  /** Characters. */
  readonly max: number
  readonly required?: boolean
  /** For what is read further, such as a phone number with its plus. */
  readonly mayLookLikeFormula?: boolean
}

/** The cells of one row, each read by a rule; what breaks a rule is noted and read as empty. */
export interface CellReader<C extends string> {
  text(column: C, rule: TextRule): string
  unitCode(column: C, rule?: { required: boolean }): string
  /** The platform's id of a chat or an account. */
  externalId(column: C, rule?: { required: boolean }): string
  platform(column: C, rule?: { required: boolean }): Platform | undefined
  /** Empty is false. */
  flag(column: C): boolean
  isEmpty(column: C): boolean
  fail(column: C, message: string): void
}

export function readCells<C extends string>(
  { row, cells }: DataRow<C>,
  errors: ErrorList,
): CellReader<C> {
  const fail = (column: C, message: string): void => errors.add(row, column, message)

  const text = (column: C, rule: TextRule): string => {
    const raw = cells[column]
    const problem = raw.length > 4 * rule.max ? importTexts.tooLong(rule.max) : undefined
    const clean = problem ? '' : raw.normalize('NFC').replace(/\s+/gu, ' ').trim()
    const found = problem ?? problemOf(clean, rule)
    if (found) fail(column, found)
    return found ? '' : clean
  }

  const matching = (
    column: C,
    isRight: (value: string) => boolean,
    { message, required = false }: { message: string; required?: boolean | undefined },
  ): string => {
    const raw = cells[column]
    const value = raw.length > 1_000 ? '' : raw.normalize('NFC').trim()
    if (raw.trim() === '') {
      if (required) fail(column, importTexts.required)
      return ''
    }
    if (isRight(value)) return value
    fail(column, message)
    return ''
  }

  return {
    text,
    fail,
    isEmpty: (column) => cells[column].trim() === '',
    unitCode: (column, rule) =>
      matching(column, (value) => UNIT_CODE.test(value), {
        message: importTexts.badCode,
        required: rule?.required,
      }),
    externalId: (column, rule) =>
      matching(column, isExternalId, {
        message: importTexts.badExternalId,
        required: rule?.required,
      }),
    platform: (column, rule) => {
      const value = cells[column].trim().toLowerCase()
      if (isPlatform(value)) return value
      if (value !== '') fail(column, importTexts.badPlatform)
      else if (rule?.required) fail(column, importTexts.required)
      return undefined
    },
    flag: (column) => {
      const value = cells[column].trim().normalize('NFC').toLowerCase()
      const isTrue = TRUE.has(value)
      if (!isTrue && !FALSE.has(value)) fail(column, importTexts.badFlag)
      return isTrue
    },
  }
}

const TRUE = new Set(['true', '1', 'yes', 'x', 'có', 'co', 'đúng'])
const FALSE = new Set(['', 'false', '0', 'no', 'không', 'khong', 'sai'])

function isExternalId(text: string): boolean {
  return EXTERNAL_ID.test(text) && !FORMULA.test(text) && !CUT_NUMBER.test(text)
}

function problemOf(text: string, rule: TextRule): string | undefined {
  if (text === '' && rule.required) return importTexts.required
  if (countCharacters(text) > rule.max) return importTexts.tooLong(rule.max)
  if (HIDDEN.test(text)) return importTexts.control
  return !rule.mayLookLikeFormula && FORMULA.test(text) ? importTexts.formula : undefined
}
