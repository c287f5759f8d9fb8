import { formatMoment } from '../domain/time/format.ts'
import type { Texts } from '../i18n/vi.ts'

interface Reader {
  readonly texts: Texts
  readonly settings: { readonly timeZone: string }
}

/** What a group is called: one without a title, as those of Zalo Bot are, is told from its like by when it was first seen. */
export function groupName(
  { title, seenAt }: { readonly title: string; readonly seenAt: Date },
  { texts, settings }: Reader,
): string {
  if (title !== '') return title
  const at = formatMoment(seenAt, settings.timeZone, texts.common.onDay)
  return texts.group.untitledSince({ at })
}
