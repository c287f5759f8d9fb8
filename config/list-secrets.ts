import type { Config } from './config.ts'

/** Every value of the configuration that must never be written anywhere: what the logger is told to hide. */
export function listSecrets(config: Config): string[] {
  const { telegram, zaloBot, zaloOa, encryptionKey } = config
  return [
    config.databaseUrl,
    passwordOf(config.databaseUrl),
    config.redisUrl && passwordOf(config.redisUrl),
    config.metricsToken,
    encryptionKey && Buffer.from(encryptionKey).toString('base64'),
    telegram?.token,
    telegram?.webhookSecret,
    zaloBot?.token,
    zaloBot?.webhookSecret,
    zaloOa?.appSecret,
    zaloOa?.webhookSecret,
    zaloOa?.accessToken,
    zaloOa?.refreshToken,
  ].filter((secret): secret is string => secret !== undefined && secret !== '')
}

function passwordOf(url: string | undefined): string | undefined {
  return url === undefined ? undefined : decodeURIComponent(new URL(url).password)
}
