/**
 * Puts items in the order in which they are served: by rank (lower first), and within a rank one of each
 * source, then the second of each, so that no source waits for another's end. `lastServed` says which
 * source had its turn longest ago; it begins.
 */
export function inTurn<T>(
  items: Iterable<T>,
  rankOf: (item: T) => number,
  sourceOf: (item: T) => string,
  lastServed: (source: string) => number,
): T[] {
  const ranks = groupBy(items, rankOf)
  return [...ranks.keys()]
    .sort((a, b) => a - b)
    .flatMap((rank) => {
      const sources = [...groupBy(ranks.get(rank) ?? [], sourceOf)]
      sources.sort(([a], [b]) => lastServed(a) - lastServed(b))
      return dealOut(sources.map(([, members]) => members))
    })
}

function dealOut<T>(sources: readonly (readonly T[])[]): T[] {
  const [only] = sources
  if (only && sources.length === 1) return [...only]
  const longest = Math.max(0, ...sources.map(({ length }) => length))
  const dealt: T[] = []
  for (let turn = 0; turn < longest; turn++)
    for (const source of sources) dealt.push(...source.slice(turn, turn + 1))
  return dealt
}

function groupBy<T, K>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}
