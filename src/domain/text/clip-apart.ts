import { clip, countCharacters } from './clip.ts'

/** Of what is kept of a name so much is its beginning, of which little tells it from others. */
const HEAD_SHARE = 0.45

/** Cuts words out of the middle: names that begin alike ("Ban Công tác Mặt trận thôn …") differ at their ends. */
function clipMiddle(text: string, max: number): string {
  if (countCharacters(text) <= max) return text
  const words = text.split(' ')
  const fitting = (from: readonly string[], room: number): number => {
    let used = -1
    const over = from.findIndex((word) => (used += countCharacters(word) + 1) > room)
    return over < 0 ? from.length : over
  }
  const headRoom = Math.floor(max * HEAD_SHARE)
  const head = words.slice(0, fitting(words, headRoom)).join(' ')
  const behind = words.toReversed().slice(0, -1)
  const tail = behind
    .slice(0, fitting(behind, max - countCharacters(head) - 3))
    .toReversed()
    .join(' ')
  return head === '' || tail === '' ? clip(text, max) : `${head} … ${tail}`
}

/** Names for a list, cut at `max` characters; those that would then look alike keep their ends, in `apart` characters. */
export function clipApart(
  names: readonly string[],
  { max, apart }: { readonly max: number; readonly apart: number },
): string[] {
  const cut = names.map((name) => clip(name, max))
  const namesOf = new Map<string, Set<string>>()
  for (const [index, name] of names.entries()) {
    const label = cut[index] ?? name
    namesOf.set(label, (namesOf.get(label) ?? new Set()).add(name))
  }
  return cut.map((label, index) =>
    (namesOf.get(label)?.size ?? 0) > 1 ? clipMiddle(names[index] ?? label, apart) : label,
  )
}
