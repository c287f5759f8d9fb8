import type { Texts } from '../i18n/vi.ts'
import type { Action, Press } from './action.ts'
import type { Button } from './message.ts'

export interface Pages {
  /** From zero; a number that is no page is the nearest one. */
  readonly page: number
  readonly pages: number
}

/** Which page of a list is meant, as it now is: it may have become shorter. */
export function pageOf(wanted: number, count: number, perPage: number): Pages {
  const pages = Math.max(1, Math.ceil(count / perPage))
  return { page: Math.min(Math.max(0, wanted), pages - 1), pages }
}

/** What stands on one page of a list, with the number of the page as `pageOf` gives it. */
export function onPage<T>(
  all: readonly T[],
  wanted: number,
  perPage: number,
): Pages & { readonly shown: readonly T[] } {
  const pages = pageOf(wanted, all.length, perPage)
  const start = pages.page * perPage
  return { ...pages, shown: all.slice(start, start + perPage) }
}

/** `Xem tiếp (1/3)`: the next page, after the last one the first; nothing where all is on one. */
export function moreButton(
  { page, pages }: Pages,
  turnTo: Pick<Action, 'verb' | 'id'>,
  texts: Texts,
  press: Press,
): Button[][] {
  if (pages <= 1) return []
  const action = press({ ...turnTo, arg: String((page + 1) % pages) })
  return [[{ label: `${texts.button.more} (${page + 1}/${pages})`, action }]]
}
