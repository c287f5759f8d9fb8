import type { Platform } from '../domain/platform.ts'
import type { Texts } from '../i18n/vi.ts'

/** A bot or OA as people tell it from the others: `Zalo OA – Đảng ủy xã Như Xuân`. */
export function accountName(
  { platform, name }: { readonly platform: Platform; readonly name: string },
  texts: Texts,
): string {
  return name === '' ? texts.platform[platform] : `${texts.platform[platform]} – ${name}`
}

/** An account of a person as they know it: `Zalo OA, Hoà`. */
export function personalAccount(
  { platform, name }: { readonly platform: Platform; readonly name: string },
  texts: Texts,
): string {
  return texts.link.account({ platform: texts.platform[platform], name })
}
