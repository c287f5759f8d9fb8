import type { Config } from '../../config/config.ts'
import type { ChannelIdentity } from '../channels/channel.ts'
import { readSetting, writeSetting } from '../storage/settings.ts'
import type { Store } from '../storage/store.ts'

/** Under what an identity is remembered. */
export interface IdentityKey {
  /** What stays while the bot or OA is the same, such as the app's id. */
  readonly name: string
  /** What a person configured; with another one it may be another bot or OA, so that its platform is asked first. */
  readonly seed: string | null
}

/** With another first token it may be another OA. */
export function zaloOaIdentity({
  appId,
  refreshToken,
}: NonNullable<Config['zaloOa']>): IdentityKey {
  return { name: `zalo-oa.identity.${appId}`, seed: refreshToken ?? null }
}

/** The part of the token before the colon stays the same when the token is reset. */
export function zaloBotIdentity({ token }: NonNullable<Config['zaloBot']>): IdentityKey {
  return { name: `zalo-bot.identity.${token.split(':')[0] ?? ''}`, seed: null }
}

interface Kept {
  readonly seed: string | null
  readonly identity: ChannelIdentity
}

/** What the platform said last, so that a start needs no platform; null: it never has, or the seed is another. */
export async function recallIdentity(
  store: Store,
  key: IdentityKey,
): Promise<ChannelIdentity | null> {
  const kept = await readSetting(store, key.name)
  if (kept === undefined) return null
  const { seed, identity } = JSON.parse(kept) as Kept
  return seed === key.seed ? identity : null
}

export async function keepIdentity(
  store: Store,
  { name, seed }: IdentityKey,
  identity: ChannelIdentity,
): Promise<void> {
  const kept: Kept = { seed, identity }
  await writeSetting(store, name, JSON.stringify(kept))
}
