import { z } from 'zod'
import { EXTERNAL_ID, isPlatform, type Platform } from '../src/domain/platform.ts'

/** An account named in a variable: the platform and the platform's own id for the person. */
export interface ConfigAccount {
  readonly platform: Platform
  readonly externalId: string
}

const MAX_ACCOUNTS = 100

/** `telegram:1001,zalo-oa:2468…`; a name that appears twice counts once. */
export const accountList = z
  .string()
  .max(8192)
  .default('')
  .transform((text) => splitList(text).map(readAccount))
  .refine((accounts) => accounts.every((account) => account !== undefined))
  .refine((accounts) => accounts.length <= MAX_ACCOUNTS)
  .transform((accounts) => uniqueAccounts(accounts.filter((account) => account !== undefined)))

/** `telegram,zalo-oa`; undefined when the variable is unset. */
export const platformList = z
  .string()
  .max(256)
  .transform((text) => [...new Set(splitList(text))])
  .refine((names) => names.length > 0)
  .refine((names) => names.every(isPlatform))
  .transform((names) => names.filter(isPlatform))
  .optional()

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function readAccount(text: string): ConfigAccount | undefined {
  const at = text.indexOf(':')
  const platform = text.slice(0, Math.max(at, 0)).trim()
  const externalId = text.slice(at + 1).trim()
  return isPlatform(platform) && EXTERNAL_ID.test(externalId) ? { platform, externalId } : undefined
}

function uniqueAccounts(accounts: readonly ConfigAccount[]): ConfigAccount[] {
  return [...new Map(accounts.map((one) => [`${one.platform}:${one.externalId}`, one])).values()]
}
