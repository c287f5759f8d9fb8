import { PLATFORMS, type Platform } from '../src/domain/platform.ts'
import type { Values } from './variables.ts'

/** The demo commune on emulated platforms, or an installation that people use. */
export type Mode = 'demo' | 'real'

/**
 * Any token or a database server makes it real, also when the roots point to a test server; `SANDBOX=1` wins
 * over both.
 */
export function decideMode(values: Values): Mode {
  if (values.SANDBOX) return 'demo'
  return hasPlatform(values) || values.DATABASE_URL !== undefined ? 'real' : 'demo'
}

export function hasPlatform(values: Values): boolean {
  return namedPlatforms(values).length > 0
}

/** The platforms of which any credential is given, be it enough or not: that is for `findConflicts`. */
export function namedPlatforms(values: Values): Platform[] {
  const has: Record<Platform, boolean> = {
    telegram: values.TELEGRAM_BOT_TOKEN !== undefined,
    'zalo-oa': hasZaloOa(values),
    'zalo-bot': values.ZALO_BOT_TOKEN !== undefined,
  }
  return PLATFORMS.filter((platform) => has[platform])
}

/** Any credential of the OA counts: the first token pair may still come through the consent page. */
export function hasZaloOa(values: Values): boolean {
  return [
    values.ZALO_OA_APP_ID,
    values.ZALO_OA_APP_SECRET,
    values.ZALO_OA_WEBHOOK_SECRET,
    values.ZALO_OA_ACCESS_TOKEN,
    values.ZALO_OA_REFRESH_TOKEN,
  ].some((value) => value !== undefined)
}
