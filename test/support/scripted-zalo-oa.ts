import type { ServerResponse } from 'node:http'
import {
  createZaloOaChannel,
  type ZaloOaConfig,
} from '../../src/channels/zalo-oa/zalo-oa-channel.ts'
import type { Channel } from '../../src/channels/channel.ts'
import { type ChannelInstanceId, newId } from '../../src/domain/id.ts'
import { memoryTokenStore, type MemoryTokenStore } from './memory-token-store.ts'
import { createRecordingLog, type RecordingLog } from './recording-log.ts'
import {
  answerJson,
  type ScriptedRequest,
  type ScriptedServer,
  startScriptedServer,
} from './scripted-server.ts'

export interface ScriptedZaloOa {
  readonly channel: Channel
  readonly server: ScriptedServer
  readonly tokens: MemoryTokenStore
  readonly log: RecordingLog
  stop(): Promise<void>
}

/** The Zalo OA channel against a server that answers each call with what the test says, as JSON, after headers of its own. */
export async function startScriptedZaloOa(
  answer: (request: ScriptedRequest, index: number, response: ServerResponse) => unknown,
  config: Partial<ZaloOaConfig> = {},
): Promise<ScriptedZaloOa> {
  const server = await startScriptedServer((request, response, index) =>
    answerJson(response, 200, answer(request, index, response)),
  )
  const log = createRecordingLog()
  const tokens = memoryTokenStore({ accessToken: 'a1', refreshToken: 'r1', expiresAt: null })
  const channel = await createZaloOaChannel({
    instanceId: newId<ChannelInstanceId>(),
    appId: '4711',
    appSecret: 'app-secret',
    webhookSecret: 'webhook-secret',
    tokens,
    apiRoot: `${server.origin}/openapi`,
    oauthRoot: `${server.origin}/oauth`,
    storedWithinMs: 0,
    publicUrl: 'https://nhipcau.example.vn',
    log,
    ...config,
  })
  return {
    channel,
    server,
    tokens,
    log,
    stop: async () => {
      await channel.close()
      await server.stop()
    },
  }
}
