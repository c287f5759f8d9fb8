import { language, t } from './texts.js'

const ZONE = 'Asia/Ho_Chi_Minh'
const locale = language === 'en' ? 'en-GB' : 'vi-VN'
const clock = new Intl.DateTimeFormat(locale, {
  hour: '2-digit',
  minute: '2-digit',
  timeZone: ZONE,
})
const day = new Intl.DateTimeFormat(locale, {
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
  timeZone: ZONE,
})

/** `14:05`, in Vietnam's time wherever the browser is. */
export function timeOf(at) {
  const date = new Date(at)
  return Number.isNaN(date.getTime()) ? '' : clock.format(date)
}

export function dayOf(at, now = Date.now()) {
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return ''
  const text = day.format(date)
  if (text === day.format(now)) return t.today
  return text === day.format(now - 86_400_000) ? t.yesterday : text
}

export function sizeOf(bytes) {
  if (!Number.isFinite(bytes)) return ''
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

/** A Vietnamese name ends with the given name: "Nguyễn Anh Tuấn" gives "AT". */
export function initialsOfPerson(name) {
  return initials(name.trim().split(/\s+/).slice(-2))
}

/** A group or a bot begins with what it is: "Hội Nông dân xã Như Xuân" gives "HN". */
export function initialsOfTitle(title) {
  return initials(title.trim().split(/\s+/).slice(0, 2))
}

function initials(words) {
  return words
    .map((word) => [...word][0] ?? '')
    .join('')
    .toUpperCase()
}

/** The name by which people call each other: the last word. */
export function givenNameOf(name) {
  return name.trim().split(/\s+/).at(-1) ?? name
}

/** One of six quiet colours, always the same for the same name. */
export function colourOf(name) {
  let sum = 0
  for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)) % 6_000
  return `colour-${sum % 6}`
}
