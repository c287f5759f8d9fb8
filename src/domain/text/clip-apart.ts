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

/** Cut behind the first word that tells a name from the one most like it: the end may be common too ("… 2, thị trấn Yên Cát"). */
function clipAround(name: string, others: readonly string[], max: number): string {
  const words = name.split(' ')
  const shared = others.map((other) => {
    const theirs = other.split(' ')
    const at = words.findIndex((word, index) => word !== theirs[index])
    return at < 0 ? words.length : at
  })
  const end = Math.max(...shared) + 1
  if (end >= words.length) return clipMiddle(name, max)
  return `${clipMiddle(words.slice(0, end).join(' ').replace(/,$/u, ''), max - 1)}…`
}

type Recut = (name: string, others: readonly string[]) => string

/** Cuts those names anew whose labels are alike. */
function tellApart(
  names: readonly string[],
  labels: readonly string[],
  recut: Recut,
): readonly string[] {
  const namesOf = new Map<string, Set<string>>()
  for (const [index, name] of names.entries()) {
    const label = labels[index] ?? name
    namesOf.set(label, (namesOf.get(label) ?? new Set()).add(name))
  }
  return names.map((name, index) => {
    const label = labels[index] ?? name
    const others = [...(namesOf.get(label) ?? [])].filter((other) => other !== name)
    return others.length > 0 ? recut(name, others) : label
  })
}

/** Names for a list, cut at `max` characters; those that would then look alike keep what tells them apart, in `apart`. */
export function clipApart(
  names: readonly string[],
  { max, apart }: { readonly max: number; readonly apart: number },
): readonly string[] {
  const cut = names.map((name) => clip(name, max))
  const middle = tellApart(names, cut, (name) => clipMiddle(name, apart))
  return tellApart(names, middle, (name, others) => clipAround(name, others, apart))
}
