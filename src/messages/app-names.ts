import { PLATFORMS, type Platform } from '../domain/platform.ts'
import type { Texts } from '../i18n/vi.ts'

/** The apps in which people have the chats of these platforms, each once: “Telegram hoặc Zalo”; none: ''. */
export function anyApp(platforms: readonly Platform[], texts: Texts): string {
  return join(namesOf(platforms, texts), texts.common.or)
}

/** The same as a choice among several, with this word before the last; where there is but one app there is none: ''. */
export function severalApps(platforms: readonly Platform[], texts: Texts, word: string): string {
  const names = namesOf(platforms, texts)
  return names.length < 2 ? '' : join(names, word)
}

function namesOf(platforms: readonly Platform[], texts: Texts): string[] {
  const ours = PLATFORMS.filter((platform) => platforms.includes(platform))
  return [...new Set(ours.map((platform) => texts.app[platform]))]
}

function join(names: readonly string[], word: string): string {
  const first = names.slice(0, -1).join(', ')
  return [first, ...names.slice(-1)].filter((part) => part !== '').join(` ${word} `)
}
