import type { Config } from '../../config/config.ts'
import type { Platform } from '../domain/platform.ts'

/** The platforms for which a token or an app is configured. */
export function configuredPlatforms({ telegram, zaloOa, zaloBot }: Config): Platform[] {
  return [
    ...(telegram ? (['telegram'] as const) : []),
    ...(zaloOa ? (['zalo-oa'] as const) : []),
    ...(zaloBot ? (['zalo-bot'] as const) : []),
  ]
}
