import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from '../../config/config.ts'
import type { Enqueue } from '../../jobs/catalogue.ts'
import type { Channel } from '../channels/channel.ts'
import type { OpenChannelRegistry } from '../channels/registry.ts'
import type { Clock } from '../deps.ts'
import type { GrantEnd } from '../domain/channel-fact.ts'
import type { ChannelInstanceId } from '../domain/id.ts'
import type { Platform } from '../domain/platform.ts'
import type { Logger } from '../observability/logger.ts'
import { insist } from './insist.ts'
import { keepMenus } from './keep-menus.ts'
import { openChannels } from './open-channels.ts'
import { restartLane } from '../storage/sending/lane-stops.ts'
import { returnBot } from '../storage/sending/retire-bot.ts'
import { receiveLock, whileHoldingLock } from '../storage/advisory-locks.ts'
import { inTransaction, type Store } from '../storage/store.ts'
import {
  forgetChannelUnnamed,
  tellChannelUnnamed,
  type UnnamedChannel,
} from '../usecases/tell-channel-unnamed.ts'
import { createNews } from '../usecases/create-news.ts'
import { tellGrantEnds } from '../usecases/standing/tell-grant-ends.ts'
import { tellNotBrought } from '../usecases/standing/tell-not-brought.ts'
import { wakeLanes } from '../usecases/to-wake.ts'

const RECEIVE_AGAIN_MS = 5_000

export interface Joining {
  readonly store: Store
  readonly config: Config
  readonly channels: OpenChannelRegistry
  readonly log: Logger
  readonly clock: Clock
  readonly enqueue: Enqueue
  readonly keepUpdate: (channel: Channel, update: unknown) => Promise<unknown>
  /** Whether this process receives; a web process only answers webhooks. */
  readonly receives: boolean
}

export interface JoinedPlatforms {
  /** Resolves when every configured channel is open. */
  readonly opened: Promise<void>
  /** Receives no more; what sends may go on. */
  stopReceiving(): Promise<void>
  /** Cuts what is still out. */
  close(): Promise<void>
}

/**
 * Opens the channels and receives from them, without waiting for any platform: one that is down now
 * joins when it is back.
 */
export function joinPlatforms(joining: Joining): JoinedPlatforms {
  const { store, config, channels, log, clock, enqueue } = joining
  const stopping = new AbortController()
  const { signal } = stopping
  const work: Promise<void>[] = []
  const restarted = new Map<ChannelInstanceId, Promise<void>>()
  const stopped = new Set<ChannelInstanceId>()
  const deps = { store, clock, zone: config.timeZone }
  const tells = {
    needsPerson: async (unnamed: UnnamedChannel) => {
      // The start lets the lane go; only after that is the platform's word newer.
      if (unnamed.instanceId) await restarted.get(unnamed.instanceId)
      if (unnamed.instanceId) stopped.add(unnamed.instanceId)
      await tellUnnamed(joining, unnamed)
    },
    identified: async (platform: Platform, instanceId: ChannelInstanceId) => {
      await forgetChannelUnnamed(store, platform)
      // Stopped for this and for nothing else; a send that is refused stops it again.
      if (stopped.has(instanceId)) await restartLane(store, instanceId)
    },
    notBrought: async (instanceId: ChannelInstanceId, at: Date) =>
      wakeLanes(enqueue, await tellNotBrought(deps, instanceId, at)),
    grantEnds: async (instanceId: ChannelInstanceId, end: GrantEnd) =>
      wakeLanes(enqueue, await tellGrantEnds(deps, instanceId, end)),
  }
  const opening = { store, config, log, signal, clock, ...(joining.receives && tells) }
  const opened = openChannels(opening, (channel) => {
    channels.add(channel)
    log.info({ platform: channel.platform }, 'a channel is open')
    if (!joining.receives) return
    const restart = letSend(joining, channel, signal)
    restarted.set(channel.instanceId, restart)
    work.push(restart, receive(joining, channel, signal), keepMenus(joining, channel, signal))
  }).catch((error: unknown) => {
    if (!signal.aborted) log.error({ err: error }, 'a channel could not be opened')
  })
  return {
    opened,
    stopReceiving: async () => {
      stopping.abort()
      await opened
      await Promise.all(work)
    },
    close: async () => {
      await Promise.all(channels.all().map((channel) => channel.close()))
    },
  }
}

/** A start follows on a repair: a lane that a refused token had stopped may try again. */
async function letSend(
  { store, log }: Joining,
  { platform, instanceId }: Channel,
  signal: AbortSignal,
): Promise<void> {
  const about = { what: 'a stopped lane could not be restarted yet', platform }
  // Rejects only when the process stops; the next one does it.
  await insist({ log, signal }, about, () => restartLane(store, instanceId)).catch(() => undefined)
}

/** Best effort: the next failure tells it again. */
async function tellUnnamed(
  { store, log, enqueue }: Joining,
  unnamed: UnnamedChannel,
): Promise<void> {
  try {
    const lanes = await inTransaction(store, (tx) => tellChannelUnnamed({ log }, tx, unnamed))
    await wakeLanes(enqueue, lanes)
  } catch (error) {
    log.warn({ err: error, platform: unnamed.platform }, 'owners could not be told of a platform')
  }
}

/**
 * Receives for as long as the service runs, as the only process that does so for this bot or OA. One that was retired is
 * used again: who holds this lock cannot be overtaken by a person who retires it.
 */
async function receive(
  { store, log, keepUpdate }: Joining,
  channel: Channel,
  signal: AbortSignal,
): Promise<void> {
  const isNews = createNews()
  const keep = async (update: unknown): Promise<void> => void (await keepUpdate(channel, update))
  // Another process, or one of before, also this one, of whose end the database server does not know yet.
  const isHeld = (): void =>
    log.info({ platform: channel.platform }, 'another process receives, its end is waited for')
  while (!signal.aborted) {
    try {
      const receiveAlone = async (held: AbortSignal): Promise<void> => {
        await returnBot(store, channel.instanceId)
        await channel.receive(keep, held)
        // A channel that has nothing more to do would begin again at once, without end.
        if (!held.aborted) throw new Error('receiving has ended by itself')
      }
      await whileHoldingLock(store, receiveLock(channel.instanceId), signal, receiveAlone, isHeld)
    } catch (error) {
      if (signal.aborted) return
      if (isNews(error as NodeJS.ErrnoException))
        log.warn({ err: error, platform: channel.platform }, 'receiving was interrupted')
      await sleep(RECEIVE_AGAIN_MS, undefined, { signal }).catch(() => undefined)
    }
  }
}
