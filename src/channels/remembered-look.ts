export interface Look<T> {
  /** What was said, not older than it may be. All who ask at once get the answer of one call. */
  say(): Promise<T>
  /** Something was changed at the platform: the next question goes there. */
  forget(): void
}

/** Asks a platform how something stands and remembers it: health is asked by whoever likes, and calls are counted. */
export function createLook<T>(
  ask: () => Promise<T>,
  { freshMs, now }: { readonly freshMs: number; readonly now: () => number },
): Look<T> {
  let last: { readonly at: number; readonly said: Promise<T> } | null = null
  return {
    say: () => {
      // Either way: a clock that was set back must not keep an old answer for hours.
      if (last === null || Math.abs(now() - last.at) >= freshMs) last = { at: now(), said: ask() }
      return last.said
    },
    forget: () => {
      last = null
    },
  }
}
