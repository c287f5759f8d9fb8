import { asArray, asObject, type JsonObject } from '../json.ts'

/** One page of a list. */
export interface Page {
  /** Rows to skip; default 0. */
  readonly offset?: number
  /** Rows wanted; default: the most that the call gives. */
  readonly count?: number
}

/** A page as the platform wants it. `most`: the highest `count` of the call. */
export function pageOf(page: Page | undefined, most: number): { offset: number; count: number } {
  return { offset: page?.offset ?? 0, count: page?.count ?? most }
}

/** The one query parameter of the lists of people and chats: a JSON text. */
export function dataQuery(data: Readonly<Record<string, unknown>>): { data: string } {
  return { data: JSON.stringify(data) }
}

/** Lists come as an array or under one of several names, by endpoint and by age of the documentation. */
export function rowsOf(data: unknown, names: readonly string[]): JsonObject[] {
  if (Array.isArray(data)) return data.map(asObject)
  const body = asObject(data)
  const name = names.find((candidate) => Array.isArray(body[candidate]))
  return name === undefined ? [] : asArray(body[name]).map(asObject)
}
