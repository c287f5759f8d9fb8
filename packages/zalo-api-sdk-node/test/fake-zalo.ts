import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface FakeZalo {
  readonly origin: string
  /** What was asked since the last look, without the query: `POST /openapi/v3.0/oa/message/cs`. */
  taken(): string[]
  stop(): Promise<void>
}

const SLOW_OAUTH_MS = 1_000

const UPDATE = {
  event_name: 'message.text.received',
  message: {
    from: { id: 'u1', display_name: 'Hoa', is_bot: false },
    chat: { id: 'zgr-1', chat_type: 'GROUP' },
    message_id: 'm9',
    date: 1_750_316_131_602,
    text: 'Xin chào',
  },
}
const GROUP = { group_info: { group_id: 'g1', group_link: 'https://zalo.me/g/x', name: 'Thôn' } }

/** Data by path, for a success of the Official Account API; every other path has none. */
const OA_DATA: Readonly<Record<string, unknown>> = {
  '/v2.0/oa/getoa': { oaid: '77', name: 'UBND xã' },
  '/v3.0/oa/message/cs': { message_id: 'm1' },
  '/v3.0/oa/group/message': { message_id: 'm2' },
  '/v3.0/oa/group/creategroupwithoa': GROUP,
  '/v3.0/oa/group/updateinfo': GROUP,
  '/v3.0/oa/group/getgroup': { ...GROUP, asset_info: { valid_through: '31/12/2026' } },
  '/v3.0/oa/group/listmember': { members: [{ user_id: '5', name: 'Hoa' }] },
  '/v3.0/oa/group/listpendinginvite': { members: [{ user_id: '8', name: 'Lan' }] },
  '/v3.0/oa/quota/group': [{ asset_id: 'as1', status: 'available' }],
  '/v2.0/oa/upload/file': { token: 'f1' },
  '/v2.0/oa/upload/image': { attachment_id: 'a1' },
  '/v2.0/oa/upload/gif': { attachment_id: 'a2' },
  '/v3.0/oa/user/getlist': { total: 1, users: [{ user_id: '5' }] },
  '/v3.0/oa/user/detail': { user_id: '5', display_name: 'Hoa' },
  '/v2.0/oa/tag/gettagsofoa': ['Thôn Đông'],
  '/v2.0/oa/conversation': [{ src: 1, message_id: 'm1', time: 0, message: 'Chào' }],
  '/v3.0/oa/quota/message': { last_interaction: 0 },
}

/** A server that says what Zalo says when all is well, and to whom nobody has written: -213 for person 7. */
export async function startFakeZalo(): Promise<FakeZalo> {
  let taken: string[] = []
  let updates = [UPDATE]
  const reply = (path: string, body: string): string | null => {
    if (path.startsWith('/files/')) return '%PDF-1.4'
    if (!path.endsWith('/getUpdates')) return JSON.stringify(answer(path, body))
    const [update] = updates
    updates = []
    return update === undefined ? null : JSON.stringify({ ok: true, result: update })
  }
  const server = createServer((request, response) => {
    const [path = ''] = (request.url ?? '').split('?')
    taken.push(`${request.method} ${path}`)
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      const say = reply(path, body)
      // New tokens take a while, in which others could ask for some too.
      const wait = path.startsWith('/oauth/') ? SLOW_OAUTH_MS : 0
      // A quiet window lasts until the caller goes.
      if (say !== null) setTimeout(() => response.end(say), wait)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken: () => {
      const since = taken
      taken = []
      return since
    },
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

function answer(path: string, body: string): unknown {
  if (path.startsWith('/oauth/')) return { access_token: 'new', refresh_token: 'r2' }
  if (path.endsWith('/getMe')) return { ok: true, result: { id: '9', display_name: 'Bot Xã' } }
  if (path.startsWith('/bot-api/')) return { ok: true, result: { message_id: 'z1' } }
  if (body.includes('"user_id":"7"')) return { error: -213, message: 'User has not interacted' }
  return { error: 0, data: OA_DATA[path.replace('/openapi', '')] ?? {} }
}
