import { join } from 'node:path'
import type { FastifyPluginAsync } from 'fastify'
import type { Config } from '../../config/config.ts'
import { DEMO_BOTS, DEMO_OWNERS, demoSeed } from './demo-commune.ts'
import { startEmulators } from './emulator-server.ts'
import { sandboxPage } from './page-routes.ts'

export interface Sandbox {
  /** The configuration of a service that is joined to the emulated platforms, and only to them. */
  readonly config: Config
  readonly page: FastifyPluginAsync
  stop(): Promise<void>
}

/**
 * Starts the emulated platforms of the demo commune. The service is told of them by what it would be told
 * of the real ones: tokens, roots, its own public address.
 */
export async function startSandbox(config: Config, serviceOrigin: string): Promise<Sandbox> {
  const emulators = await startEmulators({
    port: 0,
    dataDir: join(config.dataDir, 'sandbox'),
    seed: demoSeed(`${serviceOrigin}/webhooks/zalo-oa`),
  })
  const { telegram, zaloOa, zaloBot } = DEMO_BOTS
  return {
    page: sandboxPage({
      controlOrigin: emulators.origin,
      allowRemote: !isLoopback(config.http.host),
    }),
    stop: emulators.stop,
    config: {
      ...config,
      http: { ...config.http, publicUrl: serviceOrigin },
      owners: [...config.owners, ...demoOwners()],
      telegram: { token: telegram.token, apiRoot: `${emulators.origin}/telegram` },
      zaloOa: {
        appId: zaloOa.appId,
        appSecret: zaloOa.appSecret,
        webhookSecret: zaloOa.webhookSecret,
        accessToken: zaloOa.accessToken,
        refreshToken: zaloOa.refreshToken,
        apiRoot: `${emulators.origin}/openapi`,
        oauthRoot: `${emulators.origin}/oauth`,
      },
      zaloBot: { token: zaloBot.token, apiRoot: `${emulators.origin}/zalobot` },
    },
  }
}

function demoOwners(): Config['owners'] {
  const [platform = '', externalId = ''] = DEMO_OWNERS.split(':')
  return platform === 'telegram' ? [{ platform, externalId }] : []
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}
