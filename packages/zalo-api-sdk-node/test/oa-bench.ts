import { createOfficialAccount, type OfficialAccount, staticToken } from '../src/index.ts'
import { startWireServer, type WireServer } from './wire-server.ts'

export const TOKEN = 'ToKen_OA-secret.0123456789'
export const USER = '2512523625412515999'
export const GROUP = 'f414c8f76fa586fbdfb4'

export interface OaBench {
  readonly server: WireServer
  readonly account: OfficialAccount
  /** What was asked, as `POST /path?query`. */
  readonly asked: () => string[]
  /** The JSON bodies that were sent. */
  readonly sent: () => unknown[]
  readonly stop: () => Promise<void>
}

/** An account whose platform is a scripted server, at 40 seconds past a minute. */
export async function startOaBench(timeoutMs?: number): Promise<OaBench> {
  const server = await startWireServer()
  const account = createOfficialAccount({
    accessTokens: staticToken(TOKEN),
    baseUrl: `${server.origin}/openapi/`,
    now: () => Date.UTC(2026, 10, 1, 8, 0, 40),
    timeoutMs,
  })
  return {
    server,
    account,
    asked: () => server.requests.map(({ method, url }) => `${method} ${url}`),
    sent: () => server.requests.map(({ body }) => JSON.parse(body) as unknown),
    stop: () => server.stop(),
  }
}
