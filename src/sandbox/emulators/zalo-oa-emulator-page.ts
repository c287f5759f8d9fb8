import { readInteger, type Params } from './emulator-params.ts'

/** `offset` and `count` of the group lists: five rows unless asked for more, fifty at most. */
export function readPage(params: Params): { offset: number; count: number } {
  const offset = Math.max(readInteger(params, 'offset') ?? 0, 0)
  return { offset, count: Math.min(Math.max(readInteger(params, 'count') ?? 5, 1), 50) }
}

/** One page of a group list, with the rows under the name that the call has for them. */
export function pageOf(
  rows: readonly unknown[],
  params: Params,
  name: string,
): Record<string, unknown> {
  const { offset, count } = readPage(params)
  const shown = rows.slice(offset, offset + count)
  return { offset, count: shown.length, total: rows.length, [name]: shown }
}
