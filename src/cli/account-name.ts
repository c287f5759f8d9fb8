import { InvalidArgumentError } from 'commander'
import { EXTERNAL_ID, isPlatform, PLATFORMS, type Platform } from '../domain/platform.ts'

/** An account as a person writes it: `telegram:1001`. */
export interface AccountName {
  readonly platform: Platform
  readonly externalId: string
}

/** As `parseAccountName` reads it. */
export function showAccount({ platform, externalId }: AccountName): string {
  return `${platform}:${externalId}`
}

export function parseAccountName(text: string): AccountName {
  const [platform = '', externalId = ''] = text.split(/:(.*)/s)
  if (isPlatform(platform) && EXTERNAL_ID.test(externalId)) return { platform, externalId }
  throw new InvalidArgumentError(
    `Cần dạng nền-tảng:mã, ví dụ telegram:1001 (nền tảng / platform: ${PLATFORMS.join(', ')}).`,
  )
}
