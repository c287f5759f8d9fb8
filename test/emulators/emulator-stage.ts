import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EmulatorSeed } from '../../src/sandbox/emulator-seed.ts'
import { startEmulators, type EmulatorOptions } from '../../src/sandbox/emulator-server.ts'

type Json = Record<string, unknown>

export const TELEGRAM_TOKEN = '7000000001:AA-telegram-secret'
const ZALO_BOT_TOKEN = '9000001:zalo-bot-secret'

/** Lan is a secretary, Minh the head of a hamlet, Hoa a resident who has never written. */
export const SEED: EmulatorSeed = {
  platforms: [
    {
      platform: 'telegram',
      botId: '7000000001',
      botName: 'Nhịp Cầu',
      username: 'nhipcau_bot',
      token: TELEGRAM_TOKEN,
    },
    {
      platform: 'zalo-oa',
      botId: '4318657068771012646',
      botName: 'UBND xã Như Xuân',
      appId: '1200000000000000001',
      appSecret: 'app-secret',
      webhookSecret: 'oa-webhook-secret',
      accessToken: 'first-access',
      refreshToken: 'first-refresh',
    },
    {
      platform: 'zalo-bot',
      botId: '9000001',
      botName: 'Bot Nhịp Cầu',
      token: ZALO_BOT_TOKEN,
    },
  ],
  people: [
    {
      id: 'lan',
      name: 'Lan',
      role: 'Bí thư',
      accounts: { telegram: '1001', 'zalo-oa': '6800000000000001001', 'zalo-bot': 'zb1001' },
    },
    {
      id: 'minh',
      name: 'Minh',
      role: 'Trưởng thôn',
      accounts: { telegram: '1002', 'zalo-oa': '6800000000000001002', 'zalo-bot': 'zb1002' },
    },
    {
      id: 'hoa',
      name: 'Hoa',
      role: 'Người dân',
      accounts: { telegram: '1003', 'zalo-oa': '6800000000000001003', 'zalo-bot': 'zb1003' },
    },
  ],
  chats: [
    {
      platform: 'telegram',
      externalId: '1001',
      kind: 'private',
      title: 'Nhịp Cầu',
      members: ['lan'],
    },
    {
      platform: 'telegram',
      externalId: '-5001',
      kind: 'group',
      title: 'Thôn Yên Cát',
      members: ['lan', 'minh'],
    },
    {
      platform: 'zalo-oa',
      externalId: 'f414c8f76fa586fbdfb4',
      kind: 'group',
      title: 'Hội Nông dân',
      members: ['lan', 'minh'],
    },
    {
      platform: 'zalo-bot',
      externalId: 'zgr-77',
      kind: 'group',
      title: 'Thôn Thanh Bình',
      members: ['lan', 'minh'],
    },
  ],
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Json
  readonly text: string
}

export type Stage = Awaited<ReturnType<typeof openStage>>

/** Emulators on a data folder of their own, with short ways to call them. */
export async function openStage(options: Partial<EmulatorOptions> = {}) {
  const ownDir = mkdtempSync(join(tmpdir(), 'emulator-'))
  const dataDir = options.dataDir ?? ownDir
  const emulators = await startEmulators({ port: 0, seed: SEED, ...options, dataDir })

  async function send(path: string, init: RequestInit = {}): Promise<Answer> {
    const response = await fetch(`${emulators.origin}${path}`, init)
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: readJson(text), text }
  }

  async function post(path: string, json: unknown, headers: Record<string, string> = {}) {
    const type = { 'content-type': 'application/json' }
    return send(path, {
      method: 'POST',
      body: JSON.stringify(json),
      headers: { ...type, ...headers },
    })
  }

  return {
    origin: emulators.origin,
    dataDir,
    advance: emulators.advance,
    send,
    post,
    telegram: (method: string, params: Json = {}) =>
      post(`/telegram/bot${TELEGRAM_TOKEN}/${method}`, params),
    zaloBot: (method: string, params: Json = {}) =>
      post(`/zalobot/bot${ZALO_BOT_TOKEN}/${method}`, params),
    control: (path: string, json: Json) => post(`/_control/${path}`, json),
    read: (path: string) => send(`/_control/${path}`),
    /** What a person sees in a chat. */
    async seen(as: string, chatId: string): Promise<Json[]> {
      const answer = await send(`/_control/chats/${encodeURIComponent(chatId)}/messages?as=${as}`)
      return answer.body['messages'] as Json[]
    },
    async close(): Promise<void> {
      await emulators.stop()
      rmSync(ownDir, { recursive: true, force: true })
    },
  }
}

function readJson(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return {}
  }
}
