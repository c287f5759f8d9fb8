import { clip } from '../domain/text/clip.ts'
import type { Texts } from '../i18n/vi.ts'

const NAME_MAX = 60

/** The first few units by name, and how many more there are. */
export function nameUnits(names: readonly string[], most: number, texts: Texts): string {
  return texts.approval.unitsBeyond({
    units: names
      .slice(0, most)
      .map((name) => clip(name, NAME_MAX))
      .join(', '),
    more: Math.max(0, names.length - most),
  })
}
