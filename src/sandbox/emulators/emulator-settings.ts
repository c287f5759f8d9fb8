import { isRecord } from './emulator-params.ts'

/** The first setting that is not there or has another type, by its path; null: all can be taken. */
export function findUnknownSetting(given: unknown, known: unknown, path = ''): string | null {
  if (!isRecord(known) || !isRecord(given)) return isSameType(given, known) ? null : path
  for (const [name, value] of Object.entries(given)) {
    const below = path === '' ? name : `${path}.${name}`
    if (!Object.hasOwn(known, name)) return below
    const unknown = findUnknownSetting(value, known[name], below)
    if (unknown !== null) return unknown
  }
  return null
}

function isSameType(given: unknown, known: unknown): boolean {
  if (Array.isArray(known))
    return Array.isArray(given) && given.every((value) => typeof value === typeof known[0])
  return typeof given === typeof known && !isRecord(known) && !Array.isArray(given)
}
