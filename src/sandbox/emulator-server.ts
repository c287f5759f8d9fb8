import { randomInt } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import Fastify, { type FastifyInstance } from 'fastify'
import type { EmulatorSeed } from './emulator-seed.ts'
import { CallLog } from './emulators/emulator-calls.ts'
import { EmulatorClock } from './emulators/emulator-clock.ts'
import type { EmulatorContext } from './emulators/emulator-context.ts'
import { registerControl } from './emulators/emulator-control.ts'
import { LiveEvents } from './emulators/emulator-events.ts'
import { Faults, seededRandom } from './emulators/emulator-faults.ts'
import { EmulatorFiles } from './emulators/emulator-files.ts'
import { lockFolder } from './emulators/emulator-lock.ts'
import { changeLimits, type LimitChanges } from './emulators/emulator-limits.ts'
import { changeManners, type MannerChanges } from './emulators/emulator-manners.ts'
import type { PlatformEmulator } from './emulators/emulator-platform.ts'
import { EmulatorState } from './emulators/emulator-state.ts'
import { registerZaloFiles } from './emulators/emulator-file-route.ts'
import { registerTelegram } from './emulators/telegram-emulator.ts'
import { registerZaloBot } from './emulators/zalo-bot-emulator.ts'
import { registerZaloOa } from './emulators/zalo-oa-emulator.ts'

/** 50 MB documents with the form around them, or the same in base64. */
const LARGEST_BODY = 72 * 1024 * 1024

export interface EmulatorOptions {
  /** 0: any free port. */
  readonly port: number
  readonly dataDir: string
  readonly seed: EmulatorSeed
  /** Added to every answer: a fixed time or a range, ms. */
  readonly latencyMs?: number | { readonly min: number; readonly max: number }
  /** Changes to single numbers of the limits. */
  readonly limits?: LimitChanges
  /** Changes to single manners. */
  readonly manners?: MannerChanges
  /** Makes random latencies and shares repeatable. */
  readonly randomSeed?: number
}

export interface Emulators {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string
  /** Moves the emulators' time forward; limits, windows and retries follow it. */
  readonly advance: (ms: number) => void
  readonly stop: () => Promise<void>
}

/** Starts the three platforms and the control API on loopback. */
export async function startEmulators(options: EmulatorOptions): Promise<Emulators> {
  let limits = changeLimits(options.limits)
  let manners = changeManners(options.manners)
  const random = seededRandom(options.randomSeed ?? randomInt(2 ** 32 - 1))
  const unlock = lockFolder(options.dataDir)
  const state = new EmulatorState(options.dataDir, limits.memory)
  const clock = new EmulatorClock(state.counters.get('clock-offset') ?? 0)
  state.plant(options.seed, clock.now())
  let origin = ''
  const context: EmulatorContext = {
    clock,
    get limits() {
      return limits
    },
    get manners() {
      return manners
    },
    changeSettings: (changes) => {
      limits = changeLimits(changes.limits, limits)
      manners = changeManners(changes.manners, manners)
    },
    state,
    files: new EmulatorFiles(state.store, options.dataDir, limits.memory),
    faults: new Faults(random),
    calls: new CallLog(options.dataDir, limits.memory),
    events: new LiveEvents(),
    latency: () => drawLatency(options.latencyMs ?? 0, random),
    origin: () => origin,
  }
  const app = buildServer()
  const platforms = registerPlatforms(app, context)
  registerZaloFiles(app, context)
  registerControl(app, { context, platforms: new Map(platforms.map((one) => [one.platform, one])) })
  const stop = async (): Promise<void> => {
    await stopEmulators(app, context, platforms)
    unlock()
  }
  try {
    await app.listen({ host: '127.0.0.1', port: options.port })
  } catch (error) {
    await stop()
    throw error
  }
  origin = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  return {
    origin,
    advance: (ms) => {
      context.clock.advance(ms)
      state.counters.put('clock-offset', context.clock.offset)
    },
    stop,
  }
}

function registerPlatforms(app: FastifyInstance, context: EmulatorContext): PlatformEmulator[] {
  return [...context.state.platforms.values()].flatMap((seed) => {
    switch (seed.platform) {
      case 'telegram':
        return registerTelegram(app, context, seed)
      case 'zalo-oa':
        return registerZaloOa(app, context, seed)
      case 'zalo-bot':
        return registerZaloBot(app, context, seed)
    }
  })
}

async function stopEmulators(
  app: FastifyInstance,
  context: EmulatorContext,
  platforms: readonly PlatformEmulator[],
): Promise<void> {
  for (const platform of platforms) platform.stop()
  context.events.stop()
  await app.close()
  context.clock.stop()
  context.calls.close()
  context.state.close()
}

function buildServer(): FastifyInstance {
  const app = Fastify({
    bodyLimit: LARGEST_BODY,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 1024 },
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).type('text/plain').send('You are accessing an empty or invalid API'),
  )
  app.setErrorHandler((error: { statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500
    return reply.code(status).type('text/html').send(`<html><h1>${status}</h1></html>`)
  })
  return app
}

function drawLatency(
  latency: number | { readonly min: number; readonly max: number },
  random: () => number,
): number {
  return typeof latency === 'number'
    ? latency
    : latency.min + random() * (latency.max - latency.min)
}
