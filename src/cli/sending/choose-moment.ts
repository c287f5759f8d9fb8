import { DateTime } from 'luxon'
import { isQuiet } from '../../domain/quiet-hours.ts'
import { formatMoment } from '../../domain/time/format.ts'
import { isTooFar } from '../../domain/time/longest-wait.ts'
import { parseWhen } from '../../domain/time/parse-when.ts'
import { en } from '../../i18n/en.ts'
import { vi } from '../../i18n/vi.ts'
import { Refusal } from '../refusal.ts'

export interface MomentChoice {
  readonly at?: string
  readonly now?: true
  readonly urgent?: true
  readonly yes?: true
}

/** The hour that was asked for; null: now. A time that is past, more than a year away or means nothing is refused. */
export function chooseMoment({ at }: MomentChoice, now: Date, zone: string): Date | null {
  return at === undefined ? null : readTime(at, now, zone)
}

/**
 * Whether a sending at `moment` breaks the quiet hours. It is refused unless somebody has explicitly
 * wanted it so: `--now`, `--yes`, or an urgent notice.
 */
export function breaksQuiet(choice: MomentChoice, moment: Date, zone: string): boolean {
  if (!isQuiet(moment, zone)) return false
  if (choice.now || choice.yes || choice.urgent) return true
  const shown = formatMoment(moment, zone)
  throw new Refusal(
    `${shown} là giờ nghỉ đêm (21:30–06:00). Hãy chọn giờ khác bằng --at, hoặc thêm --now, --urgent hay --yes nếu vẫn gửi. / ${formatMoment(moment, zone, 'on')} is in quiet hours; choose another --at, or add --now, --urgent or --yes.`,
  )
}

/** As people type it in the chat, or as a program writes it (ISO 8601, in the office's zone unless it says). */
function readTime(text: string, now: Date, zone: string): Date {
  const when = readIso(text, now, zone) ?? parseWhen(text, now, zone)
  switch (when.kind) {
    case 'at':
      if (isTooFar(when.at, now)) throw new Refusal(`${vi.send.tooFar} / ${en.send.tooFar}`)
      return when.at
    case 'past':
      throw new Refusal(
        `Giờ gửi ${formatMoment(when.at, zone)} đã qua. / The time ${formatMoment(when.at, zone, 'on')} has passed.`,
      )
    case 'unclear':
      throw new Refusal(
        'Không hiểu giờ gửi; ví dụ đúng: --at "mai 8h", --at "25/12 8:00". / The time is not understood; such as: --at "25/12 8:00".',
        2,
      )
  }
}

function readIso(text: string, now: Date, zone: string) {
  if (!/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(text)) return undefined
  const time = DateTime.fromISO(text.replace(' ', 'T'), { zone })
  if (!time.isValid) return { kind: 'unclear' } as const
  const at = time.toJSDate()
  return { kind: at > now ? 'at' : 'past', at } as const
}
