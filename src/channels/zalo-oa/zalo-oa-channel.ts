import type { OfficialAccount } from 'zalo-api-sdk-node'
import type { GrantEnd } from '../../domain/channel-fact.ts'
import type { ChannelInstanceId } from '../../domain/id.ts'
import type { ChannelLog } from '../channel-log.ts'
import { logSparingly } from '../log-sparingly.ts'
import type { Capabilities, Channel, ChannelFace } from '../channel.ts'
import type { Sleep } from '../sleep.ts'
import { plainActs } from '../zalo/plain-acts.ts'
import { PLAIN_ZALO } from '../zalo/plain-zalo.ts'
import { createOaAccount, type OaAccountConfig } from './zalo-oa-account.ts'
import { watchGrant } from './zalo-oa-grant.ts'
import { FILE_EXTENSIONS, UPLOAD_LIFE_MS } from './zalo-oa-files.ts'
import { oaGroupMaking } from './zalo-oa-group-making.ts'
import { type OaGroupState, watchGroups } from './zalo-oa-groups.ts'
import { createOaHealth } from './zalo-oa-health.ts'
import { keyOfZaloOa, parseZaloOa } from './zalo-oa-inbound.ts'
import { lookUpName } from './zalo-oa-names.ts'
import { isDeaf, type MissedState, storeMissed, type WebhookWatch } from './zalo-oa-missed.ts'
import {
  BESIDE_WEBHOOK,
  INSTEAD_OF_WEBHOOK,
  type OaPollState,
  pollZaloOa,
} from './zalo-oa-poller.ts'
import { BY_HISTORY, BY_WEBHOOK, renderZaloOa } from './zalo-oa-render.ts'
import { createOaSender } from './zalo-oa-send.ts'
import { readOaStanding } from './zalo-oa-standing.ts'
import { mayBeOaWebhook, verifyOaWebhook } from './zalo-oa-webhook.ts'

export interface ZaloOaConfig extends OaAccountConfig {
  readonly instanceId: ChannelInstanceId
  /** The id of the account, if it is known; tells our own id from a person's. */
  readonly oaId?: string | null
  /** "OA Secret Key" of the console's webhook page; null: no webhook is believed. */
  readonly webhookSecret: string | null
  /** Null: the history is read instead of waiting for the webhook, whose address is set in Zalo's console. */
  readonly publicUrl: string | null
  /** Looks in the history for what the webhook has not brought; absent: nobody does. */
  readonly watch?: WebhookWatch
  readonly log: ChannelLog
  /** When the pair of tokens was last renewed; absent: nobody knows. */
  readonly renewedAt?: () => Promise<Date | null>
  /** When the account has last let itself be asked; null: not yet. */
  readonly answeredAt?: () => Date | null
  /** Told, once a minute at most, that Zalo renews the tokens no more, until when they serve, and why. */
  readonly grantEnds?: (end: GrantEnd) => Promise<void>
  /** The history before this moment is not read; see `OaLookOptions`. */
  readonly readFrom?: Date
  /** What time it is by Zalo's clock; see `OaWebhookKeys`. */
  readonly zaloNow?: () => Date | null
  /** Waits; injected by tests. */
  readonly sleep?: Sleep
}

/** Growth, the smallest package with the API: 100 calls a minute. */
const GROWTH_PER_MINUTE = 100
/** A part of the calls goes to uploads, names and the history. */
const SHARE_FOR_SENDING = 0.9

const CAPABILITIES: Capabilities = {
  buttons: 'private',
  edit: false,
  maxText: PLAIN_ZALO.maxText,
  files: { extensions: FILE_EXTENSIONS, tokenLifeMs: UPLOAD_LIFE_MS },
  toast: false,
  abroad: false,
  pace: {
    perSecond: perSecond(GROWTH_PER_MINUTE),
    privateGapMs: 0,
    groupGapMs: 0,
    groupPerMinute: null,
    editGapMs: { private: 0, group: 0 },
  },
  tooMany: 'lane',
  // Price list of 2026: 48 hours free, then from the package or 55 đồng each, after 7 days -230.
  window: { freeMs: 48 * 3_600_000, openMs: 7 * 86_400_000, price: 55 },
}

/** Any account, whatever its package and however presses come back. */
export const ZALO_OA_FACE: ChannelFace = {
  capabilities: CAPABILITIES,
  render: (message, chat) => renderZaloOa(message, chat, BY_WEBHOOK),
}

/** One Official Account: its groups (GMF) and its private chats. */
export function createZaloOaChannel(config: ZaloOaConfig): Promise<Channel> {
  const { instanceId, appId, webhookSecret, log, sleep, now = Date.now, oaId = null } = config
  const grant = watchGrant(config)
  const account = createOaAccount({ ...config, onFailure: grant.failed })
  const closing = new AbortController()
  const poll: OaPollState | null =
    config.publicUrl === null ? { failure: null, groupFailure: null } : null
  const watch = poll === null ? config.watch : undefined
  // Anybody can call it.
  const { zaloNow } = config
  const webhookKeys = { appId, webhookSecret, oaId, log: logSparingly(log, now), now, zaloNow }
  const found: OaGroupState = { hasGroups: false }
  const missed: MissedState = { missedAt: null }
  const deaf = async (): Promise<boolean> => watch !== undefined && isDeaf(missed, watch, now)
  // Nobody wants to see our signed ids in a chat, so presses are hidden where that can be.
  const ways = poll === null ? BY_WEBHOOK : BY_HISTORY
  if (webhookSecret !== null && webhookSecret === config.appSecret)
    log.warn({}, 'ZALO_OA_WEBHOOK_SECRET equals ZALO_OA_APP_SECRET: the console shows two secrets')
  if (webhookSecret === null && poll === null)
    log.warn({}, 'ZALO_OA_WEBHOOK_SECRET is not set: every zalo oa webhook will be refused')

  return Promise.resolve({
    platform: 'zalo-oa',
    instanceId,
    get capabilities() {
      return capabilitiesNow(account, now())
    },
    ...plainActs(config, closing.signal),
    render: (message, chat) => renderZaloOa(message, chat, ways),
    send: createOaSender(account, now),
    keyOf: (update) => keyOfZaloOa(update, oaId),
    parse: (update) => parseZaloOa(update, oaId),
    mayBeWebhook: mayBeOaWebhook,
    verifyWebhook: (request) => verifyOaWebhook(webhookKeys, request),
    receive: async (store, signal) => {
      const until = AbortSignal.any([signal, closing.signal])
      const notBefore = config.readFrom
      const options = { store, log, sleep, now, zaloNow, signal: until, notBefore }
      const looks = [watchGroups(account, found, options)]
      if (poll) looks.push(pollZaloOa(account, poll, { ...options, ...INSTEAD_OF_WEBHOOK }))
      if (watch) {
        const keep = storeMissed(store, watch, { state: missed, log, now })
        const since = latest([config.readFrom, watch.since]) ?? undefined
        const beside = { ...options, notBefore: since, store: keep, ...BESIDE_WEBHOOK }
        // What it meets is no failure of what the webhook brings.
        looks.push(pollZaloOa(account, { failure: null, groupFailure: null }, beside))
      }
      await Promise.all(looks)
    },
    groups: oaGroupMaking(account, now, closing.signal),
    grantedAt: async () => latest([await config.renewedAt?.(), config.answeredAt?.()]),
    lookUpName: (personId, chat) => lookUpName(account, personId, chat, closing.signal),
    health: createOaHealth(account, { poll, found, deaf, grantEnds: grant.ends }, now),
    standing: (signal) =>
      readOaStanding(account, {
        log,
        polls: poll !== null,
        deaf,
        callsPerMinute: GROWTH_PER_MINUTE,
        renewedAt: config.renewedAt ?? (() => Promise.resolve(null)),
        signal: AbortSignal.any([signal, closing.signal]),
      }),
    close: () => {
      closing.abort()
      return Promise.resolve()
    },
  })
}

function latest(times: readonly (Date | null | undefined)[]): Date | null {
  const known = times.filter((time) => time !== null && time !== undefined)
  return known.toSorted((a, b) => b.getTime() - a.getTime())[0] ?? null
}

const MINUTE_MS = 60_000

/**
 * The package's rate is known from the first answer on. Zalo counts by the minute of the clock, for everything that
 * uses the OA: what others have left of this minute is spread over the rest of it.
 */
function capabilitiesNow(account: OfficialAccount, now: number): Capabilities {
  const rate = account.rateLimit()
  if (rate === null) return CAPABILITIES
  const even = perSecond(rate.limit)
  const isThisMinute = Math.floor(rate.at.getTime() / MINUTE_MS) === Math.floor(now / MINUTE_MS)
  const secondsLeft = (MINUTE_MS - (now % MINUTE_MS)) / 1000
  const left = isThisMinute ? Math.max(1, rate.remaining) / secondsLeft : even
  return {
    ...CAPABILITIES,
    pace: { ...CAPABILITIES.pace, perSecond: Math.min(even, Math.max(even / 10, left)) },
  }
}

function perSecond(perMinute: number): number {
  return (perMinute * SHARE_FOR_SENDING) / 60
}
