import { DEMO_BOTS } from './demo-commune.ts'
import { EMULATED_PLATFORMS, type EmulatedPlatform } from './emulators/emulator-types.ts'

/** The variables that join a service to the demo's bots of these platforms on emulators at this origin. */
export function demoVariables(
  origin: string,
  platforms: readonly EmulatedPlatform[] = EMULATED_PLATFORMS,
): Record<string, string> {
  const { telegram, zaloOa, zaloBot } = DEMO_BOTS
  const all: Readonly<Record<EmulatedPlatform, Readonly<Record<string, string>>>> = {
    telegram: {
      TELEGRAM_BOT_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: `${origin}/telegram`,
    },
    'zalo-oa': {
      ZALO_OA_APP_ID: zaloOa.appId,
      ZALO_OA_APP_SECRET: zaloOa.appSecret,
      ZALO_OA_WEBHOOK_SECRET: zaloOa.webhookSecret,
      ZALO_OA_ACCESS_TOKEN: zaloOa.accessToken,
      ZALO_OA_REFRESH_TOKEN: zaloOa.refreshToken,
      ZALO_OA_API_ROOT: `${origin}/openapi`,
      ZALO_OAUTH_ROOT: `${origin}/oauth`,
    },
    'zalo-bot': {
      ZALO_BOT_TOKEN: zaloBot.token,
      ZALO_BOT_API_ROOT: `${origin}/zalobot`,
    },
  }
  return Object.fromEntries(platforms.flatMap((platform) => Object.entries(all[platform])))
}
