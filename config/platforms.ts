/** The platforms a variable can name. Kept equal to `PLATFORMS` of the channel contract by a test. */
export const CONFIG_PLATFORMS = ['telegram', 'zalo-oa', 'zalo-bot'] as const
export type ConfigPlatform = (typeof CONFIG_PLATFORMS)[number]

export function isConfigPlatform(name: string): name is ConfigPlatform {
  return CONFIG_PLATFORMS.some((platform) => platform === name)
}
