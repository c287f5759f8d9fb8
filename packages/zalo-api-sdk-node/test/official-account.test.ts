import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import {
  createOfficialAccount,
  type OfficialAccount,
  type OaMessage,
  staticToken,
  ZaloError,
} from '../src/index.ts'
import { json, startWireServer, type WireServer } from './wire-server.ts'

const TOKEN = 'ToKen_OA-secret.0123456789'
const USER = '2512523625412515999'
const GROUP = 'f414c8f76fa586fbdfb4'
const SENT = json({
  data: {
    message_id: '96d3cdf3af150460909',
    user_id: USER,
    sent_time: '1726129110187',
    quota: { quota_type: 'reply', remain: '7', total: '8' },
  },
  error: 0,
  message: 'Success',
})

describe('an official account', () => {
  let server: WireServer
  let account: OfficialAccount

  beforeEach(async () => {
    server = await startWireServer()
    account = createOfficialAccount({
      accessTokens: staticToken(TOKEN),
      baseUrl: `${server.origin}/openapi/`,
      now: () => Date.UTC(2026, 10, 1, 8, 0, 40),
    })
  })

  afterEach(async () => {
    await server.stop()
  })

  const lastBody = (): unknown => JSON.parse(server.requests.at(-1)?.body ?? '') as unknown
  const failure = async (call: Promise<unknown>): Promise<ZaloError> => {
    const error: unknown = await call.then(
      () => null,
      (reason: unknown) => reason,
    )
    if (!(error instanceof ZaloError)) throw new Error('no ZaloError came', { cause: error })
    return error
  }

  describe('writing to people and groups', () => {
    it('sends a text to a person with the token in its own header', async () => {
      server.answer(SENT)

      const sent = await account.sendMessage(USER, { kind: 'text', text: 'Mời họp thôn' })

      expect(sent).toEqual({
        messageId: '96d3cdf3af150460909',
        quota: { type: 'reply', remaining: 7, total: 8 },
      })
      expect(server.requests[0]).toMatchObject({
        method: 'POST',
        url: '/openapi/v3.0/oa/message/cs',
        headers: { access_token: TOKEN, 'content-type': 'application/json' },
      })
      expect(server.requests[0]?.headers.authorization).toBeUndefined()
      expect(lastBody()).toEqual({
        recipient: { user_id: USER },
        message: { text: 'Mời họp thôn' },
      })
    })

    it('puts the id of a group inside the recipient', async () => {
      server.answer(json({ data: { message_id: 'm1', group_id: GROUP }, error: 0 }))

      const sent = await account.sendGroupMessage(GROUP, { kind: 'text', text: 'Chào' })

      expect(sent).toEqual({ messageId: 'm1', quota: null })
      expect(server.requests[0]?.url).toBe('/openapi/v3.0/oa/group/message')
      expect(lastBody()).toEqual({ recipient: { group_id: GROUP }, message: { text: 'Chào' } })
    })

    const press = { title: 'Đã nhận', type: 'oa.query.show', payload: '#1' } as const
    it.each<{ title: string; message: OaMessage; wire: unknown }>([
      {
        title: 'a quote',
        message: { kind: 'text', text: 'Vâng', quoteMessageId: 'q9' },
        wire: { text: 'Vâng', quote_message_id: 'q9' },
      },
      {
        title: 'buttons beside the text',
        message: { kind: 'text', text: 'Họp', buttons: [press] },
        wire: { text: 'Họp', attachment: { type: 'template', payload: { buttons: [press] } } },
      },
      {
        title: 'buttons around the text, as older code has them',
        message: { kind: 'text', text: 'Họp', buttons: [press], buttonShape: 'legacy' },
        wire: {
          attachment: {
            type: 'template',
            payload: { template_type: 'button', text: 'Họp', buttons: [press] },
          },
        },
      },
      {
        title: 'an uploaded image',
        message: { kind: 'image', image: { attachmentId: 'a1' }, text: 'Ảnh' },
        wire: {
          text: 'Ảnh',
          attachment: {
            type: 'template',
            payload: {
              template_type: 'media',
              elements: [{ media_type: 'image', attachment_id: 'a1' }],
            },
          },
        },
      },
      {
        title: 'a file',
        message: { kind: 'file', token: 'f1' },
        wire: { attachment: { type: 'file', payload: { token: 'f1' } } },
      },
    ])('writes $title', async ({ message, wire }) => {
      server.answer(SENT)

      await account.sendMessage(USER, message)

      expect(lastBody()).toMatchObject({ message: wire as object })
    })

    it('uploads a file by multipart under its name', async () => {
      server.answer(json({ data: { token: 'up-1' }, error: 0 }))

      const token = await account.uploadFile({
        name: 'Thông báo.pdf',
        mime: 'application/pdf',
        bytes: new TextEncoder().encode('%PDF-1.4'),
      })

      expect(token).toBe('up-1')
      expect(server.requests[0]?.url).toBe('/openapi/v2.0/oa/upload/file')
      expect(server.requests[0]?.headers['content-type']).toMatch(
        /^multipart\/form-data; boundary=/,
      )
      expect(server.requests[0]?.body).toContain('name="file"; filename="Thông báo.pdf"')
      expect(server.requests[0]?.body).toContain('%PDF-1.4')
    })

    it('calls an upload that comes back empty a payload error', async () => {
      server.answer(json({ data: {}, error: 0 }))

      const error = await failure(account.uploadImage({ name: 'a', bytes: new Uint8Array(1) }))

      expect(error).toMatchObject({ class: 'payload', code: 'empty-upload' })
    })
  })

  describe('reading', () => {
    it('lists groups by plain query parameters', async () => {
      const group = {
        group_id: GROUP,
        name: 'Chi hội Yên Cát',
        status: 'enabled',
        total_member: '12',
        group_link: 'https://zalo.me/g/x',
      }
      server.answer(json({ data: { total: 1, groups: [group] }, error: 0 }))

      expect(await account.listGroups({ offset: 5, count: 20 })).toEqual({
        total: 1,
        groups: [
          {
            groupId: GROUP,
            name: 'Chi hội Yên Cát',
            status: 'enabled',
            totalMembers: 12,
            link: 'https://zalo.me/g/x',
          },
        ],
      })
      expect(server.requests[0]).toMatchObject({
        method: 'GET',
        url: '/openapi/v3.0/oa/group/getgroupsofoa?offset=5&count=20',
      })
    })

    it('keeps the asset and the day of dissolution of a group', async () => {
      server.answer(
        json({
          data: {
            group_info: { group_id: GROUP, name: 'A', status: 'disabled', auto_delete_date: '1/1' },
            asset_info: { asset_id: 'as1', valid_through: '31/12/2026' },
          },
          error: 0,
        }),
      )

      expect(await account.getGroup(GROUP)).toMatchObject({
        status: 'disabled',
        autoDeleteDate: '1/1',
        assetId: 'as1',
        assetValidThrough: '31/12/2026',
      })
    })

    it('lists the people of a group without the accounts among them', async () => {
      const members = [
        { user_id: USER, name: 'Lê Thị Hoa' },
        { oa_id: '1', name: 'OA' },
      ]
      server.answer(json({ data: { members }, error: 0 }))

      expect(await account.listMembers(GROUP)).toEqual([{ userId: USER, name: 'Lê Thị Hoa' }])
    })

    it('asks for a person through one JSON parameter', async () => {
      const data = { user_id: USER, display_name: 'Hoa', user_is_follower: true }
      server.answer(json({ data, error: 0 }))

      expect(await account.getUser(USER)).toMatchObject({ name: 'Hoa', follower: true })
      const url = new URL(server.requests[0]?.url ?? '', server.origin)
      expect(JSON.parse(url.searchParams.get('data') ?? '')).toEqual({ user_id: USER })
    })

    it('reads ids above 2^53 that come without quotes', async () => {
      server.answer({
        body: `{"data":[{"src":1,"time":1726129110187,"type":"text","message":"id 12345678901234567890","message_id":"m","from_id":${USER},"to_id":579745863508352884}],"error":0}`,
      })

      const [row] = await account.listRecentChats()

      expect(row).toMatchObject({
        from: 'person',
        fromId: USER,
        toId: '579745863508352884',
        text: 'id 12345678901234567890',
        time: 1_726_129_110_187,
      })
    })

    it('reads the quota of a person and the profile of the account', async () => {
      server.answer(
        json({ data: { last_interaction: 5, cs_reply: { remain: 3, total: 8 } }, error: 0 }),
        json({ data: { oaid: '77', name: 'UBND xã', is_verified: true, oa_type: 4 }, error: 0 }),
      )

      expect(await account.getUserQuota(USER)).toEqual({
        lastInteraction: 5,
        replies: { remaining: 3, total: 8 },
      })
      expect(await account.getOa()).toMatchObject({ oaId: '77', name: 'UBND xã', type: 4 })
    })

    it('shows the rate of the last answer', async () => {
      expect(account.rateLimit()).toBeNull()
      server.answer(
        json(
          { error: 0, data: {} },
          { headers: { 'X-RateLimit-Limit': '100', 'X-RateLimit-Remain': '42' } },
        ),
      )

      await account.getOa()

      expect(account.rateLimit()).toMatchObject({ limit: 100, remaining: 42 })
    })
  })

  describe('what goes wrong', () => {
    const send = (signal?: AbortSignal): Promise<unknown> =>
      account.sendMessage(USER, { kind: 'text', text: 'a' }, { signal })

    it.each([
      [-32, 'transient'],
      [-200, 'transient'],
      [-211, 'reschedule'],
      [-234, 'reschedule'],
      [-224, 'human'],
      [-237, 'human'],
      [-403, 'human'],
      [-321, 'human'],
      [-99_999, 'human'],
      [-213, 'recipient'],
      [-230, 'recipient'],
      [-201, 'payload'],
      [-210, 'payload'],
    ] as const)('gives error %i inside HTTP 200 the class %s', async (code, expected) => {
      server.answer(json({ error: code, message: 'why', data: {} }))

      expect(await failure(send())).toMatchObject({ code, class: expected, text: 'why' })
    })

    it('reads the same error under a real status', async () => {
      server.answer(json({ error: '-213', message: 'no' }, { status: 400 }))

      expect(await failure(send())).toMatchObject({ code: -213, class: 'recipient', status: 400 })
    })

    it('says how long the minute of -32 still takes', async () => {
      server.answer(json({ error: -32, message: 'limit' }))

      expect((await failure(send())).retryAfterMs).toBe(20_000)
    })

    it('does not know what became of a message when a gateway answers', async () => {
      server.answer({ status: 502, body: '<html>Bad Gateway</html>' })

      expect(await failure(send())).toMatchObject({ class: 'unknown-outcome', code: 'http-502' })
      expect(await failure(account.getOa())).toMatchObject({ class: 'transient' })
    })

    it('does not know what became of a message when the connection breaks', async () => {
      server.answer({ drop: true })

      expect(await failure(send())).toMatchObject({ class: 'unknown-outcome', code: 'network' })
      expect(await failure(account.getOa())).toMatchObject({ class: 'transient' })
    })

    it('knows that nothing was sent when nobody listens', async () => {
      await server.stop()

      expect(await failure(send())).toMatchObject({ class: 'transient', code: 'network' })
      server = await startWireServer()
    })

    it('refuses a 200 without words for a success', async () => {
      server.answer({ body: '' })

      expect(await failure(send())).toMatchObject({ class: 'unknown-outcome', code: 'not-json' })
    })

    it('calls an unknown path a payload error', async () => {
      server.answer({ status: 404, body: 'You are accessing an empty or invalid API' })

      expect(await failure(send())).toMatchObject({ class: 'payload', code: 'http-404' })
    })

    it('stops with its signal, before the call and during it', async () => {
      const never = new Promise<void>(() => undefined)
      server.answer({ after: never })
      const stop = new AbortController()

      const pending = failure(send(stop.signal))
      setTimeout(() => stop.abort(), 50)

      expect(await pending).toMatchObject({ class: 'unknown-outcome', code: 'aborted' })
      expect(await failure(send(stop.signal))).toMatchObject({
        class: 'transient',
        code: 'aborted',
      })
    })

    it('gives up after its time', async () => {
      server.answer({ after: new Promise<void>(() => undefined) })
      const hasty = createOfficialAccount({
        accessTokens: staticToken(TOKEN),
        baseUrl: server.origin,
        timeoutMs: 50,
      })

      const error = await failure(hasty.sendMessage(USER, { kind: 'text', text: 'a' }))

      expect(error).toMatchObject({ class: 'unknown-outcome', code: 'timeout' })
    })

    it('renews a refused token once and repeats the call', async () => {
      const renewed: string[] = []
      const fresh = createOfficialAccount({
        baseUrl: server.origin,
        accessTokens: {
          current: () => Promise.resolve('old'),
          renew: (refused) => {
            renewed.push(refused)
            return Promise.resolve('new')
          },
        },
      })
      server.answer(json({ error: -216, message: 'Access token is invalid' }), SENT)

      await fresh.sendMessage(USER, { kind: 'text', text: 'a' })

      expect(renewed).toEqual(['old'])
      expect(server.requests.map(({ headers }) => headers['access_token'])).toEqual(['old', 'new'])
    })

    it('never shows its token, also when a page echoes it', async () => {
      server.answer({ status: 403, body: `<p>refused: ${'x'.repeat(290)} ${TOKEN}</p>` })

      const error = await failure(send())

      expect(`${error.stack} ${JSON.stringify(error)} ${error.text}`).not.toContain('ToKen_OA')
      expect(error.cause).toBeUndefined()
    })
  })
})
