import { join } from 'node:path'
import type { FastifyPluginAsync } from 'fastify'
import type { Config, PlatformConfigs } from '../../config/config.ts'
import { isLoopbackHost } from '../../config/loopback-host.ts'
import { DEMO_BOTS, demoSeed } from './demo-commune.ts'
import { startEmulators } from './emulator-server.ts'
import { sandboxPage } from './page-routes.ts'

export interface Sandbox {
  /** The page of phones, to be registered before the service listens. */
  readonly page: FastifyPluginAsync
  /**
   * The configuration of a service at this address that is joined to the emulated platforms, told of
   * them by what it would be told of the real ones: tokens, roots, its own public address.
   */
  join(serviceOrigin: string): Config
  /** Types the OA's webhook address into its console, once the service answers there. */
  enterWebhook(serviceOrigin: string): Promise<void>
  stop(): Promise<void>
}

/** Starts the emulated platforms of the demo commune. */
export async function startSandbox(config: Config): Promise<Sandbox> {
  const emulators = await startEmulators({
    port: 0,
    dataDir: join(config.dataDir, 'sandbox'),
    seed: demoSeed(),
  })
  return {
    page: sandboxPage({
      controlOrigin: emulators.origin,
      allowRemote: !isLoopbackHost(config.http.host),
    }),
    join: (serviceOrigin) => joinedConfig(config, emulators.origin, serviceOrigin),
    enterWebhook: (serviceOrigin) =>
      enterOaWebhook(emulators.origin, `${serviceOrigin}/webhooks/zalo-oa`),
    stop: emulators.stop,
  }
}

/** The address of an OA's webhook is typed into Zalo's console by a person; here the sandbox does it. */
async function enterOaWebhook(emulatorOrigin: string, url: string): Promise<void> {
  const answer = await fetch(`${emulatorOrigin}/_control/webhook`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ platform: 'zalo-oa', url }),
  })
  if (!answer.ok) throw new Error(`the emulated OA refused its webhook: ${answer.status}`)
}

function joinedConfig(config: Config, emulatorOrigin: string, serviceOrigin: string): Config {
  const { telegram, zaloOa, zaloBot } = DEMO_BOTS
  const platforms: Required<PlatformConfigs> = {
    telegram: { token: telegram.token, apiRoot: `${emulatorOrigin}/telegram` },
    zaloOa: {
      appId: zaloOa.appId,
      appSecret: zaloOa.appSecret,
      webhookSecret: zaloOa.webhookSecret,
      accessToken: zaloOa.accessToken,
      refreshToken: zaloOa.refreshToken,
      apiRoot: `${emulatorOrigin}/openapi`,
      oauthRoot: `${emulatorOrigin}/oauth`,
    },
    zaloBot: { token: zaloBot.token, apiRoot: `${emulatorOrigin}/zalobot` },
  }
  return { ...config, ...platforms, http: { ...config.http, publicUrl: serviceOrigin } }
}
